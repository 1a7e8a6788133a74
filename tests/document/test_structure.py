from __future__ import annotations

import pytest
import yaml

from runner.document import child, plain

MERGES = {
    "own keys win": "a: &a {x: 1, y: 1}\nb: {<<: *a, y: 2}",
    "own keys win before the merge too": "a: &a {x: 1}\nb: {x: 2, <<: *a}",
    "earlier mappings win": "a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc: {<<: [*a, *b]}",
    "a merge of a merge": "a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b, z: 3}",
    "a mapping in place": "c: {<<: {x: 1}, y: 2}",
    "values are shared": "a: &a {x: &x [1, 2]}\nb: *x\nc: {<<: *a}",
    "an anchor on a key": "{&k key: 1, other: *k}",
    "an alias as a key": "[&k key, {*k : 1}]",
    "an anchor on nothing": "[&a , *a]",
    "a quoted merge key is a key": 'a: {"<<": {x: 1}}',
}


@pytest.mark.parametrize("text", MERGES.values(), ids=MERGES)
def test_anchors_aliases_and_merges_mean_what_safe_load_makes_of_them(read, text):
    (node,), found = read(text)
    assert not found
    assert plain(node) == yaml.safe_load(text)
    assert list(plain(node)) == list(yaml.safe_load(text))


@pytest.mark.parametrize("text", ["- &a 1\n- *a\n- &a 2\n- *a", "- &a 1\n- *a\n- {&a 2: x}\n- *a"])
def test_an_anchor_may_be_defined_again(read, text):
    (node,), _ = read(text.replace("2", "two"))
    assert plain(node)[1::2] == [1, "two"]


def test_anchors_end_with_their_document(read):
    documents, (error,) = read("a: &a 1\n---\nb: *a\n")
    assert [plain(document) for document in documents] == [{"a": 1}]
    assert (error.code, str(error.span)) == ("unknown-anchor", "spec.yml:3:4")


def test_a_value_that_an_alias_repeats_names_both_places(read):
    (node,), _ = read("a: &a {x: 1}\nb: *a\nc:\n  <<: *a\n")
    aliased, merged = child(node, ("b",)), child(node, ("c", "x"))
    assert aliased is not None
    assert merged is not None
    assert (str(aliased.span), [(o.role, str(o.span)) for o in aliased.also]) == (
        "spec.yml:1:4",
        [("alias *a", "spec.yml:2:4")],
    )
    assert (str(merged.span), [str(o.span) for o in merged.also]) == ("spec.yml:1:11", ["spec.yml:4:7"])


@pytest.mark.parametrize(
    ("text", "code", "place", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", "duplicate-key", "3:1", "`a` is given twice; it was first given in line 1"),
        ("x: {a: 1, 'a': 2}", "duplicate-key", "1:11", "`a` is given twice"),
        ("a: &a {}\nb:\n  <<: *a\n  <<: *a\n", "duplicate-key", "4:3", "`<<` is given twice"),
        ("a: {<<: 1}", "invalid-merge", "1:5", "`<<` merges mappings only"),
        ("a: {<<: [{}, 1]}", "invalid-merge", "1:5", "`<<` merges mappings only"),
        ("a: *nope", "unknown-anchor", "1:4", "`&nope`"),
        ("a: &a [*a]", "unknown-anchor", "1:8", "`&a`"),
        ("a: !env HOME", "yaml-tag", "1:4", "`!env`"),
        ("a: !!python/name:os.system x", "yaml-tag", "1:4", "python/name:os.system"),
        ("a: !!python/object/apply:os.system [ls]", "yaml-tag", "1:4", "python/object/apply:os.system"),
        ("a: !!binary aGk=", "yaml-tag", "1:4", "binary"),
        ("a: !!set {x}", "yaml-tag", "1:4", "set"),
        ("a: !!map x", "yaml-tag", "1:4", "map"),
        ("a: !!seq {}", "yaml-tag", "1:4", "seq"),
        ("a: !!str [x]", "yaml-tag", "1:4", "str"),
        ("%TAG ! tag:x,1:\n---\na: !y z", "yaml-tag", "3:4", "tag:x,1:y"),
        ("{[a]: 1}", "key-not-text", "1:2", "a mapping or a list cannot be a key"),
        ("- &a [1]\n- {*a : 1}", "key-not-text", "2:4", "a mapping or a list cannot be a key"),
        ("a:\n\tb: 1\n", "yaml-syntax", "2:1", "a tab stands in the indentation"),
        ("a: 'x\nb: 1\n", "yaml-syntax", "1:4", "is not closed"),
        ("a: 1\nb c\nd: 2\n", "yaml-syntax", "2:1", "has no `:`"),
        ("a: [1, 2\nb: 1\n", "yaml-syntax", "1:4", "`[` is not closed"),
        ("a: 1\n b: 2\n", "yaml-syntax", "2:3", "no field can stand here"),
        ("é: 1\nb: 'é\0'\n", "yaml-syntax", "2:6", "control characters are not allowed"),
        ("a: \x07", "yaml-syntax", "1:4", "control characters"),
        ('a: "\\ud800"', "yaml-syntax", "1:7", "invalid Unicode character escape code"),
    ],
)
def test_what_cannot_be_read_is_reported_at_its_place(read, text, code, place, said):
    _, found = read(text)
    assert [(d.code, str(d.span)) for d in found] == [(code, f"spec.yml:{place}")]
    assert said in found[0].message


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("a:\n\tb: 1\n", "indent with spaces"),
        ("name: {{ x }}\n", 'put a value that begins with {{ in quotes: "{{ … }}"'),
        ("name: {{ x }}-y\n", 'put a value that begins with {{ in quotes: "{{ … }}"'),
        ("a: {b: {{ x }}}\n", 'put a value that begins with {{ in quotes: "{{ … }}"'),
        ("name: {{ x | default('y') }}\n", 'put a value that begins with {{ in quotes: "{{ … }}"'),
    ],
)
def test_a_usual_mistake_gets_its_remedy(read, text, hint):
    assert hint in read(text)[1][0].hint


def test_a_problem_that_leaves_the_structure_readable_does_not_hide_the_next(read):
    documents, found = read("a: 1\na: 2\nb: !!int x\n1: c\n---\nd: 1e3\n")
    assert [d.code for d in found] == ["duplicate-key", "invalid-scalar", "key-not-text", "text-like-number"]
    assert len(documents) == 2


def test_documents_before_a_syntax_error_are_kept(read):
    documents, (error,) = read("a: 1\n---\nb: [\n")
    assert [plain(document) for document in documents] == [{"a": 1}]
    assert error.code == "yaml-syntax"


@pytest.mark.parametrize(
    ("text", "expected"), [("", []), ("# nothing\n", []), ("---\n", [None]), ("--- a\n...\n", ["a"])]
)
def test_a_text_has_as_many_documents_as_yaml_sees(read, text, expected):
    documents, found = read(text)
    assert ([plain(document) for document in documents], found) == (expected, [])


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("a: [1, 2\nb: 1\n", "1:4", "`[` is not closed", "end it with `]`"),
        ("a: {b: 1\nc: 1\n", "1:4", "`{` is not closed", "end it with `}`"),
        ("a: 'x\nb: 1\n", "1:4", "the quote `'` is not closed", "end it with `'`, or put the text in other quotes"),
        ("a: b: c\n", "1:5", "the value holds `: `, which begins another value", "put the whole value in quotes"),
        ("a: 1\nb c\nd: 2\n", "2:1", "the line has no `:` after its first word", "write `name: value`, with a colon"),
        ("a: @b\n", "1:4", "a value cannot begin with `@`", "put the whole value in quotes"),
        ("a: `b`\n", "1:4", "a value cannot begin with a backtick", "put the whole value in quotes"),
        ("a: %b\n", "1:4", "a value cannot begin with `%`", "put the whole value in quotes"),
        ("a: 'it's'\n", "1:8", "text follows a value that has ended", "put the whole value in quotes"),
        ("a:\n  b: 1\n c: 2\n", "3:2", "the line is indented unlike those around it", "begin it in the same column"),
        ("a:\n  b c\n  d: 1\n", "3:4", "no field can stand here", "if the line above has no `:`"),
        ("a: > b\n", "1:6", "text stands beside `|` or `>`", "write it in the next line"),
        ("a: - b\n", "1:4", "a list cannot begin here", "write `- ` in a line of its own"),
    ],
)
def test_a_usual_mistake_is_told_in_plain_words_with_its_remedy(read, text, place, message, hint):
    _, (error,) = read(text)
    assert (error.code, str(error.span), error.message) == ("yaml-syntax", f"spec.yml:{place}", message)
    assert hint in error.hint
