"""What is amiss with a file is said in words of the file, not of a library."""

import pytest
from onnx_graphs import chain, model_of, onnx

from network4.errors import ModelFileError
from network4.export import read_onnx


def refused(directory, content):
    path = directory / "a.onnx"
    path.write_bytes(content)
    with pytest.raises(ModelFileError) as error:
        read_onnx(path)
    return str(error.value)


def relu():
    return model_of(chain(("Relu", "", {})), (6,), {})


def test_an_input_that_nothing_reads_is_named(tmp_path):
    node = onnx.helper.make_node("Relu", ["w"], ["y"])
    held = model_of([node], (6,), {"w": [[1.0]]})
    assert "nothing reads its input 'x'; docs" in refused(
        tmp_path, held.SerializeToString()
    )


def test_a_node_without_an_operator_is_called_so(tmp_path):
    held = relu()
    held.graph.node[0].op_type = ""
    found = refused(tmp_path, held.SerializeToString())
    assert "it has a node without an operator, which is not understood" in found


def test_text_that_is_not_utf_8_is_refused(tmp_path):
    held = model_of(chain(("LeakyRelu", "", {"alpha": 0.5})), (6,), {})
    content = held.SerializeToString().replace(b"alpha", b"alph\xff")
    assert refused(tmp_path, content).endswith("it holds text that is not UTF-8.")


def test_a_note_that_is_no_json_is_named(tmp_path):
    held = relu()
    held.metadata_props.add(key="network4.network", value="")
    found = refused(tmp_path, held.SerializeToString())
    assert "its note network4.network is not valid JSON; docs" in found
