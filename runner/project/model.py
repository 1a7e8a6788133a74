"""What a spec means once it is loaded: a project, its target, and its resources. All of it frozen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import NamedTuple

from runner.diagnostics import Diagnostic, Origin, Source, Span
from runner.document import Node, Path, plain
from runner.resources import NOTHING, Kind, Manifest


class Secrets(dict[str, str]):
    """Values of secret variables by name; they never show in a representation."""

    def __repr__(self) -> str:
        return f"Secrets({', '.join(sorted(self))})"


class ResourceId(NamedTuple):
    """The section of a project and the key in it: what identifies a resource within a project."""

    section: str
    key: str

    def __str__(self) -> str:
        return f"{self.section}.{self.key}"


class LocalPath(NamedTuple):
    """A local file or folder that a resource names: its place in the manifest, and where it is (absolute).

    `beside` is the folder of the file that wrote it, from which the path is written.
    """

    at: Path
    file: FilePath
    beside: FilePath


class Link(NamedTuple):
    """A reference from a place in a manifest to another resource of the project; `output` of a job where it is one."""

    at: Path
    to: ResourceId
    output: str | None = None


class Resource(NamedTuple):
    """One resource of a project: its manifest in plain CLI v2 fields, and where each value is written.

    `family` is the key in the spec, of which a matrix makes several `key`s. `name` is the name that the spec gives or
    implies; jobs without a name of their own get one from their content later. `path` is the place in the spec.
    `secrets` maps places in the manifest to the secret variables whose placeholders stand there. `own` are the keys
    that are ours and not in its manifest: of a job `matrix`, with the values of this cell, and `depends_on`, of other
    resources `protect`.
    """

    kind: Kind
    key: str
    family: str
    name: str | None
    manifest: Manifest
    node: Node
    path: Path
    local_paths: tuple[LocalPath, ...] = ()
    links: tuple[Link, ...] = ()
    depends_on: tuple[ResourceId, ...] = ()
    secrets: Mapping[Path, frozenset[str]] = NOTHING
    own: Mapping[str, Node] = NOTHING

    @property
    def matrix(self) -> Mapping[str, object]:
        """The values of its cell of a matrix, by name; none where it has no matrix."""
        cell = self.own.get("matrix")
        values = cell.value if cell is not None and isinstance(cell.value, dict) else {}
        return {name: plain(node) for name, node in values.items()}

    @property
    def is_protected(self) -> bool:
        """Whether the spec says that it is never deleted."""
        protect = self.own.get("protect")
        return protect is not None and protect.value is True

    @property
    def id(self) -> ResourceId:
        """What identifies it within the project."""
        return ResourceId(self.kind.section, self.key)

    @property
    def needs(self) -> tuple[ResourceId, ...]:
        """The resources that must be there before this one, each once, in the order of the spec."""
        return tuple(dict.fromkeys((*(link.to for link in self.links), *self.depends_on)))


class Target(NamedTuple):
    """Where a project is applied: a backend, what the backend needs to know, and whether nothing there is deleted."""

    name: str
    backend: str
    environment: str | None = None
    slots: int | None = None
    subscription_id: str | None = None
    resource_group: str | None = None
    workspace: str | None = None
    is_protected: bool = False


BUILT_IN = Target(name="local", backend="local", environment="host")
"""The target of a spec that declares none: this machine."""


class Given(NamedTuple):
    """One of the values that were given to a variable, of which the last one counts.

    `by` says how ("default", "target dev", "--var n"), `span` where it is written if that is a file, `text` what it is
    in words for people: a secret's value is not in it.
    """

    by: str
    span: Span | None
    text: str


class Project(NamedTuple):
    """A spec, loaded for one target: valid, expanded, and in the order in which it is written.

    `root` is the folder that local paths stay in and that `.runner/` lies in; `sources` are all files read;
    `variables` the values used, secrets left out; `secrets` the values of secret variables, which nothing but a
    backend that sends them may read. `given` has, for each declared variable, all the values that were given to it, and
    `targets` what is written of each target, the chosen one expanded. `removed` is what an override took away,
    and `policy` what the spec itself says about what may be applied.
    """

    name: str
    spec: FilePath
    root: FilePath
    target: Target
    resources: tuple[Resource, ...]
    sources: tuple[Source, ...]
    variables: Mapping[str, object]
    secrets: Secrets
    warnings: tuple[Diagnostic, ...] = ()
    given: Mapping[str, tuple[Given, ...]] = NOTHING
    targets: Mapping[str, Node] = NOTHING
    removed: Mapping[tuple[str, str], Origin] = NOTHING
    policy: Node | None = None


class Options(NamedTuple):
    """What the command line adds to a spec: `--target`, `--var`, `--var-file`, `--allow-env`, and the environment.

    `approved` are values of variables that an approved plan was made with; `--var` and `--var-file` win over them.
    """

    target: str | None = None
    variables: Mapping[str, str] = NOTHING
    variable_files: tuple[FilePath, ...] = ()
    allow_env: tuple[str, ...] = ()
    environ: Mapping[str, str] = NOTHING
    approved: Mapping[str, object] = NOTHING

    def __repr__(self) -> str:
        """Names only: values may be secrets, and the environment holds whatever the shell does."""
        return f"Options(target={self.target!r}, variables={sorted(self.variables)}, allow_env={self.allow_env})"
