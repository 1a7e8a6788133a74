"""A project file on one target. The order is that of the language: target, override, matrix, template."""

from __future__ import annotations

from runner.diagnostics import Diagnostic, Report
from runner.document import Node, contributors
from runner.project import names, targets, variables
from runner.project.entries import Entries, refuse_secrets
from runner.project.model import Options, Project, Resource, Target
from runner.project.overrides import keys_of, override
from runner.project.paths import LocalFiles
from runner.project.project_file import ProjectFile
from runner.project.resource import Maker, connect
from runner.project.target_rules import report_refused
from runner.resources import SECTIONS
from runner.template import Expander, Names

_OF_AZURE_ML = frozenset(
    {"undefined-input", "undefined-output", "undefined-search-space", "unknown-expression", "unclosed-expression"}
)


def on_target(
    file: ProjectFile, target_name: str, target_node: Node | None, files: LocalFiles, options: Options, report: Report
) -> Project:
    """The project on one of its targets; every problem is reported. `target_node` is None for the built-in one.

    Raises:
        UsageError: the options give a variable that the spec does not have, or a value that does not fit.
    """
    declared = variables.declare(file.variables, report)
    values = variables.resolve(declared, targets.part(target_node, "variables"), target_name, options, report)
    env = {name: options.environ[name] for name in options.allow_env if name in options.environ}
    expander = Expander(report)
    report = _unless_failed(expander, report)
    base = names.base_names(file.name, file.root, values.names, values.origins, env)
    target, target_node = _target(target_name, target_node, expander, base, report)
    scope = names.with_target(base, targets.names_of(target, target_node), target_node)
    sections, removed = override(file.sections, targets.part(target_node, "overrides"), target_name, report)
    maker = Entries(Maker(files, report, keys_of(sections)), expander, scope, report)
    made: list[tuple[Resource, Node | None]] = []
    for section in SECTIONS:
        if section not in sections:
            continue
        if section == "workspace":
            workspace_name = target.workspace or file.name
            made += maker.resources(section, "workspace", sections[section], ("workspace",), workspace_name)
            continue
        entries = sections[section].value
        if not isinstance(entries, dict):
            message = f"`{section}` must be a mapping of keys"
            report(Diagnostic("wrong-type", message, sections[section].written, section))
            continue
        also = sections[section].also
        for key, entry in entries.items():
            # What brought the whole section, as an alias, brought the entry.
            node = entry._replace(also=contributors(sections[section], (key,))) if also else entry
            made += maker.resources(section, key, node, (section, key), key)
    resources = connect(made, report, frozenset(maker.broken), removed)
    report_refused(resources, target, report)
    known = {name: value for name, value in values.names.items() if name not in values.secrets}
    written = dict(targets.named(file.targets))
    if target_node is not None:
        written[target_name] = target_node
    sources = (*file.sources, *maker.maker.sources)
    project = Project(file.name, file.source.path, file.root, target, resources, sources, known, values.secrets)
    return project._replace(given=values.given, targets=written, removed=removed, policy=file.policy)


def _unless_failed(expander: Expander, report: Report) -> Report:
    """Reports nothing about a value whose expression failed: what stands there is still the expression.

    What is wrong with Azure ML's own expressions in a text has nothing to do with ours in it.
    """

    def report_others(diagnostic: Diagnostic) -> None:
        if diagnostic.path not in expander.failed or diagnostic.code in _OF_AZURE_ML:
            report(diagnostic)

    return report_others


def _target(
    name: str, node: Node | None, expander: Expander, base: Names, report: Report
) -> tuple[Target, Node | None]:
    """The target, and its node with templates expanded."""
    if node is None or not isinstance(node.value, dict):
        return targets.build(name, node, report), node
    # Overrides are expanded where they end up, in the resources; a target's own variables are not templated.
    own = {key: item for key, item in node.value.items() if key not in ("overrides", "variables")}
    expanded = expander.expand(node._replace(value=own), base, ("targets", name))
    refuse_secrets(expanded, f"targets.{name}", report)
    fields = expanded.value if isinstance(expanded.value, dict) else {}
    return targets.build(name, expanded, report), node._replace(value={**node.value, **fields})
