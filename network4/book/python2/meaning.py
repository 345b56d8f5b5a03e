"""What Python 2's operators, methods and names meant, put into today's syntax tree."""

import ast
from collections import Counter
from collections.abc import Sequence

from network4.book.python2.classes import give_todays_methods
from network4.book.python2.executing import share_names
from network4.book.python2.modules import GONE, RENAMED
from network4.book.python2.names import NAMES
from network4.book.python2.operators import METHODS
from network4.book.python2.printed_in_turn import print_in_turn
from network4.book.python2.texts import as_bytes, as_text
from network4.book.python2.tree import at, call, load, store

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "__python2_less__",
    ast.LtE: "__python2_at_most__",
    ast.Gt: "__python2_greater__",
    ast.GtE: "__python2_at_least__",
}
_STR = "__python2_str__"
_CAUGHT, _OWNER, _KEY = "__python2_caught__", "__python2_owner__", "__python2_key__"


def give_meaning(tree: ast.Module, patterns: dict[str, str]) -> Counter[str]:
    """Change a program's tree so that it does what Python 2 did.

    Args:
        tree: of the program in today's statements; it is changed.
        patterns: names that stand for patterns such as `(x, y)`, with their text.

    Returns:
        What was changed, counted.
    """
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    futures = [node for node in imports if node.module == "__future__"]
    names = {alias.name for node in futures for alias in node.names}
    meaning = _Meaning(patterns, names)
    meaning.visit(tree)
    ast.fix_missing_locations(tree)
    return meaning.changes


def forget_columns(tree: ast.Module) -> None:
    """Keep lines alone; columns of a translation would mark the wrong words."""
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt | ast.expr | ast.excepthandler | ast.arg):
            node.col_offset = node.end_col_offset = -1
        elif isinstance(node, ast.alias | ast.keyword):
            node.col_offset = node.end_col_offset = -1


class _Meaning(ast.NodeTransformer):
    """Walks over a tree, and changes what had another meaning."""

    def __init__(self, patterns: dict[str, str], futures: set[str]) -> None:
        self.changes: Counter[str] = Counter()
        self._patterns = patterns
        self._divides = "division" not in futures
        self._has_bytes = "unicode_literals" not in futures

    def visit_Expr(self, node: ast.Expr) -> list[ast.stmt]:
        self.generic_visit(node)
        return print_in_turn(node)

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        """Have a character for each byte of a text, if it is none of Unicode."""
        if isinstance(node.value, str) and self._has_bytes and node.kind != "u":
            node.value = as_text(as_bytes(node.value))
        return node

    def visit_Import(self, node: ast.Import) -> ast.AST:
        self.changes.update(a.name for a in node.names if a.name in RENAMED)
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        self.changes.update([node.module] if node.module in RENAMED else [])
        gone = GONE.get(node.module or "", {})
        self.changes.update(alias.name for alias in node.names if alias.name in gone)
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        """Have `-2j` be a number whose real part is 0, not -0."""
        self.generic_visit(node)
        value = node.operand.value if isinstance(node.operand, ast.Constant) else 0
        if not isinstance(node.op, ast.USub) or not isinstance(value, complex):
            return node
        return at(node, ast.Constant(complex(0, -value.imag)))

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.op, ast.Mod) and _is_text(node.left):
            node.right = at(node.right, call("__python2_shown__", node.right))
            if isinstance(node.left, ast.Constant) and "%c" in str(node.left.value):
                if node.left.kind != "u" and self._has_bytes:
                    return at(node, call("__python2_as_bytes__", node))
        if not self._is_division(node.op, node.left, node.right):
            return node
        self.changes["/"] += 1
        return at(node, call("__python2_divide__", node.left, node.right))

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST | list[ast.stmt]:
        self.generic_visit(node)
        if not self._is_division(node.op, node.value):
            return node
        self.changes["/"] += 1
        held, target = _hold(node.target)
        value = call("__python2_divide_in_place__", _loaded(target), node.value)
        assign = ast.Assign(targets=[target], value=value)
        return [at(node, statement) for statement in [*held, assign]]

    def _is_division(self, operator: ast.operator, *values: ast.expr) -> bool:
        if not self._divides or not isinstance(operator, ast.Div):
            return False
        return not any(
            isinstance(v, ast.Constant) and isinstance(v.value, float) for v in values
        )

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        if not isinstance(node.ctx, ast.Load) and node.attr.startswith("func_"):
            node.attr = f"__{node.attr.removeprefix('func_')}__"
        if node.attr not in METHODS or not isinstance(node.ctx, ast.Load):
            return node
        if METHODS[node.attr].is_gone:
            self.changes[f".{node.attr}"] += 1
        name = ast.Constant(node.attr)
        return at(node, call("__python2_attribute__", node.value, name))

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        self.generic_visit(node)
        if not _may_be_float(node.slice):
            return node
        node.value = at(node.value, call("__python2_items__", node.value))
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """Compare what today's Python refuses to; a row of comparisons is left."""
        self.generic_visit(node)
        function = _COMPARISONS.get(type(node.ops[0]))
        if function is None or len(node.ops) > 1:
            return node
        return at(node, call(function, node.left, node.comparators[0]))

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        function = node.func
        if isinstance(function, ast.Name) and function.id == "str":
            if len(node.args) == 1 and not node.keywords:
                function.id = _STR
        elif _last_name(function) in {"imap", "map"} and node.args:
            if isinstance(node.args[0], ast.Name) and node.args[0].id == "str":
                node.args[0].id = _STR
        elif isinstance(function, ast.Attribute) and function.attr == "format":
            if _is_text(function.value):
                node.args = [_shown(argument) for argument in node.args]
                for keyword in node.keywords:
                    value = keyword.value
                    keyword.value = at(value, call("__python2_shown_item__", value))
        return node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in NAMES and isinstance(node.ctx, ast.Load):
            self.changes[node.id] += 1
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        """Let the name of what was caught outlive the handler; it has items, too."""
        self.generic_visit(node)
        name = node.name
        if name is None:
            return node
        for part in ast.walk(node):
            if isinstance(part, ast.Subscript) and _is_name(part.value, name):
                part.value = at(part.value, call("__python2_items__", part.value))
        caught: ast.expr = load(_CAUGHT)
        if name in self._patterns:
            caught = ast.Attribute(caught, "args", ast.Load())
        node.name = _CAUGHT
        node.body.insert(0, self._bind(name, caught, node.body[0]))
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        for name in self._named_patterns(node.args):
            node.body.insert(0, self._bind(name, load(name), node.body[0]))
        share_names(node)
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        """Bind patterns as a comprehension over one item does."""
        self.generic_visit(node)
        for name in self._named_patterns(node.args):
            items = ast.List(elts=[load(name)], ctx=ast.Load())
            each = ast.comprehension(self._target(name), items, [], 0)
            found = ast.ListComp(elt=node.body, generators=[each])
            for part in ast.walk(each.target):
                ast.copy_location(part, node)
            only = ast.Subscript(found, ast.Constant(0), ast.Load())
            node.body = at(node, only)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self.generic_visit(node)
        self.changes.update(give_todays_methods(node))
        return node

    def _named_patterns(self, arguments: ast.arguments) -> list[str]:
        names = [argument.arg for argument in arguments.args]
        return [name for name in names if name in self._patterns]

    def _bind(self, name: str, value: ast.expr, place: ast.stmt) -> ast.stmt:
        """Return the assignment of a value to what a name stands for."""
        target = self._target(name)
        for part in ast.walk(target):
            ast.copy_location(part, place)
        return at(place, ast.Assign(targets=[target], value=value))

    def _target(self, name: str) -> ast.expr:
        """Return what a name stands for, as the target of an assignment."""
        tree = ast.parse(self._patterns.get(name, name).strip(), mode="eval").body
        return _stored(tree)


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _last_name(node: ast.expr) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _shown(argument: ast.expr) -> ast.expr:
    if isinstance(argument, ast.Starred):
        values = argument.value
        argument.value = at(values, call("__python2_shown__", values))
        return argument
    return at(argument, call("__python2_shown_item__", argument))


def _stored(tree: ast.expr) -> ast.expr:
    if isinstance(tree, ast.Tuple | ast.List):
        tree.elts = [_stored(element) for element in tree.elts]
    if isinstance(tree, ast.Tuple | ast.List | ast.Name | ast.Attribute):
        tree.ctx = ast.Store()
    return tree


def _hold(
    target: ast.Name | ast.Attribute | ast.Subscript,
) -> tuple[Sequence[ast.stmt], ast.Name | ast.Attribute | ast.Subscript]:
    """Return assignments that keep a target's owner and key, and the target by them."""
    if isinstance(target, ast.Name):
        return [], target
    held = [ast.Assign(targets=[store(_OWNER)], value=target.value)]
    if isinstance(target, ast.Attribute):
        return held, ast.Attribute(load(_OWNER), target.attr, ast.Store())
    key = ast.Assign(targets=[store(_KEY)], value=_as_value(target.slice))
    return [*held, key], ast.Subscript(load(_OWNER), load(_KEY), ast.Store())


def _as_value(index: ast.expr) -> ast.expr:
    """Return an index as an expression that is one outside of brackets, too."""
    if isinstance(index, ast.Tuple):
        index.elts = [_as_value(element) for element in index.elts]
    if isinstance(index, ast.Slice):
        ends = [index.lower, index.upper, index.step]
        return at(index, call("slice", *(end or ast.Constant(None) for end in ends)))
    return index


def _loaded(target: ast.Name | ast.Attribute | ast.Subscript) -> ast.expr:
    if isinstance(target, ast.Name):
        return load(target.id)
    if isinstance(target, ast.Attribute):
        return ast.Attribute(target.value, target.attr, ast.Load())
    return ast.Subscript(target.value, target.slice, ast.Load())


def _may_be_float(index: ast.expr) -> bool:
    """Return whether an index needs a look when it is there."""
    if isinstance(index, ast.Slice):
        ends = [index.lower, index.upper, index.step]
        return any(end is not None and _may_be_float(end) for end in ends)
    if isinstance(index, ast.Tuple):
        return any(map(_may_be_float, index.elts))
    if isinstance(index, ast.UnaryOp):
        return _may_be_float(index.operand)
    return not (isinstance(index, ast.Constant) and not isinstance(index.value, float))
