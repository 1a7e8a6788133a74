from __future__ import annotations

import os

import pytest

from runner.diagnostics import InvalidSpec, UsageError
from runner.project import Options, load_project

SCHEMA = "https://azuremlschemas.azureedge.net/latest"
JOB = "command: echo\nenvironment: azureml:a:1\n"
PLAIN = {
    "command_job": f"$schema: {SCHEMA}/commandJob.schema.json\n{JOB}",
    "amlcompute": "name: cpu\ntype: amlcompute\nsize: STANDARD_DS3_V2\n",
    "environment": "name: e\nimage: a:1\n",
    "workspace": f"$schema: {SCHEMA}/workspace.schema.json\nname: abc\n",
}


@pytest.mark.parametrize(("kind", "text"), PLAIN.items())
def test_a_plain_file_of_each_kind_is_a_project_named_after_it(load, kind, text):
    project = load(text)
    (resource,) = project.resources
    assert (project.name, project.target.name, resource.kind.name, resource.key) == ("spec", "local", kind, "spec")


def test_a_plain_file_is_never_templated(load):
    project = load("command: echo {{ var.x }} ${{name}} {% x %}\nenvironment: azureml:a:1\n")
    assert project.resources[0].manifest["command"] == "echo {{ var.x }} ${{name}} {% x %}"


def test_a_plain_file_may_have_several_documents(load):
    project = load("---\n".join(PLAIN.values()))
    keys = ["spec", "cpu", "e", "abc"]
    assert [(r.kind.name, r.key) for r in project.resources] == list(zip(PLAIN, keys, strict=True))


def test_documents_without_a_name_are_numbered_and_versions_of_a_name_told_apart(load):
    image = "name: e\nimage: a:{0}\nversion: {0}\n"
    project = load("---\n".join([JOB, image.format(1), JOB, image.format(2), JOB]))
    assert [r.key for r in project.resources] == ["spec", "e", "spec-2", "e-2", "spec-3"]


def test_the_manifest_is_what_the_file_sets_and_nothing_else(load):
    project = load("command: echo\nenvironment: {image: 'a:1'}\ninputs: {a: 1, b: '1', c: 1.0, d: true}\nlimits: {}\n")
    assert dict(project.resources[0].manifest) == {
        "command": "echo",
        "environment": {"image": "a:1"},
        "inputs": {"a": 1, "b": "1", "c": 1.0, "d": True},
        "limits": {},
    }


def test_a_field_with_nothing_after_it_is_an_error_where_azure_ml_refuses_null(fails):
    found = fails(JOB + "code:\nlimits: {timeout: null}\ntags: ~\n")
    assert [(d.code, d.path, str(d.span)) for d in found] == [
        ("empty-value", "code", "spec.yml:3:1"),
        ("empty-value", "limits.timeout", "spec.yml:4:10"),
        ("empty-value", "tags", "spec.yml:5:1"),
    ]


def test_null_stays_where_azure_ml_takes_it(load):
    text = JOB + "tags: {a: null}\nproperties: {p: }\nenvironment_variables: {E: null}\noutputs: {o: null}\n"
    manifest = load(text).resources[0].manifest
    assert {name: value for name, value in manifest.items() if name not in ("command", "environment")} == {
        "tags": {"a": None},
        "properties": {"p": None},
        "environment_variables": {"E": None},
        "outputs": {"o": None},
    }


def test_a_field_whose_expression_gives_null_is_not_set(load):
    text = "project: p\nvariables: {v: null}\njobs: {a: {command: x, environment: azureml:e:1, code: '{{ var.v }}'}}\n"
    assert "code" not in load(text).resources[0].manifest


def test_an_input_without_a_value_is_an_error(fails):
    (problem,) = fails(JOB + "inputs: {a: null}\n")
    assert (problem.code, problem.path) == ("empty-value", "inputs.a")


@pytest.mark.parametrize("field", ["tags", "properties"])
def test_a_spec_cannot_write_what_an_apply_writes(fails, field):
    (error,) = fails(f"{JOB}{field}: {{a: b, Runner.digest: x}}\n")
    assert (error.code, error.path) == ("reserved-name", f"{field}.Runner.digest")


@pytest.mark.parametrize(
    ("text", "is_project"),
    [
        (f"project: p\njobs: {{a: {{{JOB.strip().replace(chr(10), ', ')}}}}}", True),
        (f"project: p\n---\njobs: {{a: {{{JOB.strip().replace(chr(10), ', ')}}}}}", True),
        (JOB + "tags: {project: x}", False),
        (JOB, False),
    ],
)
def test_the_two_forms_are_told_apart_by_content(load, text, is_project):
    (resource,) = load(text).resources
    assert resource.key == ("a" if is_project else "spec")


@pytest.mark.parametrize("text", ["computes: {}", "variables: {a: 1}", "targets: {a: {backend: local}}", "include: []"])
def test_a_project_file_without_a_name_is_told_so(fails, text):
    assert "a project needs `project`, its name" in [d.message for d in fails(text)]


@pytest.mark.parametrize(
    ("text", "code", "place", "said"),
    [
        ("", "empty-file", "1:1", "the file holds no resource"),
        ("# only a comment\n", "empty-file", "1:1", "the file holds no resource"),
        ("---\n", "not-a-resource", "2:1", "the document is empty"),
        ("- a\n- b\n", "not-a-resource", "1:1", "the document is a list"),
        ("hello\n", "not-a-resource", "1:1", "the document is a single text"),
        ("name: x\n", "unknown-kind", "1:1", "cannot tell what kind of resource"),
        ("type: pipeline\njobs: {}\n", "unsupported-kind", "1:7", "a pipeline job is not a kind that runner manages"),
        ("jobs: {a: {}}\n", "unsupported-kind", "1:1", "a pipeline job is not a kind that runner manages"),
        (f"$schema: {SCHEMA}/onlineEndpoint.schema.json\n", "unsupported-kind", "1:10", "an online endpoint is not a"),
        ("project: p\n", "empty-file", "1:1", "the project has no resources"),
        ("project: p\njobs: 5\n", "wrong-type", "2:1", "`jobs` must be a mapping of keys"),
        ("project: p\njobs: {a: 5}\n", "wrong-type", "2:8", "`jobs.a` must be a mapping"),
        ("project: p\njobs: {a: {type: spark}}\n", "unsupported-kind", "2:18", "a Spark job is not a kind"),
        ("project: p\njobs: {a b: {}}\n", "invalid-name", "2:8", "`a b` cannot be a key of `jobs`"),
        ("project: p\njobs: {}\njosb: {}\n", "unknown-field", "3:1", "a project has no field `josb`"),
        ("project: 'a b'\njobs: {}\n", "invalid-name", "1:10", "`a b` cannot be a project's name"),
        ("project: {a: b}\njobs: {}\n", "invalid-name", "1:10", "a mapping, a list or nothing cannot be"),
        ("project:\njobs: {}\n", "invalid-name", "1:9", "cannot be a project's name"),
        ("project: p\nenvironments: {1a!: {}}\n", "invalid-name", "2:16", "cannot be a key of `environments`"),
        ("project: p\ncomputes: {1a: {type: amlcompute}}\n", "invalid-name", "2:12", "cannot be the name of a compute"),
        ("project: p\nworkspace: {name: x}\n", "invalid-name", "2:19", "cannot be the name of a workspace"),
    ],
)
def test_what_is_no_resource_is_reported_with_its_place(fails, text, code, place, said):
    (error,) = fails(text)
    assert (error.code, str(error.span)) == (code, f"spec.yml:{place}")
    assert said in error.message


def test_all_problems_of_all_files_come_in_one_run_in_order(fails):
    found = fails(
        """project: proj
include: [b.yml, a.yml, missing.yml]
variables: {n: 1e-4, bad: {typ: string}}
workspace: {locaton: x}
computes: {cpu: {type: amlcompute, min_instances: 5}}
jobs:
  one: {command: "x {{ var.nope }} ${{inputs.y}}", environment: azureml:a, code: nowhere}
  two: {comand: x, environment: azureml:a:1, depends_on: nobody}
  two: {command: x, environment: azureml:a:1, depends_on: nobody}
""",
        {"a.yml": "jobs: {three: {command: x}}\n", "b.yml": "environments: {e: {image: 'a b'}}\nx: [\n"},
    )
    assert [(str(d.span), d.code) for d in found] == [
        ("a.yml:1:8", "missing-field"),
        ("b.yml:3:1", "yaml-syntax"),
        ("spec.yml:2:25", "missing-include"),
        ("spec.yml:3:28", "unknown-field"),
        ("spec.yml:4:13", "unknown-field"),
        ("spec.yml:5:51", "conflicting-fields"),
        ("spec.yml:7:21", "template-error"),
        ("spec.yml:7:36", "undefined-input"),
        ("spec.yml:7:65", "invalid-reference"),
        ("spec.yml:7:82", "missing-path"),
        ("spec.yml:8:9", "unknown-field"),
        ("spec.yml:9:3", "duplicate-key"),
    ]


def test_a_value_whose_expression_failed_is_not_reported_again(fails):
    found = fails(
        "project: p\njobs: {a: {command: x, environment: '{{ nope }}', code: '{{ nope }}', depends_on: '{{ nope }}',"
        " limits: {timeout: '{{ nope }}'}, name: '{{ nope }}', matrix: '{{ nope }}'}}\n"
    )
    assert {d.code for d in found} == {"template-error"}
    assert len(found) == 2  # the matrix has no cells, so nothing in them was looked at


def test_a_name_whose_expression_failed_is_not_said_to_be_given_twice(fails):
    job = "{command: x, environment: azureml:a:1, name: '{{ nope }}', matrix: {n: [1, 2]}}"
    assert [d.code for d in fails(f"project: p\njobs: {{a: {job}}}\n")] == ["template-error"]


def test_every_cell_s_equal_problem_is_reported_once(fails):
    found = fails(f"project: p\njobs: {{a: {{{JOB.strip().replace(chr(10), ', ')}, x: 1, matrix: {{n: [1, 2, 3]}}}}}}")
    assert [d.code for d in found] == ["unknown-field"]


def test_thousands_of_problems_end_with_a_word_about_the_rest(fails):
    found = fails("project: p\njobs:\n" + "".join(f"  a{n}: {{comand: x}}\n" for n in range(2000)))
    assert "the rest was not looked for" in found[0].message
    assert len(found) <= 1001


def test_warnings_of_a_valid_spec_come_with_the_project(load):
    project = load(JOB + "tags: {rate: 1e-4}\n")
    assert [(d.code, str(d.span)) for d in project.warnings] == [("text-like-number", "spec.yml:3:14")]


def test_the_root_is_the_nearest_folder_with_git_else_the_spec_s(load, folder, tmp_path):
    load(JOB, {"deep/er/spec.yml": JOB})
    assert load_project(folder / "deep/er/spec.yml", Options()).root == folder
    (folder / "deep/.git").write_text("gitdir: elsewhere")
    assert load_project(folder / "deep/er/spec.yml", Options()).root == folder / "deep"
    (tmp_path / "spec.yml").write_text(JOB)
    assert load_project(tmp_path / "spec.yml", Options()).root == tmp_path


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"a: 1\n\xc3\xa9b: \xff\n", "not-utf8", "spec.yml:2:5"),
        ("a: 1".encode("utf-16"), "not-utf8", "spec.yml:1:1"),
        (b"a: \x00", "yaml-syntax", "spec.yml:1:4"),
        (b"#" * 17_000_000, "over-budget", "spec.yml:1:1"),
    ],
)
def test_what_is_not_text_is_reported_with_its_place(folder, content, code, said):
    (folder / "spec.yml").write_bytes(content)
    with pytest.raises(InvalidSpec) as caught:
        load_project(folder / "spec.yml", Options())
    assert [(d.code, str(d.span)) for d in caught.value.diagnostics] == [(code, said)]


def test_a_byte_order_mark_is_no_part_of_the_text(folder):
    (folder / "spec.yml").write_bytes(b"\xef\xbb\xbf" + JOB.encode())
    assert load_project(folder / "spec.yml", Options()).resources


@pytest.mark.timeout(10)
@pytest.mark.parametrize("what", ["missing", "folder", "fifo", "device", "loop"])
def test_what_is_no_file_is_an_error_and_never_a_wait(folder, what):
    path = folder / "spec.yml"
    if what == "folder":
        path.mkdir()
    elif what == "fifo":
        os.mkfifo(path)
    elif what == "device":
        path.symlink_to("/dev/zero")
    elif what == "loop":
        path.symlink_to("spec.yml")
    with pytest.raises(InvalidSpec) as caught:
        load_project(path, Options())
    assert [d.code for d in caught.value.diagnostics] == ["unreadable-file"]


@pytest.mark.parametrize("options", [{"target": "dev"}, {"variables": {"a": "1"}}])
def test_a_plain_file_has_neither_targets_nor_variables(load, options):
    with pytest.raises(UsageError):
        load(JOB, **options)
