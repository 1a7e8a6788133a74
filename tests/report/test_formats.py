from __future__ import annotations

import pytest
from found import HERE, checked, span

from runner.diagnostics import Diagnostic
from runner.report.formats import FORMATS, write_checked


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_says_what_is_wrong_and_where(name):
    found = Diagnostic("unknown-field", "no field `x`", span("x: 1\n", 1, 1, 2, name="some.yml"))
    written = write_checked(name, [checked(found)], HERE)
    said = written.out + written.err
    assert all(word in said for word in ("some.yml", "unknown-field", "no field `x`"))
    assert said.endswith("\n")
    assert write_checked(name, [checked(found)], HERE) == written


@pytest.mark.parametrize("name", set(FORMATS) - {"text"})
def test_a_format_for_programs_is_all_on_standard_output(name):
    assert write_checked(name, [checked(Diagnostic("c", "m"))], HERE).err == ""


def test_a_format_that_there_is_not_is_an_error():
    with pytest.raises(KeyError):
        write_checked("xml", [], HERE)
