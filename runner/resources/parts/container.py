"""Container environments as kinds and jobs describe them: fields, and rules about images and references."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

from runner.reference import filled_in, is_local_path, parse_reference
from runner.resources.base import Problem
from runner.resources.fields import Anything, Fields, NonEmpty, Port, Version, Word, snake
from runner.resources.parts.references import meant_asset, unversioned

if TYPE_CHECKING:
    from runner.document import Path

_IMAGE = re.compile(
    r"(?:[A-Za-z0-9][\w.-]*(?::\d+)?/)?[A-Za-z0-9][\w.-]*(?:/[\w.-]+)*"
    r"(?P<tag>:\w[\w.-]{0,127})?(?P<digest>@sha256:[0-9a-fA-F]{64})?"
)
"""A registry's host with its port, a path, a tag and a digest."""
_WORKSPACE_ASSET = re.compile(
    r"azureml:/?/?subscriptions/[^/]+/resourceGroups/[^/]+/(?:providers/Microsoft\.MachineLearningServices/)?"
    r"workspaces/[^/]+/environments/[^/]+/(?:versions|labels)/[^/]+",
    re.IGNORECASE,
)
ANONYMOUS = "CliV2AnonymousEnvironment"
"""The name that azure-ai-ml itself gives an environment without one."""


class Build(Fields):
    """A Docker build context: a folder, or a URL of a git repository. `dockerfile_path` is relative to `path`."""

    path: NonEmpty | None = None
    dockerfile_path: NonEmpty | None = None


class Route(Fields):
    """A route of an inference server."""

    port: Port
    path: str


class InferenceConfig(Fields):
    """The routes of an image that is an inference server."""

    liveness_route: Route
    readiness_route: Route
    scoring_route: Route


class AutoDelete(Fields):
    """When the service deletes an asset by itself."""

    condition: Annotated[str, Word("created_greater_than", "last_accessed_greater_than", fold=snake)] | None = None
    value: str | None = None


class Container(Fields):
    """What an environment is made of."""

    READ_ONLY = frozenset({"$schema", "id", "creation_context", "intellectual_property", "latest_version"})

    image: str | None = None
    conda_file: str | Anything | None = None
    build: Build | None = None
    inference_config: InferenceConfig | None = None
    os_type: Annotated[str, Word("linux", "windows")] | None = None
    datastore: str | None = None
    auto_delete_setting: AutoDelete | None = None
    description: str | None = None
    tags: Anything | None = None


class InlineEnvironment(Container):
    """An environment inside a job. Azure ML ignores a `name` and `version` given here."""

    name: str | None = None
    version: Version | None = None


def container_rules(manifest: Mapping[str, object], path: Path = ()) -> Iterator[Problem]:
    """An environment is an image, with or without conda packages, or a build: one of them."""
    image, build = manifest.get("image"), manifest.get("build")
    if image is not None and build is not None:
        message = "`image` and `build` exclude each other"
        at, beside = (*path, "build"), (*path, "image")
        yield Problem(at, "conflicting-fields", message, "remove one", at_key=True, beside=beside)
    if image is None and build is None:
        what = "`conda_file` needs an `image` to be installed on" if "conda_file" in manifest else "there is no `image`"
        missing = ((*path, "image"), (*path, "build"))
        yield Problem(path, "missing-field", what, "add `image:` or `build:`", at_key=True, missing=missing)
    if isinstance(build, Mapping) and "path" not in build:
        at, message = (*path, "build"), "the build has no `path`"
        yield Problem(at, "missing-field", message, "name its folder", at_key=True, missing=((*at, "path"),))
    if isinstance(image, str):
        yield from _image(image, (*path, "image"))


def _image(image: str, path: Path) -> Iterator[Problem]:
    found = _IMAGE.fullmatch(filled_in(image))
    if found is None:
        name = re.sub(r"^[a-z]+://", "", image.strip())
        meant = name if _IMAGE.fullmatch(name) else ""
        hint = f"did you mean `{meant}`?" if meant else "write it as registry/name:tag, or registry/name@sha256:…"
        yield Problem(path, "invalid-value", f"`{image}` is not the name of a container image", hint, meant)
    elif found["digest"] is None and (found["tag"] is None or found["tag"] == ":latest"):
        message = f"what `{image}` is may change: it names no fixed tag"
        yield Problem(path, "moving-content", message, "name a tag that stays, or a digest", is_warning=True)


def unused_name(manifest: Mapping[str, object], path: Path) -> Iterator[Problem]:
    """An environment inside a job is anonymous: azure-ai-ml drops its name and version with a warning."""
    for field in ("name", "version"):
        if field in manifest and manifest[field] != ANONYMOUS:
            message = f"`{field}` is ignored in an environment inside a job"
            hint = "remove it, or register the environment and refer to it: azureml:NAME:VERSION"
            yield Problem((*path, field), "ignored-field", message, hint, is_warning=True, at_key=True)


def reference_form(text: str, path: Path) -> Iterator[Problem]:
    """A reference to an environment is one, and names a version or a label."""
    if not text:
        hint = "write azureml:NAME:VERSION, azureml:NAME@latest, or image:"
        yield Problem(path, "invalid-reference", "the reference to an environment is empty", hint)
        return
    if _WORKSPACE_ASSET.fullmatch(text) or text.startswith("file:"):
        return
    found = parse_reference(filled_in(text))
    if found is None:
        yield _no_reference(text, path)
    elif found.registry is None and found.version is None and found.label is None:
        yield unversioned(text, path)
    elif found.collection not in (None, "environments"):
        message = f"`{text}` names something else than an environment"
        meant = meant_asset(text, "environments")
        hint = f"did you mean `{meant}`?" if meant else "write …/environments/NAME/versions/VERSION"
        yield Problem(path, "invalid-reference", message, hint, meant)


def _no_reference(text: str, path: Path) -> Problem:
    message = f"`{text}` is not a reference to an environment"
    hint = "write azureml:NAME:VERSION, azureml:NAME@latest, or image:"
    suggestion = meant_asset(text, "environments")
    if not suggestion and text.startswith(("/subscriptions/", "subscriptions/")):
        suggestion = f"azureml:/{text.lstrip('/')}"
    elif not suggestion and re.fullmatch(r"[\w.-]+(?::[\w.-]+|@[\w.-]+)?", text):
        suggestion = f"azureml:{text}"
    elif text.endswith((".yml", ".yaml")) and is_local_path(text):
        suggestion = f"file:{text}"
    elif "/" in text and _IMAGE.fullmatch(text):
        hint = f"an image is written as environment: {{image: {text}}}"
    if suggestion:
        hint = f"did you mean `{suggestion}`?"
    return Problem(path, "invalid-reference", message, hint, suggestion)


def version_form(manifest: Mapping[str, object], path: Path = ()) -> Iterator[Problem]:
    """A version stands in addresses and after `azureml:NAME:`; azure-ai-ml takes any text."""
    version = manifest.get("version")
    if isinstance(version, str) and re.search(r"[\s/:@\\?#%]", version) and not re.search(r"[$<]", version):
        meant = re.sub(r"[\s/:@\\?#%]+", "-", version.strip())
        suggestion = meant if re.fullmatch(r"[A-Za-z0-9][\w.-]*", meant) else ""
        hint = f"did you mean `{suggestion}`?" if suggestion else "use letters, digits, `-`, `_` and `.`"
        yield Problem((*path, "version"), "invalid-value", f"`{version}` cannot be a version", hint, suggestion)
