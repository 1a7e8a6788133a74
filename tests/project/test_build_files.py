from __future__ import annotations

import pytest

JOB = "command: x\nenvironment: {image: 'a:1', conda_file: conda.yml}\n"


@pytest.mark.parametrize(
    ("files", "code", "place"),
    [
        ({"conda.yml/a": ""}, "not-a-file", "spec.yml:2:41"),
        ({"conda.yml": ""}, "not-a-file", "spec.yml:2:41"),
        ({"conda.yml": "- numpy\n"}, "not-a-file", "spec.yml:2:41"),
        ({"conda.yml": "name: e\ndependencies:\n- python\n  - pip: [a\n"}, "yaml-syntax", "conda.yml:"),
        ({"conda.yml": "name: !!python/object:os.system x\n"}, "yaml-tag", "conda.yml:1:7"),
    ],
)
def test_a_conda_file_that_is_none_is_refused(fails, files, code, place):
    (error,) = fails(JOB, files)
    assert (error.code, error.path) == (code, "environment.conda_file")
    assert str(error.span).startswith(place)


def test_a_conda_file_of_many_jobs_is_told_once(fails):
    jobs = "".join(f"  j{n}: {{command: x, environment: {{image: 'a:1', conda_file: conda.yml}}}}\n" for n in range(3))
    found = fails(f"project: p\njobs:\n{jobs}", {"conda.yml": "a: [\n"})
    assert [one.code for one in found] == ["yaml-syntax"]


def test_a_build_is_a_folder(fails):
    (error,) = fails("name: ab\nbuild: {path: ctx}\n", {"ctx": "FROM a:1\n"})
    assert (error.code, error.message) == ("not-a-file", "`ctx` is a file, and a build has a folder")


@pytest.mark.parametrize(
    ("field", "name"), [("", "Dockerfile"), (", dockerfile_path: gpu/Dockerfile", "gpu/Dockerfile")]
)
def test_a_build_without_its_dockerfile_is_a_warning(load, field, name):
    text = f"name: ab\nbuild: {{path: ctx{field}}}\n"
    (warning,) = load(text, {"ctx/x": ""}).warnings
    assert (warning.code, warning.message) == ("missing-path", f"there is no `{name}` in `ctx`")
    assert not load(text, {f"ctx/{name}": ""}).warnings
