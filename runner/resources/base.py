"""What a kind of resource is: its fields, lifecycle, references, local paths, and how its fields change.

To add a kind, write one module with a `KIND` (a `Kind`) and add its line to `registry.ENTRIES`. To add a field, add it
to the kind's model; where it is a path, a reference, a credential, not part of the identity, or cannot be changed in
place, name it in the `Kind` as well. Nothing else knows about single fields.

A pattern names places in a manifest: keys joined by dots, `*` for any key or index (`inputs.*.path`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from runner.document import Path
    from runner.resources.fields import Fields

Manifest = Mapping[str, object]
"""A resource in pure CLI v2 field names and plain values: only what the spec sets."""

NOTHING: Mapping[Any, Any] = MappingProxyType({})
"""An empty mapping, as a default."""


class Lifecycle(StrEnum):
    """How a resource of a kind comes and changes.

    MUTABLE: created, updated in place, replaced where a field cannot change (workspace, compute, datastore).
    VERSIONED: a new content is a new version; nothing is deleted (environment, data, model).
    RUN: submitted once for each content (jobs).
    """

    MUTABLE = "mutable"
    VERSIONED = "versioned"
    RUN = "run"


class Problem(NamedTuple):
    """What a rule found: a place in the manifest, and what is wrong there. `at_key` points at the key, not the value.

    `fragment` is the part of a text that is wrong, at its `occurrence` (from 0). `missing` are the places one of which
    would have to be there: where it was already said what is wrong with one of them, the rule need not be heard.
    There is no problem where the project has a resource of the section and key `unless_key`. `beside` is the place of
    the other field that the rule compares.
    """

    path: Path
    code: str
    message: str
    hint: str = ""
    suggestion: str = ""
    is_warning: bool = False
    at_key: bool = False
    fragment: str = ""
    occurrence: int = 0
    missing: tuple[Path, ...] = ()
    unless_key: tuple[str, str] | None = None
    beside: Path | None = None


Rule = Callable[[Manifest], Iterator[Problem]]
"""A check over a whole manifest. Its fields may be wrong one by one: a rule passes over what it cannot read."""

Pattern = tuple[str, ...]


def pattern(text: str) -> Pattern:
    """The parts of `inputs.*.path`."""
    return tuple(text.split("."))


class Kind(NamedTuple):
    """A kind of resource, as one value. See the module's text for who reads what.

    `name` is stable (`command_job`), `noun` is what people are told, `section` is its place in a project file, `folder`
    where its manifests are rendered. `name_rule` is a regular expression with `name_rule_text` in words.
    `references` maps patterns to the section that they refer to, or to what finds it out from the manifest.
    `local_paths` may be files of this machine, of which `data_paths` are data, where ignore files do not count.
    `may_come_later` says that a local path need not be there before it is used: azure-ai-ml looks when it uploads.
    `nested_files` may be `file:PATH`, which stands for what that file holds. `identity_excluded` are fields that are no part of
    the digest, as dotted places. `replace_on` are top-level fields that cannot change in place, and `fixed` those that cannot
    change at all. `normalisers` map top-level fields to how two spellings of one value are compared.
    """

    name: str
    noun: str
    section: str
    folder: str
    lifecycle: Lifecycle
    fields: type[Fields]
    name_rule: str
    name_rule_text: str
    needs_name: bool = True
    local_paths: tuple[Pattern, ...] = ()
    data_paths: tuple[Pattern, ...] = ()
    may_come_later: bool = False
    nested_files: tuple[Pattern, ...] = ()
    references: Mapping[Pattern, str | Callable[[Manifest, Path], str]] = NOTHING
    credentials: tuple[Pattern, ...] = ()
    identity_excluded: frozenset[str] = frozenset()
    replace_on: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()
    normalisers: Mapping[str, Callable[[object], object]] = NOTHING
    rules: tuple[Rule, ...] = ()

    def accepts_name(self, name: str) -> bool:
        """Whether the service takes this name for the kind."""
        return re.fullmatch(self.name_rule, name) is not None

    def normalised(self, name: str, value: object) -> object:
        """The value of a top-level field in the form in which it is compared."""
        normaliser = self.normalisers.get(name)
        return normaliser(value) if normaliser else value


def matches(found: Path, wanted: Pattern) -> bool:
    """Whether a place in a manifest is one that the pattern names."""
    return len(found) == len(wanted) and all(w in ("*", str(f)) for f, w in zip(found, wanted, strict=True))


def find(value: object, wanted: Pattern, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Each place below `value` that the pattern names, with what is there."""
    for at, head in enumerate(wanted):
        if head == "*":
            items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
            for key, item in items:
                yield from find(item, wanted[at + 1 :], (*path, key))
            return
        if not isinstance(value, dict) or head not in value:
            return
        value, path = value[head], (*path, head)
    yield path, value


def child_value(value: object, path: Path) -> object:
    """What is at a place of a manifest, or None."""
    for part in path:
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value):
            value = value[part]
        else:
            return None
    return value


def replace_at(value: object, path: Path, replaced: Mapping[Path, object]) -> object:
    """A copy of a value of a manifest with some places replaced."""
    if path in replaced:
        return replaced[path]
    if isinstance(value, Mapping):
        return {key: replace_at(item, (*path, key), replaced) for key, item in value.items()}
    if isinstance(value, list):
        return [replace_at(item, (*path, index), replaced) for index, item in enumerate(value)]
    return value


def without(value: Manifest, paths: Iterable[Path]) -> Manifest:
    """A copy of a manifest without some places."""
    dropped = set(paths)

    def copy(item: object, at: Path) -> object:
        if isinstance(item, Mapping):
            return {key: copy(below, (*at, key)) for key, below in item.items() if (*at, key) not in dropped}
        if isinstance(item, list):
            return [copy(below, (*at, index)) for index, below in enumerate(item)]
        return item

    return cast("Manifest", copy(value, ()))


def renamed(value: Manifest, names: Mapping[Path, str]) -> Manifest:
    """A copy of a manifest whose fields at some places have another name."""

    def copy(item: object, at: Path) -> object:
        if isinstance(item, Mapping):
            return {names.get((*at, key), key): copy(below, (*at, key)) for key, below in item.items()}
        if isinstance(item, list):
            return [copy(below, (*at, index)) for index, below in enumerate(item)]
        return item

    return cast("Manifest", copy(value, ()))


def whole_number(value: object, default: int) -> int:
    """The whole number that a field holds in any form in which it is valid (60, 60.0, "60"), or the default."""
    try:
        return int(float(str(value)))
    except (ValueError, OverflowError):
        return default


def word(value: object) -> str:
    """The word that a field holds, in lower case; empty where it holds none. Specs may write words in any case."""
    return value.lower() if isinstance(value, str) else ""


def lower(value: object) -> object:
    """Normaliser: the service spells names of sizes and locations in any case."""
    return value.lower() if isinstance(value, str) else value


def lower_without_spaces(value: object) -> object:
    """Normaliser: `West US 2` and `westus2` are one location."""
    return value.replace(" ", "").lower() if isinstance(value, str) else value
