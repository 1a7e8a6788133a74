"""Environment: the container image and packages that a job runs in (CLI v2 `environment`)."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from runner.resources.base import Kind, Lifecycle, Manifest, Problem, pattern
from runner.resources.fields import NonEmpty, Version
from runner.resources.parts.container import Container, container_rules, version_form


class Environment(Container):
    """Fields of an environment."""

    READ_ONLY = Container.READ_ONLY - {"$schema"}

    schema_: str | None = Field(default=None, alias="$schema")
    name: NonEmpty
    version: Version | None = None


def _whole(manifest: Manifest) -> Iterator[Problem]:
    yield from container_rules(manifest)
    yield from version_form(manifest)


KIND = Kind(
    name="environment",
    noun="environment",
    section="environments",
    folder="environment",
    lifecycle=Lifecycle.VERSIONED,
    fields=Environment,
    name_rule=r"[a-zA-Z0-9][a-zA-Z0-9._-]{0,254}",
    name_rule_text="letters, digits, `-`, `_` and `.`, at most 255, beginning with a letter or digit",
    local_paths=(pattern("conda_file"), pattern("build.path")),
    identity_excluded=frozenset({"$schema", "version", "description", "tags"}),
    rules=(_whole,),
)
