from __future__ import annotations

import os

import pytest

JOB = "{command: x, environment: 'azureml:a:1'}"


def keys(project) -> list[str]:
    return [resource.key for resource in project.resources]


def fragment(name: str, more: str = "") -> str:
    return f"jobs: {{{name}: {JOB}}}\n{more}"


FILES = {
    "jobs/b.yml": fragment("b"),
    "jobs/a.yml": fragment("a"),
    "jobs/a.yaml": fragment("yaml"),
    "jobs/.hidden.yml": fragment("hidden"),
    "jobs/deep/er/c.yml": fragment("c"),
    "jobs/.venv/d.yml": fragment("venv"),
    "one.yml": fragment("one"),
}


@pytest.mark.parametrize(
    ("include", "expected"),
    [
        ("one.yml", ["one"]),
        ("[one.yml]", ["one"]),
        ("[./one.yml, jobs/../one.yml, one.yml]", ["one"]),
        ("['jobs/*.yml']", ["a", "b"]),
        ("['jobs/*']", None),
        ("['jobs/[b-z].yml']", ["b"]),
        ("['jobs/?.y*ml']", ["yaml", "a", "b"]),
        ("['jobs/.*.yml']", ["hidden"]),
        ("['**/*.yml', one.yml]", ["a", "b", "c", "one"]),
        ("['jobs/**/c.yml']", ["c"]),
        ("['jobs/**/**/c.yml']", ["c"]),
        ("[one.yml, 'jobs/*.yml']", ["one", "a", "b"]),
        ("['*.yml']", ["one"]),
        ("[]", []),
    ],
)
def test_the_files_that_a_pattern_names_are_read_once_in_order(load, fails, include, expected):
    text = f"project: p\ninclude: {include}\njobs: {{z: {JOB}}}\n"
    if expected is None:
        assert "is not a regular file" in fails(text, FILES)[0].message
    else:
        assert keys(load(text, FILES)) == ["z", *expected]


def test_an_included_file_includes_relative_to_itself(load):
    files = {
        "jobs/a.yml": fragment("a", "include: [deep/b.yml]\n"),
        "jobs/deep/b.yml": fragment("b", "include: ../c.yml"),
        "jobs/c.yml": fragment("c"),
    }
    assert keys(load(f"project: p\ninclude: jobs/a.yml\njobs: {{z: {JOB}}}\n", files)) == ["z", "a", "b", "c"]


def test_files_that_include_each_other_are_each_read_once(load):
    files = {"a.yml": fragment("a", "include: [b.yml, spec.yml, a.yml]\n"), "b.yml": fragment("b", "include: a.yml\n")}
    project = load(f"project: p\ninclude: a.yml\njobs: {{z: {JOB}}}\n", files)
    assert keys(project) == ["z", "a", "b"]
    assert [source.name for source in project.sources] == ["spec.yml", "a.yml", "b.yml"]


def test_sections_of_all_files_are_one(load):
    files = {"a.yml": "variables: {m: 2}\ntargets: {t: {backend: local}}\nenvironments: {e: {image: a:1}}\n"}
    project = load(f"project: p\ninclude: a.yml\nvariables: {{n: 1}}\njobs: {{z: {JOB}}}\n", files)
    assert (project.target.name, dict(project.variables), keys(project)) == ("t", {"n": 1, "m": 2}, ["e", "z"])


@pytest.mark.parametrize(
    ("include", "code", "said"),
    [
        ("nope.yml", "missing-include", "no file matches `nope.yml`"),
        ('"a\\0b"', "missing-include", "no file matches"),
        ("'{{ project }}.yml'", "missing-include", "no file matches"),
        ("../outside.yml", "path-outside-project", "`../outside.yml` lies outside the project"),
        ("../root/../outside.yml", "path-outside-project", "lies outside the project"),
        ("/etc/passwd", "path-outside-project", "`/etc/passwd` lies outside the project"),
        ("'/**/*.yml'", "path-outside-project", "lies outside the project"),
        ("'../../../../../**/*.yml'", "path-outside-project", "lies outside the project"),
        ("'*/../../*.yml'", "path-outside-project", "lies outside the project"),
        ("link.yml", "path-outside-project", "`link.yml` lies outside the project"),
        ("'lin*.yml'", "path-outside-project", "`link.yml` lies outside the project"),
        ("folder/outside.yml", "path-outside-project", "lies outside the project"),
        ("fifo.yml", "unreadable-file", "fifo.yml is not a regular file"),
        ("broken.yml", "unreadable-file", "cannot read broken.yml: no such file"),
        ("circle.yml", "unreadable-file", "cannot read circle.yml: too many levels"),
        (".", "unreadable-file", "is not a regular file"),
        ("5", "wrong-type", "`include` lists paths of files"),
        ("[{a: b}]", "wrong-type", "`include` lists paths of files"),
    ],
)
@pytest.mark.timeout(10)
def test_what_cannot_be_included_is_an_error_where_it_is_written(fails, folder, include, code, said):
    (folder.parent / "outside.yml").write_text(fragment("outside"))
    (folder / "link.yml").symlink_to("../outside.yml")
    (folder / "folder").symlink_to("..")
    (folder / "broken.yml").symlink_to("nowhere.yml")
    (folder / "circle.yml").symlink_to("circle.yml")
    os.mkfifo(folder / "fifo.yml")
    error = fails(f"project: p\ninclude: {include}\njobs: {{z: {JOB}}}\n")[0]
    assert (error.code, error.span.line, error.span.source.name) == (code, 2, "spec.yml")
    assert said in error.message


def test_a_pattern_without_files_is_a_warning(load):
    project = load(f"project: p\ninclude: 'nope/*.yml'\njobs: {{z: {JOB}}}\n")
    assert [(d.code, d.severity) for d in project.warnings] == [("missing-include", "warning")]


@pytest.mark.timeout(10)
def test_links_in_a_circle_are_not_walked(load, folder):
    for name in "abcdef":
        (folder / name).symlink_to(".")
    assert keys(load(f"project: p\ninclude: '**/o*.yml'\njobs: {{z: {JOB}}}\n", FILES)) == ["z", "one"]


def test_a_long_chain_of_files_is_no_deep_one(load, fails):
    chain = {f"c{n}.yml": f"include: c{n + 1}.yml\n" for n in range(999)}
    text = f"project: p\ninclude: c0.yml\njobs: {{z: {JOB}}}\n"
    load(text, {**chain, "c998.yml": "variables: {}\n"})
    (error,) = fails(text, {**chain, "c998.yml": "include: c999.yml\n", "c999.yml": "variables: {}\n"})
    assert (error.code, error.message) == ("over-budget", "more than 1000 files are included")


@pytest.mark.parametrize(
    ("first", "second", "place", "said"),
    [
        (
            f"jobs: {{z: {JOB}}}",
            f"jobs: {{z: {JOB}}}",
            "a.yml:1:8",
            "`jobs.z` is given twice; it was first given in spec.yml:3:8",
        ),
        ("variables: {n: 1}\njobs: {}", "variables: {n: 1}", "a.yml:1:13", "`variables.n` is given twice"),
        ("workspace: {}\njobs: {}", "workspace: {}", "a.yml:1:1", "`workspace` is given in two files"),
        ("jobs: {}", "project: other", "a.yml:1:1", "the project is named twice; it was first named in spec.yml:1:1"),
        ("jobs: {}", "- a", "a.yml:1:1", "a project file is a mapping"),
        ("jobs: {}", "command: x", "a.yml:1:1", "a project has no field `command`"),
    ],
)
def test_what_two_files_give_is_an_error_in_the_second(fails, first, second, place, said):
    found = fails(f"project: proj\ninclude: a.yml\n{first}\n", {"a.yml": second})
    assert [d.message for d in found if str(d.span) == place and said in d.message]


def test_the_same_project_may_be_named_in_every_file(load):
    assert load("project: p\ninclude: a.yml\n", {"a.yml": f"project: p\n{fragment('a')}"}).name == "p"
