"""Rules about what a command runs in: its environment, its code, its nodes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from runner.reference import filled_in, is_local_path, parse_reference
from runner.resources.base import Manifest, Problem
from runner.resources.parts.container import container_rules, reference_form, unused_name
from runner.resources.parts.references import meant_asset

if TYPE_CHECKING:
    from runner.document import Path

_SHM_SIZE = re.compile(r"0*[1-9][0-9]*[bkmgBKMG]")
"""A number above 0 and a unit (the service's own pattern is `\\d+[bBkKmMgG]`)."""


def run_rules(owner: object, path: Path = ()) -> Iterator[Problem]:
    """The rules about a command job, or a sweep's trial, as a whole."""
    if not isinstance(owner, Mapping):
        return
    environment, code = owner.get("environment"), owner.get("code")
    if isinstance(environment, str):
        yield from reference_form(environment, (*path, "environment"))
    elif isinstance(environment, Mapping):
        yield from container_rules(environment, (*path, "environment"))
        yield from unused_name(environment, (*path, "environment"))
    if isinstance(code, str):
        yield from _code(code, (*path, "code"))
    yield from resource_rules(owner, path)
    yield from _variables(owner, path)


def _code(code: str, path: Path) -> Iterator[Problem]:
    """Code is a local folder, a git address, or code that is registered (`CodeField` of azure-ai-ml)."""
    if (
        is_local_path(code)
        or "${{" in code
        or code.startswith(("git+", "azureml://feeds/", "azureml:/subscriptions/", "azureml:subscriptions/"))
    ):
        return
    if re.match(r"https?://\S+", code):
        return  # as azure-ai-ml takes it
    found = parse_reference(filled_in(code))
    if found is None or found.collection not in (None, "codes") or (found.version is None and found.label is None):
        meant = f"{code}@latest" if found is not None and found.collection is None else meant_asset(code, "codes")
        hint = "write a local folder, azureml:NAME:VERSION, or git+https://…"
        hint = f"did you mean `{meant}`?" if meant else hint
        yield Problem(path, "invalid-reference", f"`{code}` is not a reference to code", hint, meant)


def resource_rules(owner: Mapping[str, object], path: Path = ()) -> Iterator[Problem]:
    """The size of shared memory has the form that the service takes."""
    resources = owner.get("resources")
    if not isinstance(resources, Mapping):
        return
    size = resources.get("shm_size")
    if isinstance(size, str) and not _SHM_SIZE.fullmatch(size):
        at = (*path, "resources", "shm_size")
        meant = f"{size}b" if re.fullmatch(r"0*[1-9][0-9]*", size) else re.sub(r"(?i)(?<=[a-z])i?b?$|\s", "", size)
        suggestion = meant if _SHM_SIZE.fullmatch(meant) else ""
        hint = f"did you mean `{suggestion}`?" if suggestion else "write a number with b, k, m or g: 2g"
        yield Problem(at, "invalid-value", f"`{size}` is not a size", hint, suggestion)


def _variables(owner: Mapping[str, object], path: Path) -> Iterator[Problem]:
    """The value of an environment variable is text; azure-ai-ml takes anything, and the service refuses it."""
    variables = owner.get("environment_variables")
    for name, value in variables.items() if isinstance(variables, Mapping) else ():
        if isinstance(value, Mapping | list):
            what = "a mapping" if isinstance(value, Mapping) else "a list"
            at = (*path, "environment_variables", name)
            message = f"the value of `{name}` must be text, and is {what}"
            yield Problem(at, "wrong-type", message, "write it as one text: JSON in quotes")


def other_texts(manifest: Manifest) -> Iterator[str]:
    """Texts beside the command in which an input or output may be named."""
    for name in ("outputs", "resources", "distribution", "services", "code"):
        yield from _leaves(manifest.get(name))


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)
