"""An approved plan file on the command line: written by `plan -o`, read by `apply FILE`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from runner.backend import Backend
from runner.commands.options import current_root, load_complete
from runner.commands.policies import held_policies, notes_of
from runner.diagnostics import ActionFailed, InvalidSpec, StalePlan, UsageError
from runner.identity import Identity, identify
from runner.observed import Observed
from runner.plan import Plan, Rerun, make_plan
from runner.plan.approved import approved_steps, prunes, reruns
from runner.plan.bound import bound_to, changed_files, differences
from runner.plan.file import PlanFile, is_plan_file, make_plan_file, plan_file_text, read_plan_file
from runner.policy import Policy
from runner.project import Options, Project, ResourceId

_GIVEN_BY = ("--var", "RUNNER_VAR_")
"""What gives a variable a value that is in no file of the spec."""
_LASTS = timedelta(hours=24)
"""How long a plan for a target may be applied that does not remember which plans it has seen."""
_MOST_REASONS = 20
_AGAIN = "make a new plan and have it approved: runner plan SPEC -o FILE"


class Approved(NamedTuple):
    """An approved plan with the project as it is now, which is what the plan was made of."""

    file: PlanFile
    project: Project
    identities: Mapping[ResourceId, Identity]
    policies: tuple[Policy, ...]


def write_approval(
    out: Path,
    plan: Plan,
    spec: Path,
    project: Project,
    identities: Mapping[ResourceId, Identity],
    options: Options,
    policies: tuple[Policy, ...],
) -> None:
    """Writes a plan to be approved, as a whole or not at all.

    Raises:
        ActionFailed: it cannot be written.
        UsageError: it would be one of the files that it is bound to, or would take the place of something else.
    """
    if out.name == "-" or (os.path.lexists(out) and not is_plan_file(out)):
        raise UsageError(f"{out} is no file that a plan could be written to", "name a new file, or an older plan")
    given = {
        name: project.variables[name]
        for name, values in project.given.items()
        if name in project.variables and values[-1].by.startswith(_GIVEN_BY)
    }
    named = os.path.relpath(os.path.realpath(spec), project.root)
    lasts = None if plan.backend == "local" else _LASTS
    bound = bound_to(project, identities, policies)
    file = make_plan_file(plan, named, given, options.allow_env, bound, datetime.now(UTC), lasts)
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        beside.write_text(plan_file_text(file), "utf-8")
        beside.replace(out)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise ActionFailed(f"cannot write {out}: {(error.strerror or str(error)).lower()}", "check the path") from None
    if _is_in_a_tree(out, identities) and bound_to(project, identify(project), policies) != bound:
        out.unlink()
        hint = "write it outside of the code, or name it in .amlignore"
        raise UsageError(f"{out} would itself be a part of what is sent", hint)


def _is_in_a_tree(out: Path, identities: Mapping[ResourceId, Identity]) -> bool:
    """Whether a file lies in a folder that a resource takes along."""
    real = os.path.realpath(out)
    roots = {os.path.realpath(tree.root) for one in identities.values() for tree in one.trees.values()}
    return any(os.path.commonpath((real, root)) == root for root in roots)


def load_approved(
    path: Path, variables: Mapping[str, str], var_files: tuple[Path, ...], policy_files: tuple[Path, ...]
) -> Approved:
    """The approved plan of a file, and the project that it was made of. Secrets and policies are given again.

    Raises:
        StalePlan: the file, the spec, or anything that the plan was made of is not as it was.
        InvalidSpec, UsageError: as `load_project` does, and for a policy.
    """
    file = read_plan_file(path, datetime.now(UTC))
    root = current_root()
    _refuse(changed_files(file.bound, root))
    options = Options(file.target, variables, var_files, file.allow_env, os.environ, file.given)
    try:
        project = load_complete(root / file.spec, options)
        identities = identify(project)
    except InvalidSpec as error:
        first = next(iter(error.diagnostics))
        where = f"{first.span}: " if first.span else ""
        raise StalePlan(f"the plan cannot be applied any more: {where}{first.message}", _AGAIN) from error
    policies = held_policies(project, policy_files)
    _refuse(differences(file.bound, bound_to(project, identities, policies)))
    return Approved(file, project, identities, policies)


def still_to_do(approved: Approved, backend: Backend, observed: Observed) -> Plan:
    """The steps of an approved plan that are still to be done; those that are done already are unchanged.

    Raises:
        StalePlan: it was applied before, or the target is neither as before a step nor as after it.
    """
    if backend.was_applied(approved.file.id):
        raise StalePlan("this plan was applied before", _AGAIN)
    project, again = approved.project, Rerun(jobs=reruns(approved.file.plan))
    refusals = backend.refusals(project)
    prune = prunes(approved.file.plan)
    notes = notes_of(project, backend, approved.policies)
    now = make_plan(project, approved.identities, observed, refusals, again, notes, prune=prune)
    plan, stale = approved_steps(approved.file.plan, now, observed)
    _refuse(stale)
    return plan


def _refuse(reasons: Iterable[str]) -> None:
    found = list(reasons)
    if not found:
        return
    shown = [f"    {reason}" for reason in found[:_MOST_REASONS]]
    if len(found) > _MOST_REASONS:
        shown.append(f"    and {len(found) - _MOST_REASONS} more")
    raise StalePlan("\n".join(["the plan is not what would be done now", *shown]), _AGAIN)
