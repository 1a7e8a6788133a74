"""Rules about references that stand in fields: ARM ids, computes, and the azureml: forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from runner.diagnostics import closest
from runner.reference import PLACEHOLDER, is_open, parse_reference
from runner.resources.base import Problem

if TYPE_CHECKING:
    from runner.document import Path

_GUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ARM_ID = re.compile(
    rf"/subscriptions/{_GUID}/resourcegroups/[^/]+/providers/[a-z.]+/[a-z]+/[^/]+(?:/[a-z]+/[^/]+)*", re.IGNORECASE
)
"""As `validate_arm_str` of azure-ai-ml has it, but for empty parts."""
_ANY_SUBSCRIPTION = re.compile(_ARM_ID.pattern.replace(_GUID, "[^/]+"), re.IGNORECASE)
_FIXED_AT = {1: "subscriptions", 3: "resourceGroups", 5: "providers"}
_FIXED = tuple(_FIXED_AT.values())
_GROUP = 3
_COMPUTE = re.compile(
    r"(?:azureml:)?(?:[A-Za-z][A-Za-z0-9-]{0,31}|<[^<>\s]+>|/subscriptions/\S+|(?://)?(?i:virtualclusters)/[^/\s]+)"
    r"|azureml://[^/\s]+/\S+"
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


def resource_id(text: object, path: Path, *, at_key: bool = False) -> Iterator[Problem]:
    """A resource of Azure is named by its ARM id. azure-ai-ml looks at none of these: what may be meant is a warning."""
    if not isinstance(text, str) or not text or is_open(text) or _ARM_ID.fullmatch(text):
        return
    meant = _mended(text)
    hint = "write /subscriptions/SUBSCRIPTION/resourceGroups/GROUP/providers/TYPE/NAME"
    if meant != text:
        hint = f"did you mean `{meant}`?"
    suggestion = meant if meant != text else ""
    parts = text.strip("/").split("/")
    is_group_named = len(parts) > _GROUP and parts[_GROUP - 1].lower() == "resourcegroups"
    is_whole = bool(_ANY_SUBSCRIPTION.fullmatch(text))
    is_wrong = bool(suggestion) or "//" in text or (is_group_named and not is_whole)
    message = f"`{text}` is not an ARM id"
    yield Problem(path, "invalid-reference", message, hint, suggestion, is_warning=not is_wrong, at_key=at_key)


def _mended(text: str) -> str:
    """An ARM id with its fixed words as they are written, where they are nearly so."""
    parts = text.split("/")
    if parts[0] and closest(parts[0], _FIXED) == "subscriptions":
        parts.insert(0, "")
    for index, word in _FIXED_AT.items():
        if (
            not parts[0]
            and len(parts) > index
            and parts[index].lower() != word.lower()
            and closest(parts[index], [word])
        ):
            parts[index] = word
    return "/".join(parts)


def compute_reference(text: object, path: Path) -> Iterator[Problem]:
    """`local`, NAME, azureml:NAME or an ARM id; azure-ai-ml takes any other text as well and fails later.

    A key of a project may have another form: it stands for the name of the compute that it is the key of.
    """
    if not isinstance(text, str) or not text or _COMPUTE.fullmatch(PLACEHOLDER.sub("a", text)):
        return
    name = re.sub(r"^[A-Za-z]+[:/]+", "", text)  # another scheme, or ours in capitals
    name = re.sub(r"[:@][\w.-]*$", "", name)  # a compute has no version
    meant = f"azureml:{name.replace('_', '-')}"
    suggestion = meant if _COMPUTE.fullmatch(meant) else ""
    hint = f"did you mean `{suggestion}`?" if suggestion else "write azureml:NAME, or local"
    message, key = f"`{text}` is not a reference to a compute", ("computes", text.removeprefix("azureml:"))
    yield Problem(path, "invalid-reference", message, hint, suggestion, unless_key=key)


def unversioned(text: str, path: Path) -> Problem:
    """A reference to an asset names which of its versions is meant (the service answers 400 to a bare name)."""
    hint = f"write `{text}@latest`, or `{text}:VERSION`"
    message = f"`{text}` names neither a version nor a label"
    return Problem(path, "invalid-reference", message, hint, f"{text}@latest")


def meant_asset(text: str, collection: str) -> str:
    """The reference to an asset that was most likely meant by a text that is none, or an empty text."""
    if re.match(r"azureml:?/{0,2}[a-z]+/", text, re.IGNORECASE):
        path = re.sub(r"^azureml:?/*", "", text, flags=re.IGNORECASE)
        path = re.sub(r":([\w.-]+)$", r"/versions/\1", re.sub(r"@([\w.-]+)$", r"/labels/\1", path))
        parts = path.split("/")
        for index, words in enumerate((["registries"], [], [collection], [], ["versions", "labels"])):
            if len(parts) > index and words:
                parts[index] = closest(parts[index], words) or parts[index]
        meant = "azureml://" + "/".join(parts)
        found = parse_reference(meant)
        return meant if found is not None and found.collection == collection else ""
    scheme, colon, name = text.partition(":")
    meant = f"azureml:{name}"
    is_ours = bool(colon) and scheme != "azureml" and closest(scheme, ["azureml"]) == "azureml"
    return meant if is_ours and parse_reference(meant) is not None else ""
