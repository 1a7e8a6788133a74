"""What is said about a YAML text that cannot be read, or not as it was meant."""

from __future__ import annotations

import yaml

from runner.diagnostics import Diagnostic, Origin, Severity, Source, Span

_BEGINS_WRONG = ("while scanning a quoted scalar", "while scanning a simple key")
"""What is wrong where it begins, though libyaml notices at the next line or at the end of the file."""


def syntax_error(source: Source, error: yaml.YAMLError) -> Diagnostic:
    """What libyaml says, with the remedy of the usual mistakes."""
    hint = ""
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.context_mark if error.context in _BEGINS_WRONG else error.problem_mark or error.context_mark
        problem = error.problem or "cannot be read"
        message = f"{error.context}: {problem}" if error.context else problem
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    else:  # a ReaderError: a character that YAML does not allow, with its offset in UTF-8, in which libyaml reads
        message = getattr(error, "reason", None) or str(error)
        before = source.text.encode()[: getattr(error, "position", None) or 0]
        line, column = source.place(len(before.decode("utf-8", "ignore")))
    text = source.line(line)
    if "\t" in text[: max(column, 1)]:
        hint = "indent with spaces, YAML does not allow tabs"
    elif "{{" in text and '"{{' not in text and "'{{" not in text:
        hint = 'put a value that begins with {{ in quotes: "{{ … }}"'
    return Diagnostic("yaml-syntax", message, Span(source, line, column, line, column + 1), hint=hint)


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
