"""`network4 book`: scripts and prompts that find the book's modules."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import network4


def test_a_script_finds_the_modules_and_its_arguments(tmp_path):
    script = tmp_path / "program.py"
    script.write_text(
        "import sys\nimport network3\nprint(network3.ReLU(-1.0), sys.argv[1:])\n"
        "sys.exit(3)\n"
    )
    done = network4("book", script, "--epochs", "2", cwd=tmp_path)
    assert done.stdout == "0.0 ['--epochs', '2']\n"
    assert done.returncode == 3


def test_a_module_beside_the_script_comes_first(tmp_path):
    (tmp_path / "network3.py").write_text("mine = True\n")
    (tmp_path / "program.py").write_text("import network3\nprint(network3.mine)\n")
    assert network4("book", "program.py", cwd=tmp_path).stdout == "True\n"


def test_a_prompt_finds_the_modules(tmp_path):
    done = network4(
        "book", cwd=tmp_path, stdin="import network3 as n\nprint(n.linear(5))\n"
    )
    assert "5" in done.stdout
    assert done.returncode == 0


def test_the_directory_is_printed(tmp_path):
    directory = Path(network4("book", "--path", cwd=tmp_path).stdout.strip())
    assert (directory / "network3.py").is_file()


def test_a_script_that_is_not_there_is_refused(tmp_path):
    done = network4("book", "nothing.py", cwd=tmp_path)
    assert done.returncode == 2
    assert "SCRIPT must be a file, received 'nothing.py'" in done.stderr


@pytest.mark.parametrize("name", ["network3", "network", "mnist_loader"])
def test_importing_network4_puts_no_such_name_in_anyones_way(name, tmp_path):
    code = f"import network4, importlib.util; print(importlib.util.find_spec('{name}'))"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "None\n"


BOOKS = 'import cPickle\nprint "Python 2"\n'
MINE = """import sys
import network, network2
print(network.Network([2, 2]).num_layers, network2.mine, __name__, sys.argv)
sys.exit(3)
"""


def clone(directory):
    """Lay out a clone of the book's repository, in which network2 was ported."""
    source = directory / "src"
    source.mkdir()
    (source / "network.py").write_text(BOOKS)
    (source / "network2.py").write_text("mine = 'ported'\n")
    (source / "mine.py").write_text(MINE)
    return source


def test_a_script_runs_in_a_clone_of_the_books_repository(tmp_path):
    source = clone(tmp_path)
    for cwd, script in ((source, "mine.py"), (tmp_path, "src/mine.py")):
        done = network4("book", script, "--epochs", "2", cwd=cwd)
        assert done.stdout == f"2 ported __main__ ['{script}', '--epochs', '2']\n"
        assert done.stderr.splitlines() == [
            "network.py: written in Python 2; network4's are imported instead."
        ]
        assert done.returncode == 3


def test_a_prompt_opens_in_a_clone_of_the_books_repository(tmp_path):
    done = network4(
        "book",
        cwd=clone(tmp_path),
        stdin="import network, network2\nprint(network.__doc__[:9], network2.mine)\n",
    )
    assert "Chapter 1 ported" in done.stdout
    assert "network.py: written in Python 2" in done.stderr


def test_the_books_data_are_found_from_the_scripts_directory(tmp_path):
    source = clone(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mnist.pkl.gz").write_text("version https://git-lfs")
    (source / "mine.py").write_text("import mnist_loader\nmnist_loader.load_data()\n")
    done = network4("book", "src/mine.py", cwd=tmp_path)
    assert "DataError" in done.stderr.splitlines()[-1]
    assert "mnist.pkl.gz" in done.stderr.splitlines()[-1]


def test_a_script_may_import_theano_first(tmp_path):
    (tmp_path / "program.py").write_text(
        "import theano\nimport theano.tensor as T\nimport network3\n"
        "print(network3.FullyConnectedLayer(2, 2, T.tanh).w.shape)\n"
    )
    assert network4("book", "program.py", cwd=tmp_path).stdout == "(2, 2)\n"


def test_theano_beside_the_script_comes_first(tmp_path):
    (tmp_path / "theano.py").write_text("mine = True\n")
    (tmp_path / "program.py").write_text("import theano\nprint(theano.mine)\n")
    assert network4("book", "program.py", cwd=tmp_path).stdout == "True\n"


def test_a_directory_is_no_script(tmp_path):
    done = network4("book", tmp_path, cwd=tmp_path)
    assert done.returncode == 2
    assert "SCRIPT must be a file" in done.stderr


def test_a_script_in_python_2_runs_as_it_was_printed(tmp_path):
    (tmp_path / "old.py").write_text("import network\nprint 7 / 2, network.__name__\n")
    done = network4("book", "old.py", cwd=tmp_path)
    assert done.stdout == "3 network\n"
    assert done.stderr == (
        "old.py: runs as Python 2; the file is not changed: print (1), / (1).\n"
    )


def test_a_script_that_both_read_is_python_2_when_it_is_said(tmp_path):
    (tmp_path / "both.py").write_text("print('a', 7 / 2)\n")
    for switches, printed in (((), "a 3.5\n"), (("-2",), "('a', 3)\n")):
        done = network4("book", *switches, "both.py", cwd=tmp_path)
        assert done.stdout == printed


def test_a_prompt_is_python_3(tmp_path):
    done = network4("book", "-2", cwd=tmp_path)
    assert done.returncode == 2
    assert "-2 needs SCRIPT after it" in done.stderr


def test_a_module_in_python_2_beside_a_script_in_python_3(tmp_path):
    source = clone(tmp_path)
    (source / "old.py").write_text("print 'old', 7 / 2\n")
    (source / "mine.py").write_text("import old\nprint('new', 7 / 2)\n")
    assert network4("book", "mine.py", cwd=source).stdout == "old 3\nnew 3.5\n"
