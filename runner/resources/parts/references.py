"""Rules about references that stand in fields: ARM ids, computes, and the azureml: forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from runner.reference import PLACEHOLDER
from runner.resources.base import Problem

if TYPE_CHECKING:
    from runner.document import Path

_GUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ARM_ID = re.compile(
    rf"/subscriptions/{_GUID}/resourcegroups/[^/]+/providers/[a-z.]+/[a-z]+/[^/]+(?:/[a-z]+/[^/]+)*", re.IGNORECASE
)
"""As `validate_arm_str` of azure-ai-ml has it, but for empty parts."""
_COMPUTE = re.compile(
    r"(?:azureml:)?(?:[A-Za-z][A-Za-z0-9-]{0,31}|<[^<>\s]+>|/subscriptions/\S+|(?://)?(?i:virtualclusters)/[^/\s]+)"
    r"|azureml://\S+"
)
"""`local`, a bare name, `azureml:NAME`, `azureml:virtualClusters/NAME` or an ARM id: what azure-ai-ml takes for a compute."""


def arm_id(text: object, path: Path) -> Iterator[Problem]:
    """What lies outside the workspace is named by its full ARM id."""
    if not isinstance(text, str) or _ARM_ID.fullmatch(text) or "${" in text:
        return
    hint = "write /subscriptions/SUBSCRIPTION/resourceGroups/GROUP/providers/TYPE/NAME"
    found = PLACEHOLDER.search(text)
    if found:
        yield Problem(path, "placeholder", f"`{found[0]}` is still to be filled in", hint, fragment=found[0])
    else:
        yield Problem(path, "invalid-reference", f"`{text}` is not an ARM id", hint)


def compute_reference(text: object, path: Path) -> Iterator[Problem]:
    """`local`, NAME, azureml:NAME or an ARM id; azure-ai-ml takes any other text as well and fails later."""
    if not isinstance(text, str) or not text or _COMPUTE.fullmatch(text):
        return
    hint = "write azureml:NAME, or local"
    scheme, colon, name = text.partition(":")
    suggestion = ""
    if colon and scheme.lower() != "azureml" and re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,31}", name):
        suggestion = f"azureml:{name}"
        hint = f"did you mean `{suggestion}`?"
    yield Problem(path, "invalid-reference", f"`{text}` is not a reference to a compute", hint, suggestion)
