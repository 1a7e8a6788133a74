"""What computes have in common: fields, and rules about sizes and secure shells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from pydantic import Field

from runner.diagnostics import closest
from runner.reference import is_open
from runner.resources.base import Manifest, Problem
from runner.resources.fields import Fields, NonEmpty, Tags
from runner.resources.parts.places import family, region
from runner.resources.parts.references import resource_id

if TYPE_CHECKING:
    from runner.document import Path

_SIZE = re.compile(r"(?:standard|basic)_[a-z]+[0-9][a-z0-9]*(?:[-_][a-z0-9]+)*", re.IGNORECASE)
"""Names of Azure's VM sizes (`Standard_NC24ads_A100_v4`); which of them there are depends on the location."""

COMPUTE_NAME = r"[a-zA-Z](?:[a-zA-Z0-9-]{0,30}[a-zA-Z0-9])"
COMPUTE_NAME_IN_WORDS = "2 to 32 letters, digits and `-`, beginning with a letter and not ending with `-`"


class Compute(Fields):
    """Fields of every compute."""

    READ_ONLY = frozenset({"id", "created_on", "provisioning_errors", "provisioning_state"})

    schema_: str | None = Field(default=None, alias="$schema")
    name: NonEmpty
    description: str | None = None
    location: NonEmpty | None = None
    resource_id: str | None = None
    tags: Tags | None = None


class NetworkSettings(Fields):
    """The virtual network of the nodes."""

    READ_ONLY = frozenset({"$schema", "private_ip_address", "public_ip_address"})

    vnet_name: str | None = None
    subnet: str | None = None


def size_and_region(manifest: Manifest) -> Iterator[Problem]:
    """A size has the form of Azure's names, and a region is one: which sizes there are, only the region knows."""
    size = manifest.get("size")
    if isinstance(size, str) and not is_open(size):
        if _SIZE.fullmatch(size):
            yield from family(size, ("size",))
        else:
            meant = _meant_size(size)
            hint = f"did you mean `{meant}`?" if meant else "write it as Azure does: Standard_DS3_v2"
            yield Problem(("size",), "invalid-value", f"`{size}` is not the name of a VM size", hint, meant)
    yield from region(manifest.get("location"), ("location",))


def _meant_size(size: str) -> str:
    """`Standard_DS3_v2` for `DS3_v2`, `Standard DS3 v2` and `Standrad-DS3_v2`; or an empty text."""
    first, *rest = re.split(r"[\s_-]+", size.strip())
    tier = closest(first, ("Standard", "Basic"))
    meant = "_".join([tier, *rest]) if tier and rest else "_".join(["Standard", first, *rest])
    return meant if _SIZE.fullmatch(meant) and not any(True for _ in family(meant, ())) else ""


def attached(manifest: Manifest) -> Iterator[Problem]:
    """What is attached is named by its ARM id."""
    yield from resource_id(manifest.get("resource_id"), ("resource_id",))


def way_to_log_in(manifest: Manifest, ways: tuple[str, ...], path: Path = ("ssh_settings",)) -> Iterator[Problem]:
    """An account needs something to log in with; azure-ai-ml lets one without it through."""
    settings = manifest.get("ssh_settings")
    if isinstance(settings, Mapping) and not any(settings.get(way) for way in ways):
        wanted = " or ".join(f"`{way}`" for way in ways)
        message = f"the account has neither {wanted.replace(' or ', ' nor ')}"
        if len(ways) == 1:
            message = f"the account has no {wanted}"
        given = next((way for way in ways if way in settings), None)  # it is empty
        at, missing = (*path, given) if given else path, tuple((*path, way) for way in ways)
        yield Problem(at, "missing-field", message, f"give it {wanted}", at_key=True, missing=missing)


def subnet_with_network(manifest: Manifest) -> Iterator[Problem]:
    """A virtual network is of no use without the subnet in it (azure-ai-ml notices when it sends)."""
    settings = manifest.get("network_settings")
    if isinstance(settings, Mapping) and settings.get("vnet_name") and not settings.get("subnet"):
        at, missing = ("network_settings", "vnet_name"), (("network_settings", "subnet"),)
        message = "`vnet_name` needs a `subnet`"
        yield Problem(at, "missing-field", message, "add `subnet:`", at_key=True, missing=missing)
