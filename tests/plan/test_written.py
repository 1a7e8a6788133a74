"""The plan as programs and people get it. `tests/golden/plan.*` are what they build on: fields may be added only."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from runner.diagnostics import Source, Span
from runner.observed import Status
from runner.plan import Action, Change, Plan, Step, plan_document
from runner.project import ResourceId
from runner.report.plan_text import plan_text, summary

GOLDEN = Path(__file__).parents[1] / "golden"
DIGEST = "0123456789ab" + "0" * 52


def step(section: str, key: str, action: Action, **more) -> Step:
    kinds = {"workspace": "workspace", "computes": "amlcompute", "environments": "environment", "jobs": "command_job"}
    version = {"environments": "c0123456789ab"}.get(section)
    name = f"cnn-{key}-0123456789ab" if section == "jobs" else key
    return Step(ResourceId(section, key), kinds[section], name, version, DIGEST, action, **more)


ROOT = Path("/project")
SPEC = Source(ROOT / "specs" / "spec.yml", "spec.yml", "")


def at(line: int, column: int) -> Span:
    return Span(SPEC, line, column, line, column + 1)


COMMAND = "python train.py --data cifar10 --batch-size ${{inputs.batch_size}} --epochs ${{inputs.epochs}} --learning-rate 0.001"
PLAN = Plan(
    "cnn",
    "dev",
    "azureml",
    (
        step("workspace", "mldemows", Action.UNCHANGED),
        step("computes", "small", Action.UPDATE, changes=(Change(("max_instances",), 4, 2, at(5, 68)),)),
        step(
            "computes",
            "large",
            Action.REPLACE,
            reason="`size` of a compute cluster cannot change in place",
            changes=(
                Change(("size",), "STANDARD_DS3_V2", "STANDARD_D2_V2", at(6, 37)),
                Change(("tags", "x"), "y", None),
            ),
        ),
        step("environments", "base", Action.CREATE),
        step("environments", "old", Action.RESTORE, reason="it is archived"),
        step(
            "jobs",
            "train",
            Action.SUBMIT,
            reason="changed since cnn-train-ba9876543210",
            changes=(
                Change(("command",), COMMAND, COMMAND.replace("0.001", "0.0001"), at(9, 14)),
                Change(("inputs", "epochs"), 3, "3", at(10, 22)),
                Change(("inputs", "text"), "a\nb\x1b[31m", "\u202eb", at(11, 22)),
                Change(("inputs", "rate"), float("inf"), float("nan"), at(12, 22)),
                Change(("inputs", "day"), None, date(2026, 1, 2), at(13, 22)),
                Change(("outputs", "model"), None, {"type": "uri_folder", "made": datetime(2026, 1, 2, tzinfo=UTC)}),
                Change(("code",), "content ba9876543210", "content 0123456789ab", at(8, 11)),
            ),
            notes=("runs in this machine's Python",),
        ),
        step("jobs", "again", Action.RERUN, reason="cnn-again-0123456789ab is Failed", status=Status.FAILED, attempt=2),
        step(
            "jobs", "done", Action.UNCHANGED, reason="done is Completed", status=Status.COMPLETED, notes=("not shown",)
        ),
        step("jobs", "never", Action.REFUSE, reason="spec.yml:20:7: no such thing; remove it\nspec.yml:21:7: nor this"),
    ),
    ROOT,
)


def test_the_document_is_what_programs_build_on():
    document = plan_document(PLAN)
    assert json.loads(json.dumps(document, allow_nan=False)) == json.loads((GOLDEN / "plan.json").read_text("utf-8"))


def test_the_text_is_readable_line_by_line():
    assert plan_text(PLAN) == (GOLDEN / "plan.txt").read_text("utf-8")


def test_an_offline_plan_says_so():
    plan = PLAN.__class__("cnn", "dev", "azureml", PLAN.steps[:1], ROOT, is_offline=True)
    assert plan_text(plan).splitlines()[0] == "cnn → dev (azureml, offline)"
    assert plan_document(plan)["offline"] is True


def test_the_summary_counts_each_action():
    assert summary(PLAN) == (
        "1 to create, 1 to update, 1 to replace, 1 to submit, 1 to run again, 1 to restore, 2 unchanged, 1 refused."
    )


@pytest.mark.parametrize(
    ("actions", "has_changes"),
    [([], False), ([Action.UNCHANGED], False), ([Action.REFUSE], False), ([Action.UNCHANGED, Action.RESTORE], True)],
)
def test_there_are_changes_where_an_apply_would_do_something(actions, has_changes):
    plan = Plan("cnn", "dev", "local", tuple(step("jobs", f"{n}", action) for n, action in enumerate(actions)), ROOT)
    assert plan.has_changes is has_changes


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("x" * 300 + "a", "x" * 300 + "b", f"…{'x' * 30}a → …{'x' * 30}b"),
        ("x" * 300, "x" * 301, f"…{'x' * 30} → …{'x' * 31}"),
        ("a" + "x" * 300, "b" + "x" * 300, f"a{'x' * 99}… → b{'x' * 99}…"),
        ("short", "x" * 300, f"short → {'x' * 100}…"),
        (True, "true", 'true → "true"'),
        ("", None, " → unset"),
        ({"a": [1, True, None]}, [], '{"a": [1, true, null]} → []'),
    ],
)
def test_long_and_odd_values_show_where_they_differ(old, new, shown):
    plan = Plan("p", "t", "local", (step("jobs", "a", Action.SUBMIT, changes=(Change(("path",), old, new),)),), ROOT)
    assert plan_text(plan).splitlines()[3] == f"        path: {shown}"
