from __future__ import annotations

import os

import pytest

JOB = "command: x\nenvironment: azureml:e:1\n"


def files_of(project) -> dict[str, str]:
    return {
        ".".join(map(str, local.at)): os.path.relpath(local.file, project.root)
        for r in project.resources
        for local in r.local_paths
    }


def test_local_paths_are_relative_to_the_file_that_wrote_them(load):
    project = load(
        """project: proj
include: [sub/jobs.yml]
variables: {where: ./src}
targets: {t: {backend: local, overrides: {jobs: {b: {code: sub/src}}}}}
environments: {e: {image: a:1, conda_file: conda.yml}, f: {build: {path: .}}}
jobs: {a: {command: x, environment: azureml:e@latest, code: "{{ var.where }}"}}
""",
        {
            "sub/jobs.yml": "jobs: {b: {command: x, environment: {image: 'a:1', conda_file: ../conda.yml}, code: src, "
            "inputs: {d: {path: data.csv}, u: {path: 'https://x/y'}, s: data.csv}}}\n",
            "sub/data.csv": "",
            "sub/src/x": "",
            "src/x": "",
            "conda.yml": "dependencies: [python]\n",
        },
    )
    assert {
        str(r.id): sorted(os.path.relpath(p.file, project.root) for p in r.local_paths) for r in project.resources
    } == {
        "environments.e": ["conda.yml"],
        "environments.f": ["."],
        "jobs.a": ["src"],
        "jobs.b": ["conda.yml", "sub/data.csv", "sub/src"],
    }
    assert all(local.file.is_absolute() for r in project.resources for local in r.local_paths)


@pytest.mark.parametrize(
    ("value", "code", "said"),
    [
        ("nowhere", "missing-path", "`nowhere` does not exist"),
        ("file/below", "missing-path", "`file/below` does not exist"),
        ('"a\\0b"', "invalid-value", "a path cannot hold a NUL character"),
        ("..", "path-outside-project", "`..` lies outside the project"),
        ("../outside", "path-outside-project", "`../outside` lies outside the project"),
        ("/etc", "path-outside-project", "`/etc` lies outside the project"),
        ("folder/../../outside", "path-outside-project", "lies outside the project"),
        ("link", "path-outside-project", "`link` lies outside the project"),
        ("link/file", "path-outside-project", "`link/file` lies outside the project"),
        ("circle", "missing-path", "`circle` cannot be read: too many levels"),
        ("broken", "missing-path", "`broken` does not exist"),
        ("fifo", "not-a-file", "`fifo` is neither a file nor a folder"),
        ("tty", "path-outside-project", "`tty` lies outside the project"),
        ("x" * 300, "missing-path", "cannot be read: file name too long"),
        ("socket", "not-a-file", "`socket` is neither a file nor a folder"),
    ],
)
@pytest.mark.timeout(10)
def test_a_path_that_cannot_be_taken_is_an_error_at_its_place(fails, folder, value, code, said):
    import socket

    (folder.parent / "outside").mkdir()
    (folder.parent / "outside/file").touch()
    (folder / "folder").mkdir()
    (folder / "file").touch()
    (folder / "link").symlink_to("../outside")
    (folder / "circle").symlink_to("circle")
    (folder / "broken").symlink_to("folder/nowhere")
    (folder / "tty").symlink_to("/dev/tty")
    os.mkfifo(folder / "fifo")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("socket")  # relative: the folder's name may be too long for a socket's
        (error,) = fails(f"{JOB}code: {value}\n")
    assert (error.code, str(error.span)) == (code, "spec.yml:3:7")
    assert said in error.message


def test_a_link_within_the_project_is_taken(load, folder):
    (folder / "real").mkdir()
    (folder / "link").symlink_to("real")
    assert files_of(load(JOB + "code: link\n")) == {"code": "link"}


def test_an_absolute_path_within_the_project_is_taken(load, folder):
    assert files_of(load(f"{JOB}code: {folder}/src\n", {"src/x": ""})) == {"code": "src"}


@pytest.mark.parametrize("value", ["azureml:code:1", "https://example.org/x.git", "git+https://example.org/x"])
def test_what_has_a_scheme_is_no_local_path(load, value):
    assert files_of(load(f"{JOB}code: {value}\n")) == {}


def test_the_variable_that_gave_a_path_stands_beside_the_error(fails):
    (error,) = fails(
        "project: p\nvariables: {w: nowhere}\njobs: {a: {command: x, environment: azureml:e:1, code: '{{ var.w }}'}}\n"
    )
    assert [(o.role, str(o.span)) for o in error.related] == [("variable w", "spec.yml:2:16")]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"{JOB}code: ${{{{ jobs.a.outputs.b }}}}\n", "3:7"),
        (f"{JOB}code: src/${{{{name}}}}\n", "3:11"),
        ("name: e\nimage: a:1\nconda_file: ${{ inputs.x }}\n", "3:13"),
    ],
)
def test_a_local_path_holds_no_expression_of_azure_ml(fails, text, place):
    (error,) = fails(text)
    assert (error.code, str(error.span)) == ("unknown-expression", f"spec.yml:{place}")
