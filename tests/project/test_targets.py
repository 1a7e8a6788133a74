from __future__ import annotations

import pytest

from runner.diagnostics import UsageError

SPEC = """project: proj
targets:
  one: {{backend: local, slots: 2{one}}}
  two: {{backend: azureml, subscription_id: {id}, resource_group: g, workspace: wspace, {two}}}
workspace: {{location: westus2}}
computes: {{cpu: {{type: amlcompute, size: STANDARD_D2_V2, max_instances: 4, tags: {{a: x, b: y}}}}}}
jobs:
  a: {{command: "echo {{{{ target.name }}}}", environment: azureml:e:1, inputs: {{l: {{path: data}}}}, tags: {{t: [1]}}}}
""".replace(", tags: {{t: [1]}}", "")


def spec(one: str = "", two: str = "") -> str:
    return SPEC.format(one=one and f", {one}", two=two, id=GIVEN["subscription_id"])


GIVEN = {
    "subscription_id": "00000000-0000-0000-0000-000000000000",
    "resource_group": "g",
    "workspace": "wspace",
}


def by_id(project) -> dict[str, dict]:
    return {str(resource.id): dict(resource.manifest) for resource in project.resources}


FILES = {"data/x": "", "other/x": ""}


@pytest.mark.parametrize(
    ("text", "wanted", "expected"),
    [
        (spec(), "one", "one"),
        (spec(), "two", "two"),
        (spec(one="default: true"), None, "one"),
        (spec(two="default: true"), None, "two"),
        (spec(two="default: true"), "one", "one"),
        ("project: p\njobs: {}\n", None, "local"),
        ("project: p\njobs: {}\n", "local", "local"),
        ("project: p\ntargets: {x: {backend: local}}\njobs: {}\n", None, "x"),
    ],
)
def test_the_target_is_the_named_one_else_the_default_else_the_only_one(load, text, wanted, expected):
    assert load(text, FILES, target=wanted).target.name == expected


@pytest.mark.parametrize(
    ("text", "wanted", "said", "hint"),
    [
        (spec(), None, "which target? The spec has one, two, and none is the default", "give --target NAME"),
        (spec(), "on", "the spec has no target `on`", "did you mean `one`?"),
        (spec(), "zzz", "the spec has no target `zzz`", "the targets are one, two"),
        ("project: p\njobs: {}\n", "dev", "the spec has no target `dev`", "it has only `local`"),
    ],
)
def test_a_target_that_is_not_told_is_a_usage_error(load, text, wanted, said, hint):
    with pytest.raises(UsageError) as caught:
        load(text, FILES, target=wanted)
    assert said in caught.value.message
    assert hint in caught.value.hint


def test_a_target_s_fields_may_use_variables(load):
    text = spec(two="default: true").replace(
        f"subscription_id: {GIVEN['subscription_id']}", "subscription_id: '{{ var.s }}'"
    )
    project = load(text + "variables: {s: 11111111-0000-0000-0000-000000000000}\n", FILES)
    assert (project.target.backend, project.target.subscription_id) == (
        "azureml",
        "11111111-0000-0000-0000-000000000000",
    )
    assert by_id(project)["workspace.workspace"]["name"] == "wspace"


@pytest.mark.parametrize(
    ("overrides", "place", "expected"),
    [
        ("{computes: {cpu: {size: STANDARD_D4_V2}}}", ("computes.cpu", "size"), "STANDARD_D4_V2"),
        ("{computes: {cpu: {tags: {b: z, c: w}}}}", ("computes.cpu", "tags"), {"a": "x", "b": "z", "c": "w"}),
        ("{computes: {cpu: {tags: {b: null}}}}", ("computes.cpu", "tags"), {"a": "x"}),
        ("{computes: {cpu: {tags: null}}}", ("computes.cpu", "tags"), None),
        ("{computes: {cpu: {nothing: null}}}", ("computes.cpu", "nothing"), None),
        ("{computes: {cpu: {max_instances: 9}}}", ("computes.cpu", "max_instances"), 9),
        ("{workspace: {location: eastus}}", ("workspace.workspace", "location"), "eastus"),
        ("{workspace: {display_name: '{{ project }}'}}", ("workspace.workspace", "display_name"), "proj"),
        ("{jobs: {a: {command: '{{ target.name }}'}}}", ("jobs.a", "command"), "one"),
        ("{jobs: {a: {inputs: {l: {path: other}}}}}", ("jobs.a", "inputs"), {"l": {"path": "other"}}),
        ("{jobs: {a: {inputs: {l: 5}}}}", ("jobs.a", "inputs"), {"l": 5}),
        ("{jobs: {a: {code: ./data}}}", ("jobs.a", "code"), "./data"),
        ("null", ("jobs.a", "command"), "echo one"),
    ],
)
def test_overrides_merge_maps_replace_the_rest_and_null_removes(load, overrides, place, expected):
    project = load(spec(one=f"overrides: {overrides}"), FILES, target="one")
    assert by_id(project)[place[0]].get(place[1]) == expected


def test_lists_are_replaced(load):
    text = "project: p\ntargets: {t: {backend: local, overrides: {jobs: {a: {matrix: {n: [7]}}}}}}\n"
    project = load(
        text + "jobs: {a: {command: 'echo {{ matrix.n }}', environment: azureml:e:1, matrix: {n: [1, 2], m: [0]}}}\n"
    )
    assert [(r.key, r.manifest["command"], r.matrix) for r in project.resources] == [
        ("a-1", "echo 7", {"m": 0, "n": 7})
    ]


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ("{jobs: {a: null}}", ["workspace.workspace", "computes.cpu"]),
        ("{jobs: null}", ["workspace.workspace", "computes.cpu"]),
        ("{workspace: null}", ["computes.cpu", "jobs.a"]),
    ],
)
def test_null_removes_resources_and_sections(load, overrides, expected):
    assert list(by_id(load(spec(one=f"overrides: {overrides}"), FILES, target="one"))) == expected


def test_overrides_of_another_target_do_nothing(load):
    project = load(spec(two="overrides: {jobs: {a: null}}"), FILES, target="one")
    assert "jobs.a" in by_id(project)


@pytest.mark.parametrize(
    ("one", "at", "code", "said", "hint"),
    [
        ("overrides: {job: {}}", "job", "unknown-field", "`job` is not a section", "did you mean `jobs`?"),
        (
            "overrides: {jobs: {b: {}}}",
            "b",
            "unknown-override",
            "there is no `b` in `jobs` to override",
            "declare it",
        ),
        ("overrides: {computes: {cpo: {}}}", "cpo", "unknown-override", "there is no `cpo`", "did you mean `cpu`?"),
        ("overrides: {jobs: 5}", "jobs", "wrong-type", "`jobs` must be a mapping", ""),
        ("overrides: 5", "overrides", "wrong-type", "`targets.one.overrides` must be a mapping", ""),
        (
            "overrides: {jobs: {a: {comand: x}}}",
            "comand",
            "unknown-field",
            "no field `comand`",
            "did you mean `command`?",
        ),
        (
            "overrides: {computes: {cpu: {min_instances: 9}}}",
            "4",
            "conflicting-fields",
            "at least 9 and at most 4",
            "",
        ),
        ("overrides: {jobs: {a: {command: '{{ nope }}'}}}", "{{ nope }}", "template-error", "'nope' is undefined", ""),
        ("slot: 1", "slot", "unknown-field", "a target has no field `slot`", "did you mean `slots`?"),
        ("default: maybe", "maybe", "wrong-type", "must be true or false", ""),
        ("workspace: '{{ target.name }}'", "{{ target.name }}", "template-error", "'target' is undefined", ""),
    ],
)
def test_what_is_wrong_with_a_target_is_reported_where_it_is_written(fails, one, at, code, said, hint):
    error = fails(spec(one=one), FILES, target="one")[0]
    assert (error.code, text_at(error.span)) == (code, at)
    assert said in error.message
    assert hint in error.hint


@pytest.mark.parametrize(
    ("targets", "code", "said"),
    [
        ("{a: {}}", "missing-field", "`backend`"),
        ("{a: {backend: aws}}", "invalid-value", "cannot be the text `aws`"),
        ("{a: 5}", "wrong-type", "`targets.a` must be a mapping"),
        ("5", "wrong-type", "`targets` must be a mapping"),
        ("{}", "empty-value", "`targets` names no target"),
        ("{a: {backend: local, slots: 0}}", "invalid-value", "must be at least 1"),
        ("{a: {backend: local, workspace: w}}", "unknown-field", "`workspace` means nothing on the local backend"),
        ("{a: {backend: azureml, slots: 2}}", "unknown-field", "`slots` means nothing on the azureml backend"),
        (
            "{a: {backend: local, default: true}, b: {backend: local, default: true}}",
            "conflicting-fields",
            "`a` and `b` are both the default target",
        ),
    ],
)
def test_a_wrong_target_is_reported(fails, targets, code, said):
    error = fails(f"project: p\ntargets: {targets}\njobs: {{}}\n")[0]
    assert error.code == code
    assert said in error.message


@pytest.mark.parametrize(
    ("two", "code", "at"),
    [
        ("slot: 1", "unknown-field", "slot"),
        ("slots: 1", "unknown-field", "slots"),
        ("variables: {nope: 1}", "undefined-variable", "nope"),
        ("overrides: {job: {}}", "unknown-field", "job"),
        ("overrides: {jobs: {b: {}}}", "unknown-override", "b"),
        ("overrides: 5", "wrong-type", "overrides"),
    ],
)
def test_where_no_target_is_named_every_one_is_checked(fails, load, two, code, at):
    (error,) = fails(spec(two=two), FILES, every_target=True)
    assert (error.code, text_at(error.span)) == (code, at)
    assert load(spec(two=two), FILES, every_target=True, target="one")
    assert load(spec(two=two), FILES, target="one")


def test_what_is_wrong_in_resources_on_another_target_names_the_target(fails):
    two = "overrides: {computes: {cpu: {size: nope}}}, variables: {}"
    (error,) = fails(spec(two=two), FILES, every_target=True)
    assert (error.code, error.path, text_at(error.span)) == ("invalid-value", "computes.cpu.size", "nope")
    roles = [origin.role for origin in error.related]
    assert roles == ["base", "target two"]


def test_what_is_wrong_on_all_targets_is_said_once_and_names_none(fails):
    text = "project: p\ntargets: {a: {backend: local}, b: {backend: local}}\ndata: {d: {path: nowhere}, e: {pth: x}}\n"
    (error,) = fails(text, every_target=True)
    assert (error.code, error.related) == ("unknown-field", ())


@pytest.mark.parametrize(
    ("field", "value"),
    [("subscription_id", "s"), ("resource_group", "g."), ("resource_group", "a/b"), ("workspace", "w")],
)
def test_a_place_in_azure_that_cannot_be_one_is_refused(fails, load, field, value):
    (error,) = fails(spec(two=f"{field}: {value}").replace(f"{field}: {GIVEN[field]}, ", ""), FILES, target="two")
    assert (error.code, error.path, text_at(error.span)) == ("invalid-value", f"targets.two.{field}", value)


def test_a_variable_may_be_without_a_value_on_a_target_that_is_not_named(load, fails):
    text = spec(one="variables: {s: a}").replace(
        f"subscription_id: {GIVEN['subscription_id']}", "subscription_id: '{{ var.s }}'"
    )
    text += "variables:\n  s: {type: string}\n"
    assert load(text, FILES, every_target=True)
    assert [found.code for found in fails(text, FILES, target="two")] == ["unset-variable"]


def test_a_replaced_value_names_what_it_replaced(load):
    project = load(spec(one="overrides: {computes: {cpu: {size: STANDARD_D4_V2}}}"), FILES, target="one")
    (cpu,) = (resource for resource in project.resources if resource.key == "cpu")
    assert [(o.role, str(o.span)) for o in cpu.node.value["size"].also] == [
        ("base", "spec.yml:6:42"),
        ("override of target one", "spec.yml:3:70"),
    ]
    assert ("override of target one", "spec.yml:3:58") in [(o.role, str(o.span)) for o in cpu.node.also]


def text_at(span) -> str:
    return span.source.line(span.line)[span.column - 1 : span.end_column - 1]


def test_what_an_override_removes_where_there_is_nothing_is_no_error(load):
    jobs = "jobs: {a: {command: x, environment: azureml:e:1}}\n"
    change = "{jobs: {a: {limits: {timeout: null}, outputs: {o: null}, code: null}}}"
    text = f"project: p\ntargets: {{t: {{backend: local, overrides: {change}}}}}\n{jobs}"
    assert load(text, {}).resources[0].manifest == {
        "command": "x",
        "environment": "azureml:e:1",
        "limits": {},
        "outputs": {"o": None},
    }


@pytest.mark.parametrize(
    ("field", "value", "at"),
    [
        ("compute", "local", "compute"),
        ("compute", "LOCAL", "compute"),
        ("code", "git+https://example.org/x.git", "code"),
    ],
)
def test_a_workspace_refuses_what_azure_ai_ml_would_do_on_this_machine(fails, load, field, value, at):
    text = (
        "project: p\ntargets: {here: {backend: local}, dev: {backend: azureml}}\n"
        f"jobs: {{a: {{command: x, environment: 'azureml:e:1', {field}: '{value}'}}}}\n"
    )
    (error,) = fails(text, {}, target="dev")
    assert (error.code, error.path) == ("unsupported-here", f"jobs.a.{at}")
    assert load(text, {}, target="here")
