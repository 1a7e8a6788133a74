"""Manifests as Azure ML CLI v2 YAML: only what the spec sets, local paths relative to the file, same bytes each time."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any

import yaml

from runner.document import Path
from runner.project import Project, Resource
from runner.resources import SECTIONS

_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that change the order in which a terminal or a review shows the text around them."""


class _Dumper(yaml.CSafeDumper):
    """Block style, texts of several lines as `|` blocks, no anchors, nothing that hides in a review."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True


def _represent_text(dumper: yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text.strip("\n") else None
    if not text.isascii() and _DIRECTION.search(text):
        style = '"'  # where `to_yaml` can escape them
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)


def to_yaml(manifest: Mapping[str, object]) -> str:
    """A manifest as YAML text; keys in the order of the spec."""
    text = yaml.dump(
        dict(manifest), Dumper=_Dumper, sort_keys=False, default_flow_style=False, allow_unicode=True, width=1000
    )
    return text if text.isascii() else _DIRECTION.sub(lambda match: f"\\u{ord(match[0]):04X}", text)


def manifest_in(resource: Resource, folder: FilePath) -> dict[str, object]:
    """A resource's manifest with its local paths as they are seen from `folder`."""
    replaced: dict[Path, object] = {
        at: os.path.relpath(file, os.path.realpath(folder)) for at, file in resource.local_paths
    }
    return {name: replace_at(value, (name,), replaced) for name, value in resource.manifest.items()}


def replace_at(value: object, path: Path, replaced: Mapping[Path, object]) -> object:
    """A copy of a value of a manifest with some places replaced."""
    if path in replaced:
        return replaced[path]
    if isinstance(value, Mapping):
        return {key: replace_at(item, (*path, key), replaced) for key, item in value.items()}
    if isinstance(value, list):
        return [replace_at(item, (*path, index), replaced) for index, item in enumerate(value)]
    return value


def file_name(resource: Resource) -> FilePath:
    """Where a manifest is rendered, below the output folder: `<kind>/<name>.yml`."""
    return FilePath(resource.kind.folder) / f"{resource.name or resource.key}.yml"


def render_files(project: Project, output: FilePath) -> dict[FilePath, str]:
    """The text of every file that rendering a project into `output` makes, by its full path."""
    files = {}
    for resource in in_section_order(project):
        path = output / file_name(resource)
        files[path] = to_yaml(manifest_in(resource, path.parent))
    return files


def render_text(project: Project) -> str:
    """All manifests as one text of several documents, as if it lay beside the spec."""
    folder = project.spec.parent
    documents = [to_yaml(manifest_in(resource, folder)) for resource in in_section_order(project)]
    return "---\n".join(documents)


def in_section_order(project: Project) -> list[Resource]:
    """The resources in the order of the sections, workspaces first, jobs last."""
    order = list(SECTIONS)
    return sorted(project.resources, key=lambda resource: order.index(resource.kind.section))
