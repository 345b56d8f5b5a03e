"""Which operators are understood, and which values of their attributes."""

from collections.abc import Callable
from typing import Any

from network4.export.onnx_nodes import onnx_module

OLDEST_OPSET = 7  # before it constants were spread over arrays in another way


def _any(value: Any) -> bool:
    """Whoever reads the operator looks at the value."""
    del value
    return True


def _is(*allowed: Any) -> Callable[[Any], bool]:
    return lambda value: value in allowed


def _ones(value: Any) -> bool:
    return value is None or set(value) <= {1}


_WINDOWS = {
    "auto_pad": _is("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"),
    "ceil_mode": _is(0, 1),
    "dilations": _ones,
    "kernel_shape": _any,
    "pads": _any,
    "strides": _any,
}
# An attribute that is not here may only have the value that ONNX gives it.
UNDERSTOOD: dict[str, dict[str, Callable[[Any], bool]]] = {
    "Add": {},
    "AveragePool": {**_WINDOWS, "count_include_pad": _is(0, 1)},
    "BatchNormalization": {"epsilon": _any, "momentum": _any},
    "Cast": {"to": _any},
    "Clip": {"min": _any, "max": _any},
    "Concat": {"axis": _any},
    "Conv": {**_WINDOWS, "group": _any},
    "Div": {},
    "Dropout": {"ratio": _any, "seed": _any},
    "Flatten": {"axis": _any},
    "Gemm": {"alpha": _any, "beta": _any, "transB": _is(0, 1)},
    "GlobalAveragePool": {},
    "GlobalMaxPool": {},
    "Identity": {},
    "LeakyRelu": {"alpha": _is(0.0)},
    "LogSoftmax": {"axis": _any},
    "LpPool": _WINDOWS,
    "MatMul": {},
    "MaxPool": _WINDOWS,
    "Mean": {},
    "Mul": {},
    "Neg": {},
    "Pad": {"pads": _any, "value": _is(0.0)},
    "ReduceMean": {"axes": _any, "keepdims": _is(0, 1)},
    "Relu": {},
    "Reshape": {"allowzero": _is(0, 1)},
    "Sigmoid": {},
    "Slice": {"starts": _any, "ends": _any, "axes": _any},
    "Softmax": {"axis": _any},
    "Squeeze": {"axes": _any},
    "Sub": {},
    "Sum": {},
    "Tanh": {},
    "Transpose": {"perm": _any},
    "Unsqueeze": {"axes": _any},
}
# What nodes may be whose inputs are all known before any image is.
OF_CONSTANTS: dict[str, dict[str, Callable[[Any], bool]]] = {
    **{kind: {} for kind in ("Add", "Div", "Identity", "Mul", "Neg", "Sqrt", "Sub")},
    "Cast": {"to": _any},
    "Concat": {"axis": _any},
    "Constant": {
        **{f"value{end}": _any for end in ("", "_int", "_ints", "_float", "_floats")}
    },
    "Gather": {"axis": _any},
    "Reshape": {},
    "Shape": {},
    "Squeeze": {"axes": _any},
    "Transpose": {"perm": _any},
    "Unsqueeze": {"axes": _any},
}


def settings_of(node: Any, opset: int, *, is_constant: bool = False) -> dict[str, Any]:
    """Return a node's attributes by name, with the defaults of its opset.

    Args:
        node: a NodeProto.
        opset: the version of ONNX's operators.
        is_constant: whether all that it reads is known before any image is; default
            False.

    Returns:
        Texts as str; None for an attribute that is left out and has no default.

    Raises:
        ValueError: the operator, or an attribute or its value, is not understood.
    """
    understood = (OF_CONSTANTS if is_constant else UNDERSTOOD).get(node.op_type)
    if node.domain not in ("", "ai.onnx"):
        raise ValueError(f"it has a {node.op_type} of the domain {node.domain!r}")
    if node.overload:
        raise ValueError(f"it has a {node.op_type} of the variant {node.overload!r}")
    if understood is None:
        named = node.op_type or "node without an operator"
        raise ValueError(f"it has a {named}, which is not understood")
    _check_valid(node, opset)
    schema = onnx_module("onnx").defs.get_schema(node.op_type, opset, "")
    defaults = {n: _value(a.default_value) for n, a in schema.attributes.items()}
    settings = {**defaults, **{each.name: _value(each) for each in node.attribute}}
    for name, value in settings.items():
        is_allowed = understood.get(name, _is(defaults[name]))
        if not is_allowed(value):
            raise ValueError(f"its {node.op_type} has {name}={str(value)[:50]}")
    return settings


def _check_valid(node: Any, opset: int) -> None:
    """Refuse what ONNX itself does not allow: attributes, their types, counts."""
    checker = onnx_module("onnx.checker")
    context = checker.C.CheckerContext()
    context.ir_version = onnx_module("onnx").IR_VERSION
    context.opset_imports = {"": opset}
    names = [each.name for each in node.attribute]
    if len(set(names)) < len(names):
        raise ValueError(f"its {node.op_type} has an attribute twice")
    try:
        checker.check_node(node, context)
    except checker.ValidationError as error:
        reason = str(error).split("\n")[0].rstrip(". ")
        raise ValueError(f"its {node.op_type} is not valid: {reason}") from None


def _value(attribute: Any) -> Any:
    if not attribute.name:
        return None
    if attribute.ref_attr_name:
        raise ValueError(f"its attribute {attribute.name!r} is one of a function")
    value = onnx_module("onnx.helper").get_attribute_value(attribute)
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return value
