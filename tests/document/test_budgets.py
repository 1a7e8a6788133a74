from __future__ import annotations

import pytest

from runner.document import Budget, plain

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
ONE_ALIAS_DEEPER = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [[[[*a{n - 1}]]]]\n" for n in range(1, 400))
LONG_TEXT_REPEATED = f"a: &a {'x' * 500_000}\nb: [{'*a, ' * 2000}]\n"
LONG_KEY_REPEATED = f"a: &a\n  ? {'x' * 500_000}\n  : 1\nb: [{'*a, ' * 2000}]\n"

# Each is small, and would take minutes, gigabytes or the interpreter's stack where it is not refused.
HOSTILE = {
    "brackets": ("[" * 200_000, "values are nested more than 64 deep", (1, 65)),
    "braces": ("{a: " * 100_000, "values are nested more than 64 deep", (1, 257)),
    "dashes": ("- " * 100_000, "values are nested more than 64 deep", (1, 129)),
    "question marks": ("? " * 100_000, "values are nested more than 64 deep", (1, 129)),
    "387 million leaves": (BOMB, "more than 1,000,000 values", (7, 8)),
    "depth through aliases": (ONE_ALIAS_DEEPER, "values are nested more than 64 deep", (17, 15)),
    "a long text repeated": (LONG_TEXT_REPEATED, "more than 1,000,000 values", None),
    "a long key repeated": (LONG_KEY_REPEATED, "more than 1,000,000 values", None),
    "a huge text": ("a: " + "x" * 1_100_000, "a text of 1,100,000 characters", (1, 4)),
    "a huge file": ("# " + "x" * 17_000_000, "the file is larger than 16 MiB", (1, 1)),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize(("text", "said", "place"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_ends_early_with_one_error_at_its_place(read, text, said, place):
    _, (error,) = read(text)
    assert error.code == "over-budget"
    assert said in error.message
    assert place is None or (error.span.line, error.span.column) == place


def test_the_bomb_is_small():
    assert len(BOMB) < 400


@pytest.mark.parametrize("digits", [401, 5000, 100_000])
def test_a_huge_number_is_an_error_and_not_a_long_wait(read, digits):
    _, (error,) = read("a: " + "7" * digits)
    assert (error.code, error.message) == ("invalid-scalar", f"a number of {digits:,} characters is too long")


def test_what_a_budget_allows_is_read(read):
    budget = Budget(text_bytes=200, depth=3, nodes=14, scalar_chars=10, digits=5)
    (node,), found = read("a: &a [[99999]]\nb: [*a]\nc: 0123456789\n".replace("[*a]", "*a"), budget)
    assert not found
    assert plain(node)["b"] == [[99999]]


@pytest.mark.parametrize(
    "text",
    ["[[[[1]]]]", "a: &a [[1]]\nb: [[*a]]", "[" + "1," * 14 + "]", "a: 01234567890", "a: 100000", "#" * 201],
)
def test_one_more_than_a_budget_allows_is_not(read, text):
    assert len(read(text, Budget(text_bytes=200, depth=3, nodes=14, scalar_chars=10, digits=5))[1]) == 1


def test_a_long_chain_of_merges_is_not_deep(read):
    text = "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{<<: *a{n - 1}}}\n" for n in range(1, 200))
    (node,), found = read(text)
    assert not found
    assert plain(node)["a199"] == {"x": 1}
    assert len(node.value["a199"].value["x"].also) <= 4
