"""A target's overrides over the sections of a project: maps merge, lists replace, null removes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from runner.diagnostics import Diagnostic, Origin, Report, closest
from runner.document import Node
from runner.document.origins import brought
from runner.resources import SECTIONS


class Overridden(NamedTuple):
    """The sections of a project on one target, and what of them an override took away, by section and key."""

    sections: Mapping[str, Node]
    removed: Mapping[tuple[str, str], Origin]


def override(sections: Mapping[str, Node], overrides: Node | None, target: str, report: Report) -> Overridden:
    """The sections with a target's overrides merged in: maps merge, lists replace, null removes."""
    merged = dict(sections)
    removed: dict[tuple[str, str], Origin] = {}
    if overrides is None or overrides.value is None:
        return Overridden(merged, removed)
    if not isinstance(overrides.value, dict):
        where = f"targets.{target}.overrides"
        report(Diagnostic("wrong-type", f"`{where}` must be a mapping of sections", overrides.written, where))
        return Overridden(merged, removed)
    role = f"override of target {target}"
    for section, changes in overrides.value.items():
        path = f"targets.{target}.overrides.{section}"
        if section not in SECTIONS:
            meant = closest(section, SECTIONS)
            hint = f"did you mean `{meant}`?" if meant else f"the sections are {', '.join(SECTIONS)}"
            message = f"`{section}` is not a section of a project"
            report(Diagnostic("unknown-field", message, changes.written, path, hint, meant))
            continue
        base, change = merged.get(section), changes
        known = base.value if base is not None and isinstance(base.value, dict) else {}
        if changes.value is None:
            removed |= {(section, key): _removing(role, section, changes) for key in known}
            merged.pop(section, None)
            continue
        if section != "workspace" and isinstance(changes.value, dict):
            gone = {key: item for key, item in changes.value.items() if item.value is None and key in known}
            removed |= {(section, key): _removing(role, key, item) for key, item in gone.items()}
            found = {key: item for key, item in changes.value.items() if key in known}
            for key, item in changes.value.items():
                if key not in known:
                    meant = closest(key, known)
                    hint = f"did you mean `{meant}`?" if meant else f"declare it under `{section}:` first"
                    message = f"there is no `{key}` in `{section}` to override"
                    report(Diagnostic("unknown-override", message, item.written, f"{path}.{key}", hint, meant))
            change = changes._replace(value=found)
        if base is not None or section == "workspace":
            merged[section] = change if base is None else merge(base, change, role)
    return Overridden(merged, removed)


def keys_of(sections: Mapping[str, Node]) -> frozenset[tuple[str, str]]:
    """The sections and keys of all that a project holds."""
    held = ((section, node.value) for section, node in sections.items() if isinstance(node.value, dict))
    return frozenset((section, key) for section, entries in held for key in entries)


def merge(base: Node, change: Node, role: str) -> Node:
    """`change` over `base`. What was replaced, what replaced it, and what was removed are named as places that
    contributed.
    """
    if not (isinstance(base.value, dict) and isinstance(change.value, dict)):
        replaced = Origin("base", base.written if isinstance(base.value, dict | list) else base.span)
        anchor = (Origin("anchor", change.span),) if change.also else ()
        return change._replace(also=(replaced, *base.also, *anchor, *change.also, _overriding(change, role)))
    merged = dict(base.value)
    also = [
        *base.also,
        *(origin._replace(is_partial=True) for origin in change.also),
        Origin(role, change.written, is_partial=True),
    ]
    for key, item in change.value.items():
        # What brought a whole mapping of the change counts for what is taken out of it.
        given = item._replace(also=(*change.also, *item.also)) if change.also else item
        before = merged.get(key)
        if item.value is None:
            if merged.pop(key, None) is not None:
                also.append(_removing(role, key, item))
        elif before is not None:
            came = before._replace(also=(*brought(base, before), *before.also)) if base.also else before
            merged[key] = merge(came, given, role)
        else:
            merged[key] = _without_nulls(given, key)._replace(also=(*given.also, _overriding(item, role)))
    return base._replace(value=merged, also=tuple(also))


def _removing(role: str, key: str, change: Node) -> Origin:
    return Origin(f"{role}, which removes `{key}`", change.written, is_partial=True, removes=key)


def _without_nulls(node: Node, key: str) -> Node:
    """What an override adds, without what it removes: there is nothing there to be removed. An output may be null."""
    if not isinstance(node.value, dict):
        return node
    kept = {
        name: _without_nulls(item, name)
        for name, item in node.value.items()
        if item.value is not None or key == "outputs"
    }
    return node._replace(value=kept)


def _overriding(change: Node, role: str) -> Origin:
    """The place in the override; what an alias brings is written elsewhere."""
    return Origin(role, change.written if change.also else change.span)
