"""What a user is told when something is wrong: sources, spans, diagnostics and the exceptions that carry them.

Every failure that a user can cause is one of these, so the one error boundary in `runner.cli` branches on types:

    RunnerError            a clear line, no traceback; `exit_code` says which class of failure
    ├── InvalidSpec        exit 3: every problem of every file, each at its place
    │   └── PolicyViolated exit 4: it asks for what a policy does not allow
    ├── UsageError         exit 64: the command line is wrong
    ├── StalePlan          exit 5: an approved plan is not what would be done now
    └── ActionFailed       exit 1: a job or an action failed
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path  # 3 ms of the 40 that `runner --help` takes

_LINE_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
"""Where libyaml ends a line (YAML 1.1, b-char): its places are only right when lines are counted as it does."""


class Source:
    """A text that was read: its path, the name to show for it, and its lines. Compared by identity.

    `included_at` is the entry of an `include` that led to it.
    """

    __slots__ = ("_lines", "included_at", "name", "path", "text")

    def __init__(self, path: Path, name: str, text: str, included_at: Span | None = None) -> None:
        self.path = path
        self.name = name
        self.text = text
        self.included_at = included_at
        self._lines: list[str] | None = None

    def line(self, number: int) -> str:
        """The line of this number (from 1) without its end, or an empty text past the last one."""
        if self._lines is None:
            self._lines = _LINE_BREAK.split(self.text)
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column (from 1) of an offset in the text."""
        lines = _LINE_BREAK.split(self.text[:offset])
        return len(lines), len(lines[-1]) + 1

    def offset(self, line: int, column: int) -> int:
        """The offset in the text of a line and column (from 1): what `place` takes."""
        start = 0
        for _ in range(line - 1):
            end = _LINE_BREAK.search(self.text, start)
            start = end.end() if end else len(self.text)
        return start + column - 1

    def __repr__(self) -> str:
        return f"Source({self.name!r})"


class Span(NamedTuple):
    """A stretch of a source. Lines and columns count from 1, in characters; the end is exclusive."""

    source: Source
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"


class Origin(NamedTuple):
    """A place that contributed to a value, and how ("variable epochs", "override of target dev").

    `text` is what it gave, where that is not what is written there. What `is_partial` changed some of a mapping's
    fields, and has nothing to do with the others; `removes` is the one that it took away.
    """

    role: str
    span: Span
    text: str | None = None
    is_partial: bool = False
    removes: str | None = None


class Severity(StrEnum):
    """How bad a diagnostic is: an error stops everything, a warning stops nothing."""

    ERROR = "error"
    WARNING = "warning"


class Diagnostic(NamedTuple):
    """One problem, at the text that a person has to edit.

    `code` is a stable name (`unknown-field`), `path` the place in the data (`jobs.train.compute`), `hint` the next
    step, `suggestion` the text to write instead, `related` the other places that contributed.
    """

    code: str
    message: str
    span: Span | None = None
    path: str = ""
    hint: str = ""
    suggestion: str = ""
    severity: Severity = Severity.ERROR
    related: tuple[Origin, ...] = ()


_LONGEST_PART = 100
_LONGEST_TEXT = 600
_LONG_PART = re.compile(rf"`[^`]{{{_LONGEST_PART + 1},}}`")
"""A value in a message that is longer than anybody reads: a base64 text in the place of a name."""


def in_short(diagnostic: Diagnostic) -> Diagnostic:
    """A diagnostic whose message and hint show long values by their beginning and end; `suggestion` stays whole."""
    message, hint = _short(diagnostic.message), _short(diagnostic.hint)
    is_same = message == diagnostic.message and hint == diagnostic.hint
    return diagnostic if is_same else diagnostic._replace(message=message, hint=hint)


def _short(text: str) -> str:
    if len(text) <= _LONGEST_PART:
        return text
    short = _LONG_PART.sub(lambda match: f"`{_cut(match[0][1:-1], _LONGEST_PART)}`", text)
    return _cut(short, _LONGEST_TEXT)


def _cut(text: str, most: int) -> str:
    """A text with so many characters at most, the middle left out."""
    return text if len(text) <= most else f"{text[: most * 2 // 3]}…{text[1 + most * 2 // 3 - most :]}"


Report = Callable[[Diagnostic], None]
"""What a stage calls for each problem that it finds; it goes on afterwards, so that all are found in one run."""


class RunnerError(Exception):
    """A failure with a clear line: what is wrong, and the next step as `hint`."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InvalidSpec(RunnerError):
    """The spec has errors; `diagnostics` holds every one, and the warnings beside them."""

    exit_code = 3

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        count = sum(d.severity is Severity.ERROR for d in self.diagnostics)
        super().__init__(f"{count} error{'s' if count != 1 else ''} in the spec")


class PolicyViolated(InvalidSpec):
    """A policy does not allow what the spec asks for; nothing is done."""

    exit_code = 4


class UsageError(RunnerError):
    """The command line asks for something that does not exist or does not fit together."""

    exit_code = 64


class ActionFailed(RunnerError):
    """An action on the target, or a job, failed."""

    exit_code = 1


class StalePlan(RunnerError):
    """An approved plan is not what would be done now."""

    exit_code = 5


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether one of them is an error."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


def join_path(path: Iterable[str | int]) -> str:
    """A place in the data as people write it: `jobs.train.inputs.data`, `rules[0].name`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if text else part
    return text


def with_article(noun: str) -> str:
    """`an environment`, `a command job`."""
    return f"{'an' if noun[:1].lower() in tuple('aeiou') else 'a'} {noun}"


_LONGEST_WORD = 100
_MOST_CANDIDATES = 500
"""Longer texts are nobody's misspelling, and comparing them, or one with thousands, takes long."""


def closest(word: str, candidates: Iterable[str], cutoff: float = 0.6) -> str:
    """The candidate that was most likely meant by `word`, or an empty text; `cutoff` (0 to 1) is how alike they are."""
    names = tuple(sorted(set(candidates)))
    return _closest(word, names, cutoff) if names and len(word) <= _LONGEST_WORD else ""


@lru_cache(maxsize=1024)  # the cells of a matrix all make the same mistake
def _closest(word: str, names: tuple[str, ...], cutoff: float) -> str:
    import difflib  # a few ms that only a mistake should cost

    folded = {name.lower().replace("-", "_"): name for name in names}
    exact = folded.get(word.lower().replace("-", "_"))
    if exact is not None:
        return exact
    if len(names) > _MOST_CANDIDATES:
        return ""
    found = difflib.get_close_matches(word, names, n=1, cutoff=cutoff)
    if found:
        return found[0]
    found = difflib.get_close_matches(word.lower(), folded, n=1, cutoff=cutoff)
    return folded[found[0]] if found else ""
