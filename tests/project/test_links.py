from __future__ import annotations

import pytest

ENV = "environment: azureml:e:1"


def spec(jobs: str, more: str = "") -> str:
    return f"project: proj\njobs: {{{jobs}}}\n{more}"


def links(project, key: str) -> list[tuple]:
    (resource,) = (resource for resource in project.resources if resource.key == key)
    return [(".".join(map(str, link.at)), str(link.to), link.output) for link in resource.links]


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ("azureml:keras@latest", [("environment", "environments.keras", None)]),
        ("azureml:keras:7", [("environment", "environments.keras", None)]),
        ("azureml:keras:8", []),
        ("azureml:keras@stable", []),
        ("azureml:other@latest", []),
        ("azureml://registries/r/environments/keras/versions/7", []),
        ("azureml:named:1", [("environment", "environments.key", None)]),
        ("{image: 'a:1'}", []),
    ],
)
def test_a_reference_to_an_environment_of_the_project_is_a_link(load, environment, expected):
    project = load(
        spec(
            f"j: {{command: x, environment: {environment}}}",
            "environments: {keras: {image: 'a:1', version: 7}, key: {name: named, version: '1', image: 'a:1'}}\n",
        )
    )
    assert links(project, "j") == expected


@pytest.mark.parametrize(
    ("reference", "expected"), [("azureml:a@latest", "azureml:keras@latest"), ("azureml:a:1", "azureml:keras:1")]
)
def test_a_reference_by_key_is_sent_by_name(load, reference, expected):
    environment = "environments: {a: {name: keras, version: 1, image: 'a:1'}}\n"
    project = load(spec(f"j: {{command: x, environment: '{reference}'}}", environment))
    assert project.resources[1].manifest["environment"] == expected


@pytest.mark.parametrize(
    ("environment", "suggestion"),
    [("azureml:kears@latest", "azureml:keras@latest"), ("azureml:kears:7", "azureml:keras:7"), ("azureml:other:1", "")],
)
def test_a_name_that_is_nearly_one_of_the_project_s_is_warned_about(load, environment, suggestion):
    project = load(spec(f"j: {{command: x, environment: {environment}}}", "environments: {keras: {image: 'a:1'}}\n"))
    assert [(d.code, d.suggestion) for d in project.warnings] == (
        [("unknown-reference", suggestion)] if suggestion else []
    )


@pytest.mark.parametrize(
    ("compute", "is_link"), [("azureml:cpu", True), ("cpu", True), ("azureml:other", False), ("local", False)]
)
def test_a_reference_to_a_compute_of_the_project_is_a_link(load, compute, is_link):
    project = load(spec(f"j: {{command: x, {ENV}, compute: '{compute}'}}", "computes: {cpu: {type: amlcompute}}\n"))
    assert links(project, "j") == ([("compute", "computes.cpu", None)] if is_link else [])


VERSIONS = (
    "name: e\nimage: a:1\nversion: 1\n---\nname: e\nimage: a:2\nversion: 2\n---\ncommand: x\nenvironment: azureml:e"
)


def test_a_version_tells_which_one_of_several_is_meant(load, fails):
    assert links(load(VERSIONS + ":2\n"), "spec") == [("environment", "environments.e-2", None)]
    (error,) = fails(VERSIONS + "@latest\n")
    assert (error.code, str(error.span)) == ("ambiguous-reference", "spec.yml:10:14")
    assert "could be version 1, 2 of this project" in error.message


A = f"a: {{command: x, {ENV}, outputs: {{model: {{}}, rest: }}}}"


@pytest.mark.parametrize(
    "value", ["'${{ jobs.a.outputs.model }}'", "{path: '${{jobs.a.outputs.model}}', type: uri_folder}"]
)
def test_an_output_of_another_job_is_a_link(load, value):
    project = load(spec(f"b: {{command: 'x ${{{{inputs.m}}}}', {ENV}, inputs: {{m: {value}}}}}, {A}"))
    (link,) = links(project, "b")
    assert link[1:] == ("jobs.a", "model")
    assert [str(need) for need in project.resources[0].needs] == ["jobs.a"]


@pytest.mark.parametrize(
    ("value", "code", "said", "hint"),
    [
        ("${{ jobs.aa.outputs.model }}", "unknown-job", "there is no job `aa`", "did you mean `a`?"),
        ("${{ jobs.zzz.outputs.model }}", "unknown-job", "there is no job `zzz`", "name a job of this project"),
        (
            "${{ jobs.a.outputs.modle }}",
            "undefined-output",
            "the job `a` has no output `modle`",
            "did you mean `model`?",
        ),
        (
            "${{ jobs.a.outputs.zzz }}",
            "undefined-output",
            "the job `a` has no output `zzz`",
            "declare it in jobs.a.outputs",
        ),
        ("${{ jobs.m.outputs.o }}", "unknown-job", "`m` is a matrix of 2 jobs", "name one of them, as m-1"),
        (
            "${{ jobs.a.inputs.x }}",
            "unknown-expression",
            "an input cannot use this expression",
            "jobs.KEY.outputs.NAME",
        ),
        ("x${{ jobs.a.outputs.model }}", "unknown-expression", "an input cannot use this expression", ""),
    ],
)
@pytest.mark.parametrize("form", ["'{}'", "{{path: '{}'}}"])
def test_an_output_that_is_not_there_is_reported_at_its_place(fails, value, code, said, hint, form):
    matrix = f"m: {{command: x, {ENV}, outputs: {{o: }}, matrix: {{n: [1, 2]}}}}"
    (error,) = fails(spec(f"b: {{command: x, {ENV}, inputs: {{i: {form.format(value)}}}}}, {A}, {matrix}"))
    assert (error.code, error.span.line) == (code, 2)
    assert said in error.message
    assert hint in error.hint


def needs(project) -> dict[str, list[str]]:
    return {resource.key: [need.key for need in resource.depends_on] for resource in project.resources}


def test_a_job_depends_on_jobs_and_on_every_cell_of_a_matrix(load):
    matrix = f"m: {{command: x, {ENV}, matrix: {{n: [1, 2]}}, depends_on: a}}"
    project = load(
        spec(
            f"z: {{command: x, {ENV}, depends_on: [m, a, m-1]}}, y: {{command: x, {ENV}, depends_on: m-2}}, {A}, {matrix}"
        )
    )
    assert needs(project) == {"z": ["m-1", "m-2", "a"], "y": ["m-2"], "a": [], "m-1": ["a"], "m-2": ["a"]}


def test_what_a_job_depends_on_may_be_an_expression(load):
    assert needs(load(spec(f"z: {{command: x, {ENV}, depends_on: '{{{{ [\"a\"] }}}}'}}, {A}")))["z"] == ["a"]


@pytest.mark.parametrize(
    ("depends_on", "code", "said"),
    [
        ("nobody", "unknown-job", "there is no job `nobody`"),
        ("[a, aa]", "unknown-job", "there is no job `aa`"),
        ("5", "wrong-type", "`depends_on` lists keys of jobs"),
        ("{a: b}", "wrong-type", "`depends_on` lists keys of jobs"),
        ("[{a: b}]", "wrong-type", "`depends_on` lists keys of jobs"),
    ],
)
def test_a_dependency_that_is_no_job_is_reported(fails, depends_on, code, said):
    (error,) = fails(spec(f"z: {{command: x, {ENV}, depends_on: {depends_on}}}, {A}"))
    assert (error.code, error.path) == (code, "jobs.z.depends_on")
    assert said in error.message


def test_a_job_that_is_there_and_invalid_is_not_said_to_be_missing(fails):
    uses = "depends_on: [a, m, m-1], inputs: {i: '${{ jobs.a.outputs.o }}'}"
    found = fails(
        spec(f"z: {{command: x, {ENV}, {uses}}}, a: {{comand: x}}, m: {{comand: x, {ENV}, matrix: {{n: [1]}}}}")
    )
    assert {(d.code, d.message.split()[-1]) for d in found} == {
        ("unknown-field", "`comand`"),
        ("missing-field", "`environment`"),
    }


THREE = ", ".join(
    [
        f"a: {{command: x, {ENV}, outputs: {{o: }}, depends_on: c}}",
        f"b: {{command: x, {ENV}, outputs: {{o: }}, inputs: {{i: '${{{{ jobs.a.outputs.o }}}}'}}}}",
        f"c: {{command: x, {ENV}, inputs: {{i: '${{{{ jobs.b.outputs.o }}}}'}}}}",
    ]
)


@pytest.mark.parametrize(
    ("jobs", "way"),
    [
        (f"a: {{command: x, {ENV}, depends_on: a}}", "jobs.a → jobs.a"),
        (
            f"a: {{command: x, {ENV}, depends_on: b}}, b: {{command: x, {ENV}, depends_on: a}}",
            "jobs.a → jobs.b → jobs.a",
        ),
        (f"m: {{command: x, {ENV}, matrix: {{n: [1]}}, depends_on: m}}", "jobs.m-1 → jobs.m-1"),
        (THREE, "jobs.a → jobs.c → jobs.b → jobs.a"),
    ],
)
def test_a_circle_is_reported_with_the_way_around_it(fails, jobs, way):
    (error,) = fails(spec(jobs))
    assert error.code == "dependency-cycle"
    found = error.message.rpartition(": ")[2].split(" → ")
    expected = way.split(" → ")
    assert found[0] == found[-1]
    at = expected.index(found[0])
    assert found == [*expected[at:-1], *expected[:at], expected[at]]


@pytest.mark.timeout(30)
def test_a_matrix_that_depends_on_a_matrix_is_bounded(fails):
    wide = f"command: x, {ENV}, matrix: {{n: {list(range(2000))}}}"
    (error,) = fails(spec(f"a: {{{wide}}}, b: {{{wide}, depends_on: a}}"))
    assert (error.code, error.path) == ("over-budget", "jobs.b.depends_on")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (spec(f"a: {{command: x, {ENV}, name: n}}, b: {{command: x, {ENV}, name: n}}"), "`n` names two command jobs"),
        (
            spec(f"a-1: {{command: x, {ENV}}}, a: {{command: x, {ENV}, matrix: {{n: [1]}}}}"),
            "`a-1` names two command jobs",
        ),
        (spec(A, "environments: {x: {image: 'a:1', name: y}, y: {image: 'a:1'}}\n"), "`y` names two environments"),
        ("name: e\nimage: a:1\n---\nname: e\nimage: a:2\n", "`e` names two environments"),
    ],
)
def test_two_resources_of_one_name_are_an_error_in_the_second(fails, text, said):
    (error,) = fails(text)
    assert error.code == "duplicate-name"
    assert said in error.message


def test_a_key_of_a_project_need_not_be_a_name_of_a_compute(load, fails):
    text = """project: p
computes: {my_c: {type: amlcompute, name: my-c, size: STANDARD_D2_V2}}
jobs:
  a: {command: x, environment: azureml:e:1, compute: azureml:my_c}
  b: {command: x, environment: azureml:e:1, compute: my_c}
"""
    (_, a, b) = load(text).resources
    assert (a.manifest["compute"], b.manifest["compute"]) == ("azureml:my-c", "my-c")
    (error,) = fails(text.replace("compute: my_c", "compute: my_d"))
    assert (error.code, error.path, error.suggestion) == ("invalid-reference", "jobs.b.compute", "azureml:my-d")


def test_what_refers_to_a_broken_compute_is_not_wrong_for_that(fails):
    text = "project: p\ncomputes: {cpu: {type: amlcompute, siz: STANDARD_D2_V2}}\n"
    job = "jobs: {a: {command: x, environment: azureml:e:1, compute: azureml:cpu}}\n"
    assert [error.code for error in fails(text + job)] == ["unknown-field"]
