"""Manifests as Azure ML CLI v2 YAML: only what the spec sets, local paths relative to the file, same bytes each time."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path as FilePath

import yaml

from runner.document import Path
from runner.project import Project, Resource
from runner.resources import SECTIONS, replace_at

_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that change the order in which a terminal or a review shows the text around them."""

_RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers
"""By the first character of a plain text, the patterns of what it would be read as instead."""


_DOCUMENT = yaml.DocumentStartEvent(explicit=False), yaml.DocumentEndEvent(explicit=False)
_MAPPING = yaml.MappingStartEvent(None, None, True, flow_style=False), yaml.MappingEndEvent()
_SEQUENCE = yaml.SequenceStartEvent(None, None, True, flow_style=False), yaml.SequenceEndEvent()


def to_yaml(manifest: Mapping[str, object]) -> str:
    """A manifest as YAML text in block style, keys in the order of the spec, without anchors.

    Texts of several lines are `|` blocks; nothing hides in a review. libyaml gets events, which takes half the time
    of building nodes for it.
    """
    stream = io.StringIO()
    writer = yaml.CSafeDumper(stream, allow_unicode=True, width=1000)
    writer.open()
    writer.emit(_DOCUMENT[0])
    _write(manifest, writer)
    writer.emit(_DOCUMENT[1])
    writer.close()
    text = stream.getvalue()
    return text if text.isascii() else _DIRECTION.sub(lambda match: f"\\u{ord(match[0]):04X}", text)


def _write(value: object, writer: yaml.CSafeDumper) -> None:
    if isinstance(value, str):
        writer.emit(_text(value))
    elif isinstance(value, list):
        writer.emit(_SEQUENCE[0])
        for item in value:
            _write(item, writer)
        writer.emit(_SEQUENCE[1])
    elif isinstance(value, (dict, Mapping)):
        writer.emit(_MAPPING[0])
        for key, item in value.items():
            writer.emit(_key(key))
            _write(item, writer)
        writer.emit(_MAPPING[1])
    else:
        writer.emit(yaml.ScalarEvent(None, None, (True, False), writer.represent_data(value).value))


def _text(text: str) -> yaml.ScalarEvent:
    style = "|" if "\n" in text and "\n" in text.strip("\n") else None
    if not text.isascii() and _DIRECTION.search(text):
        style = '"'  # where `to_yaml` can escape them
    return yaml.ScalarEvent(None, None, (_is_text_when_plain(text), True), text, style=style)


_key = lru_cache(maxsize=1024)(_text)
"""Manifests of one kind have the same keys."""


def _is_text_when_plain(text: str) -> bool:
    """Whether a text that is not quoted is read as text: not as a number, a date, nothing, and so on."""
    others = _RESOLVERS.get(text[:1])
    return others is None or not any(pattern.match(text) for _, pattern in others)


def manifest_in(
    resource: Resource, folder: FilePath, seen_from: Callable[[FilePath, FilePath], str] | None = None
) -> dict[str, object]:
    """A resource's manifest with its local paths as they are seen from `folder`; from where they were written, as written."""
    relative = seen_from or _seen_from
    replaced: dict[Path, object] = {
        at: relative(file, folder) for at, file, beside in resource.local_paths if beside != folder
    }
    changed = {at[0] for at in replaced}
    return {
        name: replace_at(value, (name,), replaced) if name in changed else value
        for name, value in resource.manifest.items()
    }


def _seen_from(file: FilePath, folder: FilePath) -> str:
    return os.path.relpath(file, os.path.realpath(folder))


def file_name(resource: Resource) -> FilePath:
    """Where a manifest is rendered, below the output folder: `<kind>/<name>.yml`."""
    return FilePath(resource.kind.folder) / f"{resource.name or resource.key}.yml"


def render_files(project: Project, output: FilePath) -> dict[FilePath, str]:
    """The text of every file that rendering a project into `output` makes, by its full path."""
    seen_from = cache(_seen_from)  # many jobs share one code folder
    files = {}
    for resource in in_section_order(project):
        path = output / file_name(resource)
        files[path] = to_yaml(manifest_in(resource, path.parent, seen_from))
    return files


def render_text(project: Project) -> str:
    """All manifests as one text of several documents, as if it lay beside the spec."""
    folder, seen_from = project.spec.parent, cache(_seen_from)
    documents = [to_yaml(manifest_in(resource, folder, seen_from)) for resource in in_section_order(project)]
    return "---\n".join(documents)


def in_section_order(project: Project) -> list[Resource]:
    """The resources in the order of the sections, workspaces first, jobs last."""
    order = list(SECTIONS)
    return sorted(project.resources, key=lambda resource: order.index(resource.kind.section))
