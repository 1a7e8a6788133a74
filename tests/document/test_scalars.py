from __future__ import annotations

import math

import pytest
import yaml

from runner.document import plain

LIKE_SAFE_LOAD = """
1 -1 +1 0 010 -010 0o10 08 09 0x1F 0b101 0x_1 1_000 1_000.5 190:20:30 1:30 1:60 20:30:40.5 -1:30
1.0 .5 -.5 5. 1.0e-4 1.0e+4 1.e+4 .inf -.inf .Inf 1.5.2 1.0E+3 6.8523015e+5 +.5 1._5
yes Yes YES no on Off true True TRUE tRUE y n ~ null Null NULL nULL none
2024-01-31 2024-1-31 2024-01-31T10:00:00Z 2024-01-31t10:00:00.5+02:00 2024-01 20240131
= . .. - -- + 'quoted' '1' "1" "yes" "~" '' "" a:b a#b text "a\\tb" 3.10 0.1.2 _ _1 1_
"""


@pytest.mark.parametrize(
    "text", [*LIKE_SAFE_LOAD.split(), "2024-01-31 10:00:00 +1", "a b", "! 12", "! '12'", "!!str 1", "!!int '5'"]
)
def test_a_scalar_has_the_type_that_safe_load_gives_it(read, text):
    try:
        expected = yaml.load(f"[{text}]", Loader=yaml.CSafeLoader)[0]
    except yaml.YAMLError:
        expected = text  # `=` alone: a tag that safe_load cannot construct, and text to everybody
    (node,), _ = read(f"[{text}]")
    (value,) = plain(node)
    assert (type(value), value) == (type(expected), expected)


def test_not_a_number_is_a_number(read):
    (node,), found = read("a: .nan")
    assert math.isnan(plain(node)["a"])
    assert not found


@pytest.mark.parametrize(
    ("text", "number"),
    [("1e-4", "1.0e-4"), ("1e5", "1.0e+5"), ("1.5e5", "1.5e+5"), ("-1E3", "-1.0e+3"), ("1.e5", "1.e+5")],
)
def test_a_number_that_yaml_reads_as_text_is_warned_about(read, text, number):
    (node,), (warning,) = read(f"a: {text}")
    assert plain(node) == {"a": text}
    assert (warning.code, warning.severity, warning.suggestion) == ("text-like-number", "warning", number)
    assert isinstance(yaml.safe_load(number), float)


def test_the_warning_is_only_for_what_is_not_quoted(read):
    assert read("a: '1e-4'")[1] == []


@pytest.mark.parametrize(
    "text",
    [
        "2024-13-45",
        "2024-01-01T00:00:00+99:99",
        "!!timestamp soon",
        "!!int x",
        "!!int ''",
        "!!float ''",
        "!!bool maybe",
        "0x_",
        "1" + ":1" * 300 + ".5",
        "9" * 500,
        "!!int 0x" + "f" * 500,
        "1" + ":10" * 200,
        "<<",
    ],
)
def test_a_scalar_that_promises_too_much_is_an_error_at_its_place(read, text):
    _, (error,) = read(f"a:\n  - {text}")
    assert (error.code, str(error.span)) == ("invalid-scalar", "spec.yml:2:5")


@pytest.mark.parametrize(
    "key", ["1", "!!int x", "1.5", "true", "on", "null", "~", "2024-01-31", "2024-13-45", "9" * 500, "0x_"]
)
def test_a_key_that_is_not_text_is_an_error(read, key):
    _, (error,) = read(f"{key}: x")
    assert (error.code, error.hint) == ("key-not-text", f'write it as "{key.removeprefix("!!int ")}"')


@pytest.mark.parametrize("key", ["'1'", '"true"', "!!str 1", "=", "y", "1e4", "a b"])
def test_a_key_that_is_text_stands(read, key):
    (node,), found = read(f"{key}: x")
    assert not found
    assert list(plain(node).values()) == ["x"]
