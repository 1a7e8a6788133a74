from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from runner.diagnostics import Span
from runner.document import Node, child, locate, plain

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.dates()
    | st.text(st.characters(codec="utf-8"), max_size=40)
)
VALUES = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=12), below, max_size=4),
    max_leaves=12,
)
# Every character that YAML structure is made of, so that most texts are nearly YAML.
NEARLY_YAML = st.text("ab: -[]{}&*#!|>'\",?01.eE+~<=%\n\n  \t\\_é", max_size=40)


@given(VALUES, st.booleans(), st.sampled_from([True, False, None]))
def test_what_was_dumped_reads_back_as_safe_load_reads_it(read, value, allow_unicode, flow):
    text = yaml.safe_dump(value, allow_unicode=allow_unicode, default_flow_style=flow)
    (node,), found = read(text)
    assert not [d for d in found if d.severity == "error"]
    assert plain(node) == yaml.safe_load(text)


@given(VALUES, st.booleans(), st.sampled_from([True, False, None]))
def test_the_span_of_each_scalar_cuts_it_out_of_the_source(read, value, allow_unicode, flow):
    (node,), _ = read(yaml.safe_dump(value, allow_unicode=allow_unicode, default_flow_style=flow))
    for leaf in scalars(node):
        assert yaml.safe_load(cut(leaf.span)) == leaf.value
        if leaf.key is not None:
            assert isinstance(yaml.load(cut(leaf.key), Loader=yaml.BaseLoader), str)


@given(NEARLY_YAML)
def test_any_text_is_read_as_safe_load_reads_it_or_reported(read, text):
    documents, found = read(text)
    if found:
        return
    try:
        expected = list(yaml.load_all(text, Loader=yaml.CSafeLoader))
    except (yaml.composer.ComposerError, yaml.constructor.ConstructorError) as error:
        # What only PyYAML refuses: an anchor that is defined again, and `=`, which is text here.
        assert "duplicate anchor" in str(error) or "2002:value" in str(error)  # noqa: PT017 - the rule is about both
    else:
        assert [plain(document) for document in documents] == expected


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("a: 1\nb: two\n", ("b",), (2, 4, 2, 7)),
        ("a:\n  - x\n  - 'y z'\n", ("a", 1), (3, 5, 3, 10)),
        ("é: {ü: ö}\n", ("é", "ü"), (1, 8, 1, 9)),
        ("😀: 😀\n", ("😀",), (1, 4, 1, 5)),
        ("a: |\n  one\n  two\nb: 1\n", ("b",), (4, 4, 4, 5)),
        ("a: 1\r\nb: 2\r\n", ("b",), (2, 4, 2, 5)),
        ("a: 1\rb: 2\r", ("b",), (2, 4, 2, 5)),
        ("a: 'x\u2028y'\nb: 2\n", ("b",), (3, 4, 3, 5)),
        ("--- {a: 1}\n--- {b: 2}\n", ("a",), (1, 9, 1, 10)),
    ],
)
def test_lines_and_columns_count_from_one_in_characters(read, text, path, expected):
    documents, _ = read(text)
    node = child(documents[0], path)
    assert node is not None
    assert node.span[1:] == expected


def test_a_value_without_text_has_a_place_beside_its_key(read):
    (document,), _ = read("a:\nb: 1\n")
    node = child(document, ("a",))
    assert node is not None
    assert (node.value, node.written[1:]) == (None, (1, 1, 1, 2))


@pytest.mark.parametrize(
    ("text", "fragment", "occurrence", "expected"),
    [
        ("a: x {{ y }}\n", "{{ y }}", 0, (1, 6, 1, 13)),
        ("a: '{{ y }} {{ y }}'\n", "{{ y }}", 1, (1, 13, 1, 20)),
        ("a: |\n  first\n  second {{ y }}\n", "{{ y }}", 0, (3, 10, 3, 17)),
        ("a: >-\n  {{ y }}\n\n  {{ y }}\n", "{{ y }}", 1, (4, 3, 4, 10)),
        ("b: {{ y }}\na: '{{ y }}'\n".replace("{{ y }}", "y", 1), "{{ y }}", 0, (2, 5, 2, 12)),
        ('a: "{{ \\"y\\" }}"\n', '{{ "y" }}', 0, (1, 4, 1, 17)),
        ("a: >-\n  first {{\n  y }} last\n", "{{ y }}", 0, (2, 9, 3, 7)),
        ("a: first {{ y.\n  z }} last\n", "{{ y. z }}", 0, (1, 10, 2, 7)),
        ("a: '{{\n  y }} {{\n  y }}'\n", "{{ y }}", 1, (2, 8, 3, 7)),
    ],
    ids=[
        "plain",
        "second",
        "block",
        "folded",
        "own value only",
        "escaped: the whole value",
        "over folded lines",
        "over lines",
        "second over lines",
    ],
)
def test_a_fragment_is_located_in_the_source(read, text, fragment, occurrence, expected):
    (document,), _ = read(text)
    node = child(document, ("a",))
    assert node is not None
    assert locate(node, fragment, occurrence)[1:] == expected


def scalars(node: Node) -> Iterator[Node]:
    if isinstance(node.value, dict | list):
        for item in node.value.values() if isinstance(node.value, dict) else node.value:
            yield from scalars(item)
    else:
        yield node


def cut(span: Span) -> str:
    lines = [span.source.line(number) for number in range(span.line, span.end_line + 1)]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)
