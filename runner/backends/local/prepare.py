"""Makes the folder of a job: its code, inputs and outputs, and what its supervisor will start."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from runner.backend import Request
from runner.backends.local.layout import JobFolder, Layout
from runner.backends.local.locks import is_held
from runner.backends.local.tracking import ARTIFACT_ROOT
from runner.diagnostics import ActionFailed
from runner.reference import substitute
from runner.render import to_yaml
from runner.resources import child_value, replace_at, whole_number, word
from runner.snapshot import copy_tree

INHERITED = ("HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "LD_LIBRARY_PATH")
"""What a job keeps of the environment of the shell that applied it; everything else it does not see."""

_ALSO_INHERITED = re.compile(
    r"(?:CUDA|NVIDIA|KERAS|TF_CPP|TF_FORCE|TF_ENABLE|TF_XLA|TF_GPU|TF_NUM|XLA|OMP|SSL_CERT|REQUESTS_CA)_[A-Z_]+"
)


def prepare(layout: Layout, request: Request, run_id: str, experiment: str) -> JobFolder:
    """Makes the folder of a job that the store does not know yet, as a whole: a killed apply leaves either all of it
    or a temporary folder.

    Raises:
        ActionFailed: the disk is full, a file changed meanwhile, or a lost store's job of this name still runs.
    """
    final = layout.job(request.name)
    temporary = JobFolder(layout.jobs / f".{os.getpid()}")
    try:
        _make_way(final)
        _fill(layout, request, run_id, experiment, temporary, final)
        temporary.path.rename(final.path)
    except OSError as error:
        raise ActionFailed(f"cannot prepare {request.name}: {(error.strerror or str(error)).lower()}") from error
    finally:
        shutil.rmtree(temporary.path, ignore_errors=True)
    return final


def _make_way(folder: JobFolder) -> None:
    """Removes the folder that a killed apply left; one in which a job ran, of a store that was lost, is kept aside."""
    if not folder.path.exists():
        return
    if is_held(folder.supervisor_lock) or is_held(folder.job_lock):
        hint = "wait for its end, or end its processes; the store that knew it is gone"
        raise ActionFailed(f"a job still runs in {folder.path}", hint)
    if not folder.supervisor_lock.exists():
        shutil.rmtree(folder.path)
        return
    number = 1
    while (aside := folder.path.with_name(f"{folder.path.name}.old{number}")).exists():
        number += 1
    folder.path.rename(aside)


def remove_leftovers(layout: Layout) -> None:
    """Removes what killed applies left unfinished; called by the only one that may be preparing."""
    for leftover in layout.jobs.glob(".*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _fill(layout: Layout, request: Request, run_id: str, experiment: str, folder: JobFolder, final: JobFolder) -> None:
    """Fills `folder`; paths that the job will see are those in `final`."""
    for path in (folder.outputs, folder.named_outputs, folder.logs):
        path.mkdir(parents=True)
    tree = request.identity.trees.get(("code",))
    if tree is None:
        folder.code.mkdir()
    else:
        copy_tree(tree, folder.code)
    _link_into_code(folder)
    manifest = request.resource.manifest
    _make_output_folders(manifest, folder)
    values = {"name": request.name, **_inputs(layout, request, folder, final), **_outputs(manifest, final)}
    environment = _environment(layout, request, run_id, experiment)
    variables = manifest.get("environment_variables")
    if isinstance(variables, Mapping):
        given = {name: value for name, value in variables.items() if value is not None}
        environment |= {str(name): substitute(str(value), values) for name, value in given.items()}
    limits = manifest.get("limits")
    launch = {
        "command": substitute(str(manifest["command"]), values),
        "environment": environment,
        "shell": shutil.which("bash") or "/bin/sh",
        "timeout": whole_number(limits["timeout"], 0) if isinstance(limits, Mapping) and "timeout" in limits else None,
        "inputs": _read_in_place(request),
    }
    sent = {name: replace_at(value, (name,), request.identity.resolved) for name, value in manifest.items()}
    folder.manifest.write_text(to_yaml(sent), "utf-8")
    with open(os.open(folder.launch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(launch, file, indent=1)
    folder.log.write_bytes(b"")  # whatever log the code brought along: this one is the job's own


def _link_into_code(folder: JobFolder) -> None:
    """`outputs/` and `logs/` of the working folder are the job's own, as on Azure ML; what code brings there is kept."""
    for kept in (folder.outputs, folder.logs):
        seen = folder.code / kept.name
        if seen.is_dir():
            for entry in sorted(seen.iterdir()):
                entry.rename(kept / entry.name)
            seen.rmdir()
        if not seen.exists():
            seen.symlink_to(Path("..") / kept.name)


def _inputs(layout: Layout, request: Request, folder: JobFolder, final: JobFolder) -> dict[str, str]:
    """The text for each `${{inputs.NAME}}`: a literal, or a path on this machine."""
    found: dict[str, str] = {}
    inputs = request.resource.manifest.get("inputs")
    for name, value in inputs.items() if isinstance(inputs, Mapping) else ():
        at: tuple[str | int, ...] = ("inputs", name, "path") if isinstance(value, Mapping) else ("inputs", name)
        if at in request.upstream:
            job, output = request.upstream[at]
            found[f"inputs.{name}"] = _seen(layout.job(job).named_outputs / output, final)
        elif at in request.identity.trees:
            tree = request.identity.trees[at]
            path = tree.root
            if isinstance(value, Mapping) and word(value.get("mode")) == "download":
                copy_tree(tree, folder.inputs / name)
                path = final.inputs / name
                if not tree.is_folder:
                    path = path / tree.files[0].path
            found[f"inputs.{name}"] = _seen(path, final)
        elif isinstance(value, Mapping):
            found[f"inputs.{name}"] = str(value.get("value", ""))
        else:
            found[f"inputs.{name}"] = str(value)
    return found


def _outputs(manifest: Mapping[str, object], final: JobFolder) -> dict[str, str]:
    outputs = manifest.get("outputs")
    names = list(outputs) if isinstance(outputs, Mapping) else []
    return {f"outputs.{name}": _seen(final.named_outputs / name, final) for name in names}


def _seen(path: Path, final: JobFolder) -> str:
    """A path as the command gets it: absolute, unless a shell would take it apart. Azure ML's own paths never need
    quotes, so commands have none; the way from the working folder leaves out what lies above the project.
    """
    text = str(path)
    return text if shlex.quote(text) == text else os.path.relpath(text, final.code)


def _read_in_place(request: Request) -> list[dict[str, str]]:
    """Inputs that the job reads where they lie, with the digests that it was submitted for."""
    return [
        {"path": str(tree.root), "digest": tree.digest, "input": str(at[1])}
        for at, tree in request.identity.trees.items()
        if at[0] == "inputs" and word(child_value(request.resource.manifest, (*at[:2], "mode"))) != "download"
    ]


def _make_output_folders(manifest: Mapping[str, object], folder: JobFolder) -> None:
    """A folder for each declared output; one that is a file is the command's own to write."""
    outputs = manifest.get("outputs")
    for name, value in outputs.items() if isinstance(outputs, Mapping) else ():
        if not (isinstance(value, Mapping) and word(value.get("type")) == "uri_file"):
            (folder.named_outputs / name).mkdir(exist_ok=True)


def _environment(layout: Layout, request: Request, run_id: str, experiment: str) -> dict[str, str]:
    """What a job sees on Azure ML as well, the little of this machine that programs need, and this Python first."""
    kept = {name: value for name, value in os.environ.items() if name in INHERITED or _ALSO_INHERITED.fullmatch(name)}
    python = str(Path(sys.executable).parent)
    return {
        **kept,
        "PATH": os.pathsep.join([python, os.environ.get("PATH", os.defpath)]),
        "VIRTUAL_ENV": sys.prefix,
        "PYTHONUNBUFFERED": "1",
        "AZUREML_RUN_ID": request.name,
        "AZUREML_EXPERIMENT_NAME": experiment,
        "AZUREML_ARM_PROJECT_NAME": experiment,
        "MLFLOW_TRACKING_URI": layout.tracking_uri,
        "MLFLOW_EXPERIMENT_NAME": experiment,
        "MLFLOW_RUN_ID": run_id,
        "MLFLOW_DISABLE_TELEMETRY": "true",
        ARTIFACT_ROOT: layout.artifacts.as_uri(),
    }
