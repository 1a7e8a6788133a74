"""The resources of a section of a project: cells of a matrix, templates expanded, fields validated."""

from __future__ import annotations

import re
from collections.abc import Mapping

from runner.diagnostics import Diagnostic, Report, join_path
from runner.document import Node, Path, naming_contributors
from runner.project import matrix, names
from runner.project.model import Resource
from runner.project.resource import Maker, unsupported_kind, untold_kind
from runner.resources import Detected, UnsupportedKind, UntoldKind, kind_in_section
from runner.template import Expander, Names

_MOST_VALUES = 2_000_000
"""Values in all cells of all matrices: twice 10,000 jobs of 100 values."""
_OF_JOBS = frozenset({"matrix", "depends_on"})
_OF_OTHERS = frozenset({"protect"})
"""Keys of an entry that are ours, and no fields of its kind."""
_KEY = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}")


class Entries:
    """Makes the resources of a section: cells of a matrix, templates expanded, fields validated."""

    def __init__(self, maker: Maker, expander: Expander, scope: Names, report: Report) -> None:
        self.maker = maker
        self._expander = expander
        self._scope = scope
        self._report = report
        self._values = 0
        self.broken: set[tuple[str, str]] = set()
        """Sections and keys of what is there and invalid."""

    def resources(
        self, section: str, key: str, node: Node, path: Path, default_name: str
    ) -> list[tuple[Resource, Node | None]]:
        """The resources of one entry, each with its `depends_on`."""
        made = self._resources(section, key, node, path, default_name)
        if made is None:
            self.broken.add((section, key))
        return made or []

    def _resources(
        self, section: str, key: str, node: Node, path: Path, default_name: str
    ) -> list[tuple[Resource, Node | None]] | None:
        where = join_path(path)
        if not isinstance(node.value, dict):
            self._report(Diagnostic("wrong-type", f"`{where}` must be a mapping", node.written, where))
            return None
        if not _KEY.fullmatch(key) or (section == "jobs" and "." in key):
            allowed = "letters, digits, `-` and `_`" if section == "jobs" else "letters, digits, `-`, `_` and `.`"
            message = f"`{key}` cannot be a key of `{section}`"
            hint = f"use {allowed}, at most 100, beginning with a letter or digit"
            self._report(Diagnostic("invalid-name", message, node.written, where, hint))
            return None
        ours = _OF_JOBS if section == "jobs" else _OF_OTHERS
        own = {name: item for name, item in node.value.items() if name in ours}
        body = node._replace(value={name: item for name, item in node.value.items() if name not in own})
        try:
            detected = kind_in_section(section, body)
        except UnsupportedKind as error:
            self._report(unsupported_kind(error, body, path, section))
            return None
        except UntoldKind as error:
            self._report(untold_kind(error, body, path))
            return None
        if "protect" in own:
            protect = own["protect"] = self._expander.expand(own["protect"], self._scope, (*path, "protect"))
            if not isinstance(protect.value, bool):
                message, at = f"`{where}.protect` must be true or false", f"{where}.protect"
                self._report(Diagnostic("wrong-type", message, protect.span, at, related=tuple(protect.also)))
        depends_on = own.get("depends_on")
        if depends_on is not None:
            depends_on = own["depends_on"] = self._expander.expand(depends_on, self._scope, (*path, "depends_on"))
        if "matrix" not in own:
            made = self._one(detected, key, key, body, path, default_name, self._scope, own)
            return [(made, depends_on)] if made is not None else None
        expanded = self._expander.expand(own["matrix"], self._scope, (*path, "matrix"))
        report = naming_contributors(expanded, (*path, "matrix"), self._report)
        refuse_secrets(expanded, f"{where}.matrix", report)
        cells = matrix.cells(expanded, f"{where}.matrix", report)
        self._values += len(cells) * _count(body)
        if self._values > _MOST_VALUES:
            message = f"the matrices make more than {_MOST_VALUES:,} values"
            self._report(
                Diagnostic("over-budget", message, own["matrix"].written, f"{where}.matrix", "make them smaller")
            )
            return None
        found: list[tuple[Resource, Node | None]] = []
        for number, cell in enumerate(cells, start=1):
            scope = names.with_cell(self._scope, cell)
            of_cell = {**own, "matrix": expanded._replace(value=cell.nodes)}
            made = self._one(detected, f"{key}-{number}", key, body, path, default_name, scope, of_cell)
            if made is not None:
                found.append((made, depends_on))
        return found if found and len(found) == len(cells) else None

    def _one(
        self,
        detected: Detected,
        key: str,
        family: str,
        body: Node,
        path: Path,
        default_name: str,
        scope: Names,
        own: Mapping[str, Node],
    ) -> Resource | None:
        expanded = self._expander.expand(body, scope, path)
        name = default_name if detected.kind.needs_name else None
        made = self.maker.make(detected, key, family, expanded, path, default_name=name)
        return made._replace(own=own) if made is not None else None


def refuse_secrets(node: Node, where: str, report: Report) -> None:
    """In a target or a matrix a secret would become a text like any other, and nobody knew later that it is one."""
    value = node.value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        refuse_secrets(item, where, report)
    if node.secrets:
        message = f"the secret `{min(node.secrets)}` cannot be used here"
        hint = "keep it in Key Vault and read it in the code; secrets may stand in credentials only"
        report(Diagnostic("secret-exposed", message, node.span, where, hint))


def _count(node: Node) -> int:
    """How many values there are in a node."""
    stack, count = [node], 0
    while stack:
        value = stack.pop().value
        count += 1
        if isinstance(value, dict | list):
            stack += value.values() if isinstance(value, dict) else value
    return count
