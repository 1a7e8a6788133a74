from __future__ import annotations

import pytest


@pytest.mark.parametrize("value", ["9" * 10_000, "0x" + "f" * 9000, "2020-13-45", "!!int x"])
def test_of_a_value_that_cannot_be_read_only_that_is_said(fails, value):
    (error,) = fails(f"command: x\nenvironment: azureml:e:1\nlimits: {{timeout: {value}}}\n")
    assert (error.code, str(error.span)[:13]) == ("invalid-scalar", "spec.yml:3:19")


@pytest.mark.parametrize("digits", [301, 5000, 10_000])
def test_a_text_of_many_digits_is_no_number(fails, digits):
    (error,) = fails(f"command: x\nenvironment: azureml:e:1\nlimits: {{timeout: '{'9' * digits}'}}\n")
    assert (error.code, error.hint) == ("wrong-type", "it is in seconds")
