"""Where a value of a loaded project comes from: its final form, and each place that contributed to it, in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from runner.diagnostics import Source, Span, UsageError, closest, join_path
from runner.document import Node, Path, child, contributors, follow, plain, walk
from runner.project.model import Given, Project, Resource, ResourceId
from runner.resources import NOTHING, child_value

_SEGMENT = re.compile(r"[^.\[]+|\[\d*\]?")
_MOST_KEYS = 20
"""Keys that are listed where none is close to the one that was asked for."""


class Contribution(NamedTuple):
    """A place that contributed, how, and what is written there. Without a `span` where it is not in a file."""

    span: Span | None
    role: str
    text: str


class Traced(NamedTuple):
    """A value by its path in the project, and what contributed to it; for a mapping or a list also its leaves."""

    path: str
    value: object
    contributions: tuple[Contribution, ...]
    below: tuple[Traced, ...] = ()


class _Root(NamedTuple):
    """Something that paths begin with: its own path, its node, and the value in the end as one more tree."""

    title: str
    node: Node
    value: object
    added: Mapping[Path, tuple[Contribution, ...]] = NOTHING
    """What contributed after the spec was expanded."""
    is_alone: bool = False
    """Whether its values are known without its title: the one resource of a plain file."""


def trace(project: Project, written: str) -> tuple[Traced, ...]:
    """The values that a written path means: several where it leads through the key of a matrix, or of a section.

    `jobs.train.compute`, `jobs.train-2.inputs.data.path`, `variables.epochs`, `targets.dev.workspace`, `target.name`
    for the chosen one; in a plain file also `compute`, or with several documents `KEY.compute`.

    Raises:
        UsageError: there is nothing at the path; the hint names what is there.
    """
    if project.given and (written == "variables" or written.startswith("variables.")):
        return _variables(project, written)
    roots = _roots(project)
    if not roots:
        raise UsageError("there is nothing in the spec that could be asked for", "describe a resource in it")
    fitting = [prefix for prefix in roots if _leads_into(prefix, written)]
    fitting.sort(key=len, reverse=True)
    for prefix in fitting:
        left = written[len(prefix) :].removeprefix(".")
        found = [(root, path) for root in roots[prefix] for path, rest in [follow(root.node, left)] if not rest]
        if found:
            return tuple(_traced(project, root, path) for root, path in found)
    for (section, key), origin in project.removed.items():
        if _leads_into(f"{section}.{key}", written):
            raise UsageError(
                f"there is no `{section}.{key}` on {project.target.name}", f"{origin.role} ({origin.span})"
            )
    raise _unknown(project, roots, fitting[0] if fitting else None, written)


def _leads_into(prefix: str, written: str) -> bool:
    return not prefix or written == prefix or written.startswith((f"{prefix}.", f"{prefix}["))


def _roots(project: Project) -> dict[str, list[_Root]]:
    """What a path can begin with: the resources by each way to name them, sections, and targets."""
    roots: dict[str, list[_Root]] = {}
    known = {resource.id: resource for resource in project.resources}
    for resource in project.resources:
        root = _resource_root(project, resource, known)
        names = [resource.kind.section, str(resource.id), join_path(resource.path) or resource.key]
        if not resource.path and len(project.resources) == 1:
            names.append("")
            root = root._replace(is_alone=True)
        for name in dict.fromkeys(names):
            roots.setdefault(name, []).append(root)
    for name, node in project.targets.items():
        target = _Root(f"targets.{name}", node, plain(node))
        prefixes = ["targets", f"targets.{name}", *(["target"] if name == project.target.name else [])]
        for prefix in prefixes:
            roots.setdefault(prefix, []).append(target)
    return roots


def _resource_root(project: Project, resource: Resource, known: Mapping[ResourceId, Resource]) -> _Root:
    entries = dict(resource.node.value) if isinstance(resource.node.value, dict) else {}
    name = resource.manifest.get("name")
    if "name" not in entries and isinstance(name, str):
        entries = {"name": _implied_name(project, resource, name), **entries}
    own = {key: plain(node) for key, node in resource.own.items()}
    added = {}
    for link in resource.links:
        other = known[link.to]
        name_node = child(other.node, ("name",))
        before = child(resource.node, link.at)
        if name_node is not None and before is not None and before.value != child_value(resource.manifest, link.at):
            text = str(name_node.value)
            added[link.at] = (Contribution(name_node.span, f"name of {link.to}", text),)
    title = str(resource.id) if resource.path != ("workspace",) else "workspace"
    return _Root(title, resource.node._replace(value={**entries, **resource.own}), {**resource.manifest, **own}, added)


def _implied_name(project: Project, resource: Resource, name: str) -> Node:
    """The name that a resource has without giving one: its key's, or the workspace that the target names."""
    target = project.targets.get(project.target.name)
    named = child(target, ("workspace",)) if target is not None and resource.path == ("workspace",) else None
    return named or Node(name, resource.node.written)


def _traced(project: Project, root: _Root, path: Path) -> Traced:
    node = child(root.node, path) or root.node
    below = tuple(
        Traced(
            _title(root, leaf),
            child_value(root.value, leaf),
            tuple(_contributions(project, root, leaf)),
        )
        for leaf, item in walk(node, path)
        if leaf != path and not (isinstance(item.value, dict | list) and item.value)
    )
    found = list(_contributions(project, root, path))
    value = root.value if not path else child_value(root.value, path)
    return Traced(_title(root, path), value, (*_includes(found), *found), below)


def _title(root: _Root, path: Path) -> str:
    return join_path(path if path and root.is_alone else (root.title, *path))


def _contributions(project: Project, root: _Root, path: Path) -> Iterator[Contribution]:
    """The value's own place and the others, each once; the own one comes first where no override put it later."""
    node = child(root.node, path) or root.node
    own = node.written if isinstance(node.value, dict | list) else node.span
    origins = contributors(root.node, path)
    spans = {origin.span for origin in origins}
    if own not in spans:
        yield Contribution(own, "base", _written(project, own))
    seen = set()
    for origin in origins:
        if (origin.span, origin.role) not in seen:
            seen.add((origin.span, origin.role))
            text = _written(project, origin.span) if origin.text is None else origin.text
            yield Contribution(origin.span, origin.role, text)
    yield from root.added.get(path, ())


def _includes(contributions: Iterable[Contribution]) -> Iterator[Contribution]:
    """The entries of `include` that led to the files of some places, the outermost first."""
    entries: dict[Span, None] = {}
    for contribution in contributions:
        chain: list[Span] = []
        source: Source | None = contribution.span.source if contribution.span else None
        while source is not None and source.included_at is not None:
            chain.append(source.included_at)
            source = source.included_at.source
        entries.update(dict.fromkeys(reversed(chain)))
    for span in entries:
        yield Contribution(span, "include", _text_of(span))


def _written(project: Project, span: Span) -> str:
    """What is written at a place of the spec; other files, as those of variables, are not shown: they hold secrets."""
    return _text_of(span) if span.source in project.sources else ""


def _text_of(span: Span) -> str:
    first = span.source.line(span.line)
    if span.line == span.end_line:
        return first[span.column - 1 : span.end_column - 1]
    begin = first[span.column - 1 :].strip()
    if len(begin) < 4:  # the indicators of a block: `|`, `>-`
        begin = f"{begin} {span.source.line(span.line + 1).strip()}"
    return f"{begin} …"


def _variables(project: Project, written: str) -> tuple[Traced, ...]:
    wanted = written.removeprefix("variables").removeprefix(".")
    if not wanted:
        return tuple(_variable(project, name, given) for name, given in project.given.items())
    if wanted not in project.given:
        raise UsageError(f"there is no variable `{wanted}`", _hint("variables", wanted, "", project.given))
    return (_variable(project, wanted, project.given[wanted]),)


def _variable(project: Project, name: str, given: Iterable[Given]) -> Traced:
    value = f"${{{name}}}" if name in project.secrets else project.variables.get(name)
    found = [Contribution(one.span, one.by, one.text) for one in given]
    return Traced(f"variables.{name}", value, (*_includes(found), *found))


def _unknown(project: Project, roots: Mapping[str, list[_Root]], prefix: str | None, written: str) -> UsageError:
    """Says which part of a path is not there, with the key that was probably meant."""
    if prefix is None:
        first = _SEGMENT.match(written)
        names = {part.partition(".")[0] for part in (*roots, *(["variables"] if project.given else []))}
        head = first[0] if first else written
        return UsageError(f"there is no `{written}` in the spec", _hint("", head, written[len(head) :], names))
    nodes = [root.node for root in roots[prefix]]
    left = written[len(prefix) :].removeprefix(".")
    if (
        prefix
        and all(root.title != prefix for root in roots[prefix])
        and any("." in root.title for root in roots[prefix])
    ):
        inside = {name[len(prefix) + 1 :] for name in roots if name.startswith(f"{prefix}.")}
        if inside:  # a section
            return _no_key(prefix, left, inside, nodes[:0])
    path, left = max((follow(node, left) for node in nodes), key=lambda found: len(found[0]))
    deepest = [found for node in nodes if (found := child(node, path)) is not None]
    keys = {key for node in deepest if isinstance(node.value, dict) for key in node.value}
    return _no_key(join_path((prefix, *path) if prefix else path), left, keys, deepest)


def _no_key(at: str, left: str, keys: Iterable[str], nodes: Iterable[Node]) -> UsageError:
    segment = _SEGMENT.match(left)
    wanted = segment[0] if segment else left
    owner = f"`{at}`" if at else "the resource"
    message = f"{owner} has no `{wanted}`"
    for node in nodes:
        for origin in node.also:
            if origin.removes is not None and origin.removes == wanted:
                return UsageError(message, f"{origin.role} ({origin.span})")
        if isinstance(node.value, list):
            return UsageError(message, f"it is a list of {len(node.value)}, counted from [0]")
    return UsageError(message, _hint(at, wanted, left[len(wanted) :], keys))


def _hint(at: str, wanted: str, rest: str, keys: Iterable[str]) -> str:
    names = list(keys)
    meant = closest(wanted, names)
    if meant:
        return f"did you mean `{join_path((at, meant) if at else (meant,))}{rest}`?"
    if not names:
        return "it is a single value"
    more = ", …" if len(names) > _MOST_KEYS else ""
    return f"there is {', '.join(sorted(names)[:_MOST_KEYS])}{more}"
