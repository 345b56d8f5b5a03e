"""Statements of Python 2, written as today's; each stays on its line."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from network4.book.python2.literals import written
from network4.book.python2.tokens import (
    Token,
    change_of_depth,
    commas,
    group_end,
    statements,
    tokenize,
)

PRINT, PRINT_TO, EXCEPTION = (
    "__python2_print__",
    "__python2_print_to__",
    "__python2_exception__",
)
_PATTERN = "__python2_pattern_{}__"
_BEGIN_A_VALUE = {"(", "[", "{", "-", "+", "~", "`", ">>"}
_FUTURES = re.compile(r"^from\s+__future__\s+import\s*(\([^)]*\)|[^\n#]*)", re.M)


@dataclass
class Program:
    """A program under translation.

    Attributes:
        tokens: its words as they were.
        texts: the words as they are to be.
        changes: what was written anew, counted.
        only_python_2: whether some of it is no Python 3.
        patterns: names that stand for patterns such as `(x, y)`, with their text.
    """

    tokens: list[Token]
    texts: list[str]
    changes: Counter[str] = field(default_factory=Counter[str])
    only_python_2: bool = False
    patterns: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def text(self) -> str:
        """The program as it is to be."""
        return "".join(self.texts)

    def change(self, what: str) -> None:
        """Count a change of what no Python 3 reads."""
        self.changes[what] += 1
        self.only_python_2 = True

    def put_around(self, words: list[int], before: str, after: str) -> None:
        """Put text before and after some words."""
        self.texts[words[0]] = before + self.texts[words[0]]
        self.texts[words[-1]] += after

    def name_pattern(self, words: range) -> None:
        """Put a name in the place of a pattern."""
        name = _PATTERN.format(len(self.patterns))
        self.patterns[name] = "".join(self.texts[place] for place in words)
        for place in words:
            self.texts[place] = "\n" * self.texts[place].count("\n")
        self.texts[words[0]] = name
        self.change("patterns as parameters")


def translate(text: str) -> Program:
    """Return a program of Python 2 with today's statements.

    Args:
        text: the program; its lines end in newlines.

    Example:
        >>> translate('print "a", 0777').text
        '__python2_print__( "a", 0o777)'
    """
    tokens = tokenize(text)
    program = Program(tokens, [token.text for token in tokens])
    futures = " ".join(_FUTURES.findall(text))
    _write_words(program, escapes="unicode_literals" not in futures)
    _name_patterns(program)
    _write_lists(program)
    for words in filter(None, statements(tokens)):
        keyword = tokens[words[0]].text
        if keyword == "print" and "print_function" not in futures:
            _write_print(program, words)
        elif keyword in _STATEMENTS:
            _STATEMENTS[keyword](program, words)
    return program


def _write_words(program: Program, escapes: bool) -> None:
    """Write literals, `<>`, backticks and tabs."""
    backticks, before = 0, "newline"
    for place, token in enumerate(program.tokens):
        if token.kind == "number":
            _write_number(program, place)
        elif token.kind == "string":
            program.texts[place] = written(token.text, escapes)
        elif token.text == "<>":
            program.texts[place] = "!="
            program.change("<>")
        elif token.text == "`":
            program.texts[place] = "))" if backticks % 2 else " repr(("
            backticks += 1
            program.change("backticks")
        elif token.kind == "space" and before == "newline":  # a tab is eight columns
            program.texts[place] = token.text.replace("\f", "").expandtabs(8)
        before = token.kind


def _write_number(program: Program, place: int) -> None:
    text = program.tokens[place].text
    plain = text.rstrip("lL")
    if re.fullmatch(r"0\d+", plain) and plain.strip("0"):
        plain = f"0o{plain[1:]}"
    if plain != text:
        program.texts[place] = plain
        program.change("numbers such as 0777 and 10L")


def _name_patterns(program: Program) -> None:
    """Name the patterns among the parameters of functions and lambdas."""
    tokens = program.tokens
    for place, token in enumerate(tokens):
        if token.kind != "name" or token.text not in {"def", "lambda"}:
            continue
        end, first = len(tokens), place + 1
        if token.text == "def":
            near = range(first, min(first + 5, end))
            first = next((p for p in near if tokens[p].text == "("), end - 1)
            end, first = group_end(tokens, first), first + 1
        _name_patterns_between(program, first, end)


def _name_patterns_between(program: Program, first: int, end: int) -> None:
    tokens, begins, place = program.tokens, True, first
    while place < end and tokens[place].text != ":":
        token = tokens[place]
        if token.kind == "newline":
            return
        last = group_end(tokens, place)
        if token.text == "(" and begins:
            program.name_pattern(range(place, last + 1))
        if token.is_code:
            begins = token.text == ","
        place = last + 1 if token.text in {"(", "[", "{"} else place + 1


def _write_lists(program: Program) -> None:
    """Put brackets around `1, 2` in `[x for x in 1, 2]`."""
    tokens = program.tokens
    for place, token in enumerate(tokens):
        if token.text != "[" or token.kind != "operator":
            continue
        for series in _series(tokens, range(place + 1, group_end(tokens, place))):
            if commas(tokens, series):
                program.put_around(series, "(", ")")
                program.change("[x for x in 1, 2]")


def _series(tokens: list[Token], places: range) -> Iterator[list[int]]:
    """Yield the words of each series that a list comprehension goes through."""
    series: list[int] = []
    last, depth = "", 0
    for place in places:
        token = tokens[place]
        keyword = token.text if depth == 0 and token.kind == "name" else ""
        depth += change_of_depth(token.text) if token.kind == "operator" else 0
        if keyword in {"for", "if"} or (keyword == "in" and last == "for"):
            if series:
                yield series
            last, series = keyword, []
        elif last == "in" and token.is_code:
            series.append(place)
    if series:
        yield series


def _write_print(program: Program, words: list[int]) -> None:
    tokens, body = program.tokens, words[1:]
    if body and not _begins_a_value(tokens[body[0]]):
        return
    if body and _is_one_group(program, body):
        if _has_keywords(program, body):
            return
        program.changes["print"] += 1
    elif body and _is_left_open(program, body):
        return
    else:
        program.change("print")
    name, places = PRINT, commas(tokens, body)
    if places and places[-1] == body[-1]:
        program.texts[body[-1]] = ", comma=True"
    if body and tokens[body[0]].text == ">>":
        name, program.texts[body[0]] = PRINT_TO, ""
    program.texts[words[0]] = f"{name}("
    program.texts[words[-1]] += ")"


def _begins_a_value(token: Token) -> bool:
    return token.kind != "operator" or token.text in _BEGIN_A_VALUE


def _is_one_group(program: Program, words: list[int]) -> bool:
    first = program.tokens[words[0]].text
    return first == "(" and group_end(program.tokens, words[0]) == words[-1]


def _is_left_open(program: Program, words: list[int]) -> bool:
    first = program.tokens[words[0]].text
    return (
        first == "("
        and program.tokens[words[-1]].text != ")"
        and (group_end(program.tokens, words[0]) == len(program.tokens) - 1)
    )


def _has_keywords(program: Program, words: list[int]) -> bool:
    """Return whether a group calls a function by keywords, as Python 3 alone does."""
    inner = words[1:-1]
    marks = {words[0], *commas(program.tokens, inner)}
    return any(
        place in marks and program.tokens[equals].text == "="
        for place, equals in zip(words, words[2:], strict=False)
    ) or any(program.tokens[place].text in {"*", "**"} for place in inner[:1])


def _write_exec(program: Program, words: list[int]) -> None:
    tokens, body = program.tokens, words[1:]
    if not body or not _begins_a_value(tokens[body[0]]) or _is_one_group(program, body):
        return
    within = [place for place in body if tokens[place].text == "in"]
    for place in within[:1]:
        program.texts[place] = ","
    program.put_around(body, "(", ")")
    program.change("exec")


def _write_raise(program: Program, words: list[int]) -> None:
    body = words[1:]
    if commas(program.tokens, body):
        program.put_around(body, f" {EXCEPTION}(", ")")
        program.change("raise E, x")


def _write_except(program: Program, words: list[int]) -> None:
    places = commas(program.tokens, words)
    if len(places) != 1:
        return
    program.texts[places[0]] = " as "
    program.change("except E, x")
    target = [place for place in words if place > places[0]]
    if len(target) > 1:
        program.name_pattern(range(target[0], target[-1] + 1))


_STATEMENTS = {"exec": _write_exec, "raise": _write_raise, "except": _write_except}
