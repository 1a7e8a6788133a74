"""Mistakes written by hand: the values of `wrong_values.txt`, each in the full resource that it is wrong in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.resources.full_resources import FULL
from tests.resources.mistakes import Mistake

_TABLE = Path(__file__).with_name("wrong_values.txt")
_NO_NAMES = (
    "a/b", "my name", "-lead", "a" * 300, "a:b", "a@b", "ä-b", "a?b", "[a]", "{a: b}", "azureml:abc", "true", "12", "abc$", "'a\\b'",
)  # fmt: skip
_LINE, _BLOCK = "¶", "§"


def wrong_values() -> Iterator[Mistake]:
    """Each of them, in the order of the table."""
    what = resource = old = ""
    _, _, table = _TABLE.read_text("utf-8").partition("\n\n")
    for row in table.splitlines():
        if row.startswith("# "):
            what, resource, old = (_unescaped(part) for part in row[2:].split(" | "))
        elif row:
            new, _, word = row.partition(" => ")
            yield _made(what, resource, old, _unescaped(new), _unescaped(word))


def wrong_names() -> Iterator[Mistake]:
    """Names that no service takes, in each resource."""
    for resource, text in FULL.items():
        (old,) = re.findall(r"(?m)^name: .*\n", text)
        for name in _NO_NAMES:
            yield _made("name", resource, old, f"name: {name}\n", "")


def wrong_schemas() -> Iterator[Mistake]:
    """The `$schema` of each other kind, in each resource."""
    schemas = dict.fromkeys(text.splitlines()[0] for text in FULL.values())
    for resource, text in FULL.items():
        own = text.splitlines()[0]
        for schema in schemas:
            if schema != own:
                yield _made("$schema of another kind", resource, own, schema, "")


def _made(what: str, resource: str, old: str, new: str, word: str) -> Mistake:
    text = FULL[resource]
    assert text.count(old) == 1, (resource, old)
    made = text.replace(old, new)
    first = text[: text.index(old)].count("\n") + 1
    marked = [number for number, line in enumerate(made.split("\n"), 1) if _LINE in line]
    lines = range(marked[0], marked[-1] + 1) if marked else range(first, first + 1)
    made = made.replace(_LINE, "").replace(_BLOCK, "")
    return Mistake(what, resource, made, _block(made, first) if _BLOCK in new else lines, word, new)


def _block(text: str, number: int) -> range:
    """The lines of the mapping that a line is in, with the line of its own key."""
    lines = text.split("\n")
    depth = _depth(lines[number - 1]) or _depth(lines[number - 2])
    start = next((at for at in range(number - 1, 0, -1) if _depth(lines[at - 1]) < depth), 0)
    end = next((at for at in range(number + 1, len(lines) + 1) if _depth(lines[at - 1]) < depth), len(lines))
    return range(start or 1, end)


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" -"))


def _unescaped(text: str) -> str:
    return text.replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\")
