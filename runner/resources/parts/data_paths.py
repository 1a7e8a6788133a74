"""Rules about where the data of a job, an asset or a model is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from runner.diagnostics import closest
from runner.reference import filled_in, is_local_path, parse_job_output, parse_reference
from runner.resources.base import Manifest, Problem, child_value, word
from runner.resources.parts.job import MODEL_TYPES, TABLE_MODES
from runner.resources.parts.references import meant_asset, unversioned

if TYPE_CHECKING:
    from runner.document import Path

_DATA = re.compile(
    r"/subscriptions/.+|azureml:/?/?(?:subscriptions/.+|datastores/[^/]+/paths(?:/.*)?|jobs/[^/]+/outputs/.+|locations/.+)",
    re.DOTALL,
)
"""Data by its place: `azureml://datastores/NAME/paths/…` and the longer forms with a subscription or a location."""
_PATHS = 2
_ASSET_NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")
"""As azure-ai-ml checks the name of an output."""
_SCHEMES = frozenset({"azureml", "http", "https", "wasb", "wasbs", "abfs", "abfss", "adl", "hdfs", "runs"})


_WITH_A_HOST = dict.fromkeys(("http", "https"), "https://HOST/PATH") | {
    **dict.fromkeys(("wasb", "wasbs"), "wasbs://CONTAINER@ACCOUNT.blob.core.windows.net/PATH"),
    **dict.fromkeys(("abfs", "abfss"), "abfss://FILESYSTEM@ACCOUNT.dfs.core.windows.net/PATH"),
    "adl": "adl://STORE.azuredatalakestore.net/PATH",
}
_HOST = re.compile(r"[a-z]+://[^/\s]", re.IGNORECASE)


def data_place(text: str, path: Path, collections: tuple[str, ...] = ("data", "models")) -> Iterator[Problem]:
    """A place of data is local, a URL, a datastore's path, or a name with a version or a label."""
    if is_local_path(text) or "${{" in text or _DATA.fullmatch(text):
        return
    scheme = text.partition(":")[0]
    if scheme.lower() == "file":
        own = re.sub(r"^//+", "/", text.partition(":")[2])
        hint = f"write the path itself: {own}"
        yield Problem(path, "invalid-reference", f"`{scheme}:` is not read here", hint, own)
        return
    if scheme.lower() not in _SCHEMES:
        meant = closest(scheme.lower(), _SCHEMES)
        suggestion = text.replace(scheme, meant, 1) if meant else ""
        hint = f"did you mean `{meant}:`?" if meant else f"the schemes are {', '.join(sorted(_SCHEMES))}"
        yield Problem(path, "invalid-reference", f"`{scheme}:` is not a place where data can be", hint, suggestion)
        return
    if scheme.lower() in _WITH_A_HOST and not _HOST.match(text):
        hint = f"write {_WITH_A_HOST[scheme.lower()]}"
        yield Problem(path, "invalid-reference", f"`{text}` names no host", hint)
        return
    if scheme != "azureml":
        return
    found = parse_reference(filled_in(text))
    if found is None or found.collection not in (None, *collections):
        meant = _meant(text, collections)
        hint = "write azureml:NAME:VERSION, azureml:NAME@latest, or azureml://datastores/NAME/paths/…"
        hint = f"did you mean `{meant}`?" if meant else hint
        yield Problem(path, "invalid-reference", f"`{text}` is not a reference to data", hint, meant)
    elif found.version is None and found.label is None:
        yield unversioned(text, path)


def _meant(text: str, collections: tuple[str, ...]) -> str:
    """What was most likely meant by an `azureml:` address that is none, or an empty text."""
    parts = re.sub(r"^azureml:/*", "", text).split("/")
    if closest(parts[0], ["datastores"]) and len(parts) > _PATHS:
        parts[0] = "datastores"
        parts[_PATHS] = closest(parts[_PATHS], ["paths"]) or parts[_PATHS]
        meant = "azureml://" + "/".join(parts)
        return meant if _DATA.fullmatch(meant) else ""
    return next(filter(None, (meant_asset(text, collection) for collection in collections)), "")


def job_inputs(manifest: Manifest) -> Iterator[Problem]:
    """Inputs are literals or data: each has a path or a value, a mode that its type has, and a place that is one."""
    inputs = manifest.get("inputs")
    for name, value in inputs.items() if isinstance(inputs, Mapping) else ():
        path: Path = ("inputs", name)
        if isinstance(value, Mapping):
            yield from _data_input(value, path)
        elif isinstance(value, str) and "${{" in value:
            yield from _from_job(value, path)


def _data_input(value: Mapping[str, object], path: Path) -> Iterator[Problem]:
    if "value" in value and len(value) > 1:
        message = "an input has a `path` or a `value`, not both" if "path" in value else "`value` stands alone"
        at, beside = (*path, "value"), (*path, "path")
        yield Problem(at, "conflicting-fields", message, "remove one", at_key=True, beside=beside)
    elif "value" not in value and "path" not in value:
        message, missing = "the input has no `path`", ((*path, "path"), (*path, "value"))
        yield Problem(path, "missing-field", message, "say where its data is", at_key=True, missing=missing)
    kind, mode, place = value.get("type"), value.get("mode"), value.get("path")
    if word(mode) in TABLE_MODES and word(kind) not in ("", "mltable"):
        message = f"an input of type {kind} cannot be opened with `{mode}`"
        yield Problem((*path, "mode"), "invalid-value", message, "only an mltable can; use ro_mount or download")
    if "path_on_compute" in value and word(kind) in MODEL_TYPES:
        message = "a model has no `path_on_compute`"
        yield Problem((*path, "path_on_compute"), "unknown-field", message, "remove it", at_key=True)
    if isinstance(place, str):
        if "${{" in place:
            yield from _from_job(place, (*path, "path"))
        else:
            yield from data_place(place, (*path, "path"))


def _from_job(text: str, path: Path) -> Iterator[Problem]:
    if parse_job_output(text) is None:
        hint = "take another job's output as `${{ jobs.KEY.outputs.NAME }}`, and nothing else in the text"
        yield Problem(path, "unknown-expression", "an input cannot use this expression", hint, fragment="${{")


def job_outputs(manifest: Manifest) -> Iterator[Problem]:
    """An output goes to a datastore's path, and has a version only as an asset with a name."""
    outputs = manifest.get("outputs")
    for key, output in outputs.items() if isinstance(outputs, Mapping) else ():
        if not isinstance(output, Mapping):
            continue
        path, name, place = ("outputs", key), output.get("name"), output.get("path")
        if "version" in output and not name:
            message = "an output with a `version` needs a `name`, under which it is registered"
            at, missing = (*path, "version"), ((*path, "name"),)
            yield Problem(at, "missing-field", message, "add `name:`", at_key=True, missing=missing)
        if isinstance(name, str) and not _ASSET_NAME.fullmatch(name):
            hint = "use letters, digits, `-` and `_`, at most 255"
            yield Problem((*path, "name"), "invalid-name", f"`{name}` cannot be the name of an asset", hint)
        # A local path is one on the default datastore: azure-ai-ml takes it, and sends it as it is.
        if isinstance(place, str) and not is_local_path(place):
            yield from data_place(place, (*path, "path"))


def section_of_data(manifest: Manifest, path: Path) -> str:
    """The section of a project that an input's `azureml:NAME:VERSION` is looked up in: its type says which."""
    owner = child_value(manifest, path[:-1])
    kind = owner.get("type") if isinstance(owner, Mapping) else None
    return "models" if word(kind) in MODEL_TYPES else "data"
