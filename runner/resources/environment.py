"""Environment: the container image and packages that a job runs in (CLI v2 `environment`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from runner.reference import parse_reference
from runner.resources.base import Fields, Kind, Lifecycle, Manifest, NonEmpty, Problem, pattern

if TYPE_CHECKING:
    from runner.document import Path

_IMAGE = re.compile(r"[A-Za-z0-9][\w.-]*(?::\d+)?(?:/[\w.-]+)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-fA-F]{64})?")


class Build(Fields):
    """A Docker build context; `dockerfile_path` is relative to `path`."""

    path: NonEmpty
    dockerfile_path: str | None = None


class InlineEnvironment(Fields):
    """An environment without a name of its own, inside a job."""

    image: str | None = None
    conda_file: str | dict[str, object] | None = None
    build: Build | None = None
    os_type: Literal["linux", "windows"] | None = None
    name: str | None = None
    version: str | int | None = None
    description: str | None = None
    tags: dict[str, object] | None = None


class Environment(InlineEnvironment):
    """Fields of an environment."""

    schema_: str | None = Field(default=None, alias="$schema")
    name: NonEmpty


def image_and_build(manifest: Mapping[str, object], path: Path = ()) -> Iterator[Problem]:
    """An environment is an image, with or without conda packages, or a build: one of them."""
    image, build = manifest.get("image"), manifest.get("build")
    if image is not None and build is not None:
        message = "`image` and `build` exclude each other"
        yield Problem((*path, "build"), "conflicting-fields", message, "remove one", at_key=True)
    if image is None and build is None:
        what = "`conda_file` needs an `image` to be installed on" if "conda_file" in manifest else "there is no `image`"
        yield Problem(path, "missing-field", what, "add `image:` or `build:`", at_key=True)
    if isinstance(image, str) and not _IMAGE.fullmatch(image):
        hint = "write it as registry/name:tag, or registry/name@sha256:…"
        yield Problem((*path, "image"), "invalid-value", f"`{image}` is not the name of a container image", hint)


def reference_form(text: str, path: Path) -> Iterator[Problem]:
    """A reference to an environment names a version or a label (the service answers 400 to a bare name)."""
    if text.startswith(("/subscriptions/", "azureml:/subscriptions/")):
        return
    if text.startswith("file:"):
        hint = "write its fields here, or under `environments:`"
        yield Problem(path, "unsupported-value", "an environment in a file of its own is not read yet", hint)
        return
    found = parse_reference(text)
    if found is None:
        bare = re.fullmatch(r"[\w.-]+(?::[\w.-]+|@[\w.-]+)?", text)
        hint = (
            f"did you mean `azureml:{text}`?" if bare else "write azureml:NAME:VERSION, azureml:NAME@latest, or image:"
        )
        message = f"`{text}` is not a reference to an environment"
        yield Problem(path, "invalid-reference", message, hint, f"azureml:{text}" if bare else "")
    elif found.registry is None and found.version is None and found.label is None:
        hint = f"write `{text}@latest`, or `{text}:VERSION`"
        message = f"`{text}` names neither a version nor a label"
        yield Problem(path, "invalid-reference", message, hint, f"{text}@latest")
    elif found.collection not in (None, "environments"):
        message = f"`{text}` names something else than an environment"
        yield Problem(path, "invalid-reference", message, "write …/environments/NAME/versions/VERSION")


def _whole(manifest: Manifest) -> Iterator[Problem]:
    yield from image_and_build(manifest)


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
