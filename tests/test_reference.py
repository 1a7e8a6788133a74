from __future__ import annotations

import pytest

from runner.reference import (
    Reference,
    expressions,
    is_local_path,
    parse_job_output,
    parse_reference,
    substitute,
    unclosed_expression,
)

REGISTRY = "azureml://registries/azureml/environments/tf"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("azureml:cpu", Reference("cpu")),
        ("azureml:cpu:3", Reference("cpu", version="3")),
        ("azureml:cpu:2025.01-a_b", Reference("cpu", version="2025.01-a_b")),
        ("azureml:AzureML-cpu@latest", Reference("AzureML-cpu", label="latest")),
        (f"{REGISTRY}/versions/4", Reference("tf", "4", None, "azureml", "environments")),
        (f"{REGISTRY}/labels/latest", Reference("tf", None, "latest", "azureml", "environments")),
        (f"{REGISTRY.replace('ments', 'ment')}/versions/4", Reference("tf", "4", None, "azureml", "environment")),
    ],
)
def test_references_by_name_are_read(text, expected):
    assert parse_reference(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cpu",
        "cpu:3",
        "azureml:",
        "azureml:@latest",
        "azureml:a:1:2",
        "azureml:a@b@c",
        "azureml:a:1@b",
        "azureml:a:",
        "azureml:a@",
        "azureml:-a",
        "azureml:a b",
        "azureml:a\n",
        " azureml:a",
        "AzureML:a:1",
        "azureml:" + "a" * 256,
        "azureml:/subscriptions/x",
        "azureml://datastores/x/paths/y",
        REGISTRY,
        f"{REGISTRY}/versions/",
        f"{REGISTRY}/versions/1/x",
        f"{REGISTRY}/label/latest",
        "azureml://registries//environments/tf/versions/1",
    ],
)
def test_another_form_is_no_reference(text):
    assert parse_reference(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("data", True),
        ("./data/a b.csv", True),
        ("../trainers", True),
        ("/abs", True),
        ("", False),
        ("azureml:a:1", False),
        ("azureml://datastores/d/paths/p", False),
        ("https://example.org/x", False),
        ("wasbs://c@a.blob.core.windows.net/x", False),
        ("git+https://example.org/x", False),
        ("${{jobs.a.outputs.b}}", False),
        (" ${{jobs.a.outputs.b}}", False),
    ],
)
def test_a_local_path_has_no_scheme(text, expected):
    assert is_local_path(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${{ jobs.train.outputs.model }}", ("train", "model")),
        ("${{jobs.train-1.outputs.model}}", ("train-1", "model")),
        (" ${{ jobs.a.outputs.b }} ", ("a", "b")),
        ("x ${{ jobs.a.outputs.b }}", None),
        ("${{ jobs.a.outputs.b }}/x", None),
        ("${{ jobs.a.outputs }}", None),
        ("${{ jobs.a.inputs.b }}", None),
        ("${{ parent.jobs.a.outputs.b }}", None),
        ("${{ jobs.a.b.outputs.c }}", None),
    ],
)
def test_an_output_of_another_job_is_the_whole_text(text, expected):
    assert parse_job_output(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no expression", []),
        ("${{inputs.a}}", [("inputs", "a")]),
        ("${{ inputs . a }} ${{outputs.b}}", [("inputs", "a"), ("outputs", "b")]),
        ("${{}}", [("",)]),
        ("${{inputs.a} ${{inputs.b}}", [("inputs", "b")]),
        ("${{\ninputs.a\n}}", [("inputs", "a")]),
        ("{{ inputs.a }}", []),
    ],
)
def test_expressions_are_those_that_are_closed(text, expected):
    assert [found.path for found in expressions(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("python train.py", None),
        ("${{inputs.a}}", None),
        ("${{inputs.a}", ("${{inputs.a}", 0)),
        ("${{inputs.a}} ${{inputs.b} --x", ("${{inputs.b}", 0)),
        ("${{inputs.a} ${{inputs.b}}", ("${{inputs.a}", 0)),
        ("${{inputs.a}} ${{inputs.a}", ("${{inputs.a}", 1)),
        ("${{ inputs.a ${{inputs.b}}", ("${{ inputs.a", 0)),
        ("${{inputs.a\n--x", ("${{inputs.a", 0)),
        ("${{inputs.a}} ${{", ("${{", 1)),
    ],
)
def test_an_expression_that_is_not_closed_is_found_where_it_begins(text, expected):
    assert unclosed_expression(text) == expected


def test_known_expressions_are_put_in_place_and_others_stay():
    text = "${{inputs.a}} ${{ inputs.a }} ${{inputs.b}} {{ x }}"
    assert substitute(text, {"inputs.a": "${{inputs.b}}"}) == "${{inputs.b}} ${{inputs.b}} ${{inputs.b}} {{ x }}"
    assert substitute(text, {"inputs.b": r"\1"}) == r"${{inputs.a}} ${{ inputs.a }} \1 {{ x }}"


@pytest.mark.timeout(10)
def test_many_beginnings_of_expressions_take_no_time():
    text = "${{" * 100_000
    assert expressions(text) == []
    assert unclosed_expression(text) is not None
