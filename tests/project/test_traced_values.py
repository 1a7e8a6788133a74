from __future__ import annotations

from pathlib import Path

import pytest

from runner.diagnostics import UsageError
from runner.project.origin import trace

SPEC = """project: proj
include: [base.yml]
variables:
  cluster: cpu
  rate: {type: number, default: 0.5}
  unset: {type: string}
targets:
  dev:
    backend: local
    default: true
    slots: "{{ 1 + 1 }}"
    variables: {cluster: big}
    overrides: {jobs: {train: {compute: "azureml:{{ var.cluster }}", tags: {a: null, c: z}}}}
  far: {backend: azureml, subscription_id: 00000000-0000-0000-0000-000000000000, resource_group: g, workspace: wspace}
workspace: {location: westus2}
environments: {keras: {name: keras-cpu, image: x, version: 3}}
"""
BASE = """jobs:
  train:
    command: "x {{ matrix.rate }}"
    environment: azureml:keras:3
    compute: azureml:old
    tags: {a: x, b.c: y}
    inputs: {data: {type: uri_folder, path: src}}
    matrix: {rate: ["{{ var.rate }}", 0.1]}
  after: {command: x, environment: azureml:e:1, depends_on: [train]}
"""
FILES = {"base.yml": BASE, "src/x": "", "v.yml": "cluster: huge\n"}


@pytest.fixture
def traced(load):
    def trace_text(path, text=SPEC, **options):
        return trace(load(text, FILES, **options), path)

    return trace_text


def rows(one) -> list[tuple[str, str, str]]:
    return [(str(c.span) if c.span else "", c.text, c.role) for c in one.contributions]


def test_base_override_and_variable_come_in_the_order_in_which_they_took_effect(traced):
    (one,) = traced("jobs.train-1.compute")
    assert one.value == "azureml:big"
    assert rows(one) == [
        ("spec.yml:2:11", "base.yml", "include"),
        ("base.yml:5:14", "azureml:old", "base"),
        ("spec.yml:13:41", '"azureml:{{ var.cluster }}"', "override of target dev"),
        ("spec.yml:12:26", "big", "variable cluster"),
    ]


def test_the_key_of_a_matrix_means_each_of_its_cells(traced):
    found = traced("jobs.train.command")
    assert [(one.path, one.value) for one in found] == [
        ("jobs.train-1.command", "x 0.1"),
        ("jobs.train-2.command", "x 0.5"),
    ]
    assert rows(found[0])[1:] == [
        ("base.yml:3:14", '"x {{ matrix.rate }}"', "base"),
        ("base.yml:8:39", "0.1", "matrix rate"),
    ]
    assert rows(found[1])[1:] == [
        ("base.yml:3:14", '"x {{ matrix.rate }}"', "base"),
        ("base.yml:8:21", '"{{ var.rate }}"', "matrix rate"),
        ("spec.yml:5:33", "0.5", "variable rate"),
    ]


@pytest.mark.parametrize(
    ("path", "value", "last"),
    [
        ("jobs.train-1.inputs.data.path", "src", ("base.yml:7:45", "src", "base")),
        ("jobs.train-2.tags.b.c", "y", ("base.yml:6:23", "y", "base")),
        ("jobs.train-1.tags.c", "z", ("spec.yml:13:89", "z", "override of target dev")),
        ("jobs.train-1.matrix.rate", 0.1, ("base.yml:8:39", "0.1", "base")),
        ("jobs.after.depends_on[0]", "train", ("base.yml:9:62", "train", "base")),
        ("targets.dev.slots", 2, ("spec.yml:11:12", '"{{ 1 + 1 }}"', "base")),
        ("target.slots", 2, ("spec.yml:11:12", '"{{ 1 + 1 }}"', "base")),
        ("targets.far.workspace", "wspace", ("spec.yml:14:112", "wspace", "base")),
        ("workspace.location", "westus2", ("spec.yml:15:23", "westus2", "base")),
        ("environments.keras.version", 3, ("spec.yml:16:60", "3", "base")),
        (
            "jobs.train-1.environment",
            "azureml:keras-cpu:3",
            ("spec.yml:16:30", "keras-cpu", "name of environments.keras"),
        ),
    ],
)
def test_each_value_of_a_spec_has_a_path(traced, path, value, last):
    (one,) = traced(path)
    assert (one.value, rows(one)[-1]) == (value, last)


@pytest.mark.parametrize(
    ("target", "name"), [("dev", ("proj", "spec.yml:15:1")), ("far", ("wspace", "spec.yml:14:112"))]
)
def test_an_implied_name_comes_from_where_it_is_implied(traced, target, name):
    (one,) = traced("workspace.name", target=target)
    assert (one.value, rows(one)[0][0]) == name


def test_a_variable_shows_all_that_was_given_to_it_the_last_one_last(traced):
    options = {
        "environ": {"RUNNER_VAR_cluster": "env"},
        "variable_files": (Path("v.yml"),),
        "variables": {"cluster": "told"},
    }
    (one,) = traced("variables.cluster", **options)
    assert one.value == "told"
    assert rows(one) == [
        ("spec.yml:4:12", "cpu", "default"),
        ("", "env", "RUNNER_VAR_cluster"),
        ("spec.yml:12:26", "big", "target dev"),
        ("v.yml:1:10", "huge", "--var-file v.yml"),
        ("", "told", "--var cluster"),
    ]


def test_a_variable_without_a_value_shows_its_declaration(traced):
    (one,) = traced("variables.unset")
    assert (one.value, rows(one)) == (None, [("spec.yml:6:3", "", "declared without a value")])


def test_a_mapping_is_shown_with_its_own_places_and_those_of_its_leaves(traced):
    one = traced("jobs.train-1.tags")[0]
    assert one.value == {"b.c": "y", "c": "z"}
    assert rows(one)[1:] == [
        ("base.yml:6:5", "tags", "base"),
        ("spec.yml:13:70", "tags", "override of target dev"),
        ("spec.yml:13:77", "a", "override of target dev, which removes `a`"),
    ]
    assert [(leaf.path, rows(leaf)[-1]) for leaf in one.below] == [
        ("jobs.train-1.tags.b.c", ("base.yml:6:23", "y", "base")),
        ("jobs.train-1.tags.c", ("spec.yml:13:89", "z", "override of target dev")),
    ]


def test_a_section_means_all_its_resources(traced):
    assert [one.path for one in traced("jobs")] == ["jobs.train-1", "jobs.train-2", "jobs.after"]


def test_what_an_override_removed_is_said_with_its_place(traced):
    with pytest.raises(UsageError) as caught:
        traced("jobs.train.tags.a")
    assert caught.value.message == "`jobs.train.tags` has no `a`"
    assert caught.value.hint == "override of target dev, which removes `a` (spec.yml:13:77)"


PLAIN = "command: x\nenvironment: azureml:e:1\ncompute: azureml:c\n"


@pytest.mark.parametrize("path", ["compute", "jobs.spec.compute", "spec.compute"])
def test_the_one_resource_of_a_plain_file_needs_no_key(traced, path):
    (one,) = traced(path, PLAIN)
    assert (one.path, one.value, rows(one)) == ("compute", "azureml:c", [("spec.yml:3:10", "azureml:c", "base")])


@pytest.mark.parametrize("path", ["computes.cpu-two.size", "cpu-two.size"])
def test_one_of_several_documents_is_named_by_its_key(traced, path):
    text = f"{PLAIN}---\nname: cpu-two\ntype: amlcompute\nsize: STANDARD_D2_V2\n"
    (one,) = traced(path, text)
    assert (one.path, one.value) == ("computes.cpu-two.size", "STANDARD_D2_V2")


@pytest.mark.parametrize("path", ["jobs.after.depends_on[1]", "jobs.after.depends_on.0"])
def test_an_index_is_written_in_brackets_and_counts_from_zero(traced, path):
    with pytest.raises(UsageError) as caught:
        traced(path)
    assert caught.value.hint == "it is a list of 1, counted from [0]"


def test_an_alias_stands_after_the_text_of_its_anchor(traced):
    text = "command: &c x\nenvironment: azureml:e:1\ndescription: *c\n"
    (one,) = traced("description", text)
    assert rows(one) == [("spec.yml:1:10", "&c x", "base"), ("spec.yml:3:14", "*c", "alias *c")]
