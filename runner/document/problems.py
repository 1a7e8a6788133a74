"""What is said about a YAML text that cannot be read, or not as it was meant."""

from __future__ import annotations

import re

import yaml

from runner.diagnostics import Diagnostic, Origin, Severity, Source, Span

_BEGINS_WRONG = ("while scanning a quoted scalar", "while scanning a simple key")
"""What is wrong where it begins, though libyaml notices at the next line or at the end of the file."""
_BRACKETS = {"while parsing a flow sequence": "[", "while parsing a flow mapping": "{"}
_NO_COLON = "write `name: value`, with a colon and a space"
_IN_QUOTES = "put the whole value in quotes"


def syntax_error(source: Source, error: yaml.YAMLError) -> Diagnostic:
    """What is wrong, in words where the usual mistakes are known, else libyaml's, with the remedy."""
    message, hint = "", ""
    swallowed = _swallowed(source, error)
    if swallowed is not None:
        return swallowed
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.context_mark if error.context in _BEGINS_WRONG else error.problem_mark or error.context_mark
        problem = error.problem or "cannot be read"
        began = error.context_mark
        if error.context in _BRACKETS and began and mark and _is_closed_after(source, began.index, mark.index):
            ended = source.text[: mark.index].rstrip()
            if source.text[mark.index : mark.index + 1] == ":":  # libyaml has read a key since
                ended = _LAST_KEY.sub("", ended).rstrip()
            line, column = source.place(len(ended))
            span = Span(source, line, column, line, column + 1)
            return Diagnostic("yaml-syntax", "no `,` stands between two values", span, hint="end the first with `,`")
        if error.context in _BRACKETS and began and mark and began.line < mark.line:
            mark, message = began, f"`{_BRACKETS[error.context]}` is not closed"
            hint = f"end it with `{']' if _BRACKETS[error.context] == '[' else '}'}`"
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if error.context == "while parsing a block mapping" and problem == "did not find expected key":
            line, column = _begun_too_deep(source, line, column) or (line, column)
        said, remedy = _in_words(source.line(line), column, str(error.context), problem)
        message = message or said or (f"{error.context}: {problem}" if error.context else problem)
        hint = hint or remedy
    else:  # a ReaderError: a character that YAML does not allow, with its offset in UTF-8, in which libyaml reads
        message = getattr(error, "reason", None) or str(error)
        before = source.text.encode()[: getattr(error, "position", None) or 0]
        line, column = source.place(len(before.decode("utf-8", "ignore")))
    text = source.line(line)
    if "\t" in text[: max(column, 1)]:
        message = "a tab stands in the indentation" if not text[: max(column, 1)].strip() else message
        hint = "indent with spaces, YAML does not allow tabs"
    elif "{{" in text and '"{{' not in text and "'{{" not in text:
        hint = 'put a value that begins with {{ in quotes: "{{ … }}"'
    return Diagnostic("yaml-syntax", message, Span(source, line, column, line, column + 1), hint=hint)


_LAST_KEY = re.compile(r"(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s,\[\]{}]+)$")
_BRACKET_OR_QUOTED = re.compile(r"[\[\]{}]|\"(?:[^\"\\]|\\.)*\"|'[^']*'", re.DOTALL)


def _is_closed_after(source: Source, began: int, after: int) -> bool:
    """Whether the bracket at an offset is closed, and not before another one."""
    depth = 0
    for match in _BRACKET_OR_QUOTED.finditer(source.text, began):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], 0)
        if depth <= 0:
            return match.start() >= after
    return False


def _begun_too_deep(source: Source, line: int, column: int) -> tuple[int, int] | None:
    """The first line of the mapping before a line where that one is the odd one out, or None."""
    first, number = line, line - 1
    while number > 0 and ((indent := _indent(source.line(number))) is None or indent >= column):
        first, number = (first if indent is None else number), number - 1
    depth = _indent(source.line(first))
    if depth is None or depth < column or _indent(source.line(number)) == column - 1:
        return None  # nothing stands deeper before it, or a neighbour does in the same column
    before = sum(_indent(source.line(number)) == depth for number in range(first, line))
    after, number = 0, line
    while (indent := _indent(source.line(number))) is not None and indent >= column - 1:
        after, number = after + (indent == column - 1), number + 1
    is_first = after > before or (after == before and depth % 2 > (column - 1) % 2)
    return (first, depth + 1) if is_first else None


def _indent(line: str) -> int | None:
    """The spaces before a text, or None for an empty line."""
    return len(line) - len(line.lstrip(" ")) if line.strip() else None


def _swallowed(source: Source, error: yaml.YAMLError) -> Diagnostic | None:
    """A quote that is not closed, where another quote in a later line seems to close it, and text follows there."""
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    if mark is None or "did not find expected" not in str(error):
        return None
    last: yaml.ScalarEvent | None = None
    try:
        for event in yaml.parse(source.text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.ScalarEvent) and event.style in ('"', "'"):
                last = event
    except yaml.YAMLError:
        pass  # the one that is being explained
    if last is None or not last.start_mark.line < last.end_mark.line == mark.line:  # type: ignore[union-attr]
        return None
    line, column = last.start_mark.line + 1, last.start_mark.column + 1  # type: ignore[union-attr]
    message = f"the quote `{last.style}` is not closed before line {mark.line + 1}, where text follows the next one"
    hint = f"end it with `{last.style}`, or put the text in other quotes"
    return Diagnostic("yaml-syntax", message, Span(source, line, column, line, column + 1), hint=hint)


def _in_words(text: str, column: int, context: str, problem: str) -> tuple[str, str]:
    """The message and the remedy of a usual mistake in a line, each empty where it is none."""
    before, character = text[: column - 1], text[column - 1 : column]
    if context == "while scanning a quoted scalar" and problem.startswith("found unexpected"):
        return f"the quote `{character}` is not closed", f"end it with `{character}`, or put the text in other quotes"
    if context == "while scanning a simple key":
        return "the line has no `:` after its first word", _NO_COLON
    if problem == "mapping values are not allowed in this context":
        if ":" in before.rstrip(":"):
            return "the value holds `: `, which begins another value", _IN_QUOTES
        hint = f"begin it in the column of the lines around it; if the line above has no `:`, {_NO_COLON}"
        return "no field can stand here", hint
    if problem == "found character that cannot start any token" and character.strip():
        return f"a value cannot begin with {'a backtick' if character == '`' else f'`{character}`'}", _IN_QUOTES
    if problem == "did not find expected key" and ":" in before:
        return "text follows a value that has ended", _IN_QUOTES
    if problem in ("did not find expected key", "did not find expected '-' indicator"):
        return "the line is indented unlike those around it", "begin it in the same column as its neighbours"
    if context == "while scanning a block scalar":
        return "text stands beside `|` or `>`", "write it in the next line, indented, or put the value in quotes"
    if problem == "block sequence entries are not allowed in this context":
        return "a list cannot begin here", "write `- ` in a line of its own, or put the value in quotes"
    return "", ""


def duplicate_key(text: str, span: Span, first: Span, hint: str) -> Diagnostic:
    """A key that is given twice."""
    message = f"`{text}` is given twice; it was first given in line {first.line}"
    related = (Origin("first given here", first),)
    return Diagnostic("duplicate-key", message, span, hint=hint, related=related)


def foreign_tag(tag: str, span: Span) -> Diagnostic:
    """A tag that makes something else than plain data."""
    return Diagnostic("yaml-tag", f"the tag `{tag}` is not allowed here", span, hint="remove it, specs are plain data")


def over_budget(span: Span, what: str) -> Diagnostic:
    """More than a file may ask for."""
    return Diagnostic("over-budget", what, span, hint="split the file or remove what is repeated")


def key_not_text(span: Span) -> Diagnostic:
    """A mapping or a list as a key, which `{{ … }}` without quotes is too."""
    hint = ""
    if span.source.line(span.line)[span.column - 2 : span.column] == "{{":
        hint = 'put a value that begins with {{ in quotes: "{{ … }}"'
    return Diagnostic("key-not-text", "a mapping or a list cannot be a key", span, hint=hint)


def text_like_number(text: str, span: Span) -> Diagnostic:
    """A warning: `1e-4` is text in YAML 1.1."""
    mantissa, _, exponent = text.lower().partition("e")
    dotted = mantissa if "." in mantissa else f"{mantissa}.0"
    signed = exponent if exponent[0] in "+-" else f"+{exponent}"
    number = f"{dotted}e{signed}"
    return Diagnostic(
        "text-like-number",
        f"`{text}` is text in YAML 1.1, not a number",
        span,
        hint=f"write {number} for the number, or quote it",
        suggestion=number,
        severity=Severity.WARNING,
    )
