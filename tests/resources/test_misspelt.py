from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from test_fields import VALID

from runner.resources import kind

# Mappings whose keys are the user's own: any key is a good one.
FREE = {"tags", "properties", "environment_variables", "inputs", "outputs", "conda_file"}
LETTERS = "abcdefghijklmnopqrstuvwxyz_"


def places(value: object, path: tuple = ()):
    """Each place of a key that is a field's name."""
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if isinstance(key, str) and not (path and path[-1] in FREE):
            yield (*path, key)
        if key != "conda_file":
            yield from places(item, (*path, key))


def rename(value: object, path: tuple, new: str) -> object:
    head, rest = path[0], path[1:]
    if isinstance(value, list):
        return [rename(item, rest, new) if index == head else item for index, item in enumerate(value)]
    renamed = {}
    for key, item in value.items():
        renamed[new if key == head and not rest else key] = rename(item, rest, new) if key == head and rest else item
    return renamed


@st.composite
def misspellings(draw, word: str) -> str:
    at = draw(st.integers(0, len(word) - 1))
    letter = draw(st.sampled_from(LETTERS))
    return draw(
        st.sampled_from(
            [
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at:],
                word[:at] + letter + word[at + 1 :],
                word.upper(),
            ]
        ).filter(lambda written: written not in ("", word))
    )


def names(annotation: object) -> set[str]:
    """All field names of a kind, so that a misspelling is not another field by chance."""
    return {"path", "type", "mode", "value", "name", "image", "build", "timeout"} | set(annotation.model_fields)


@pytest.mark.parametrize("text", [case for case in VALID.values() if case[1].count("\n") > 4], ids=lambda case: case[0])
@given(st.data())
def test_a_misspelt_key_is_reported_at_its_line(check, text, data):
    kind_name, body = text
    valid = yaml.safe_load(body)
    path = data.draw(st.sampled_from(list(places(valid))))
    new = data.draw(misspellings(path[-1]).filter(lambda word: word not in names(kind(kind_name).fields)))
    written = yaml.safe_dump(rename(valid, path, new), sort_keys=False)
    lines = [number for number, line in enumerate(written.splitlines(), 1) if line.strip(" -").startswith(f"{new}:")]
    found = check(kind_name, written)
    assert any(d.code == "unknown-field" and d.span.line in lines for d in found)
