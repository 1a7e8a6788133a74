"""Applied, a project is as its spec says; destroyed, nothing of it is left; what is taken out of it goes with --prune."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from place import Place

from runner.apply import Applier, Progress
from runner.backends.registry import open_backend
from runner.identity import identify
from runner.plan import Action, Plan, destroy_plan, make_plan
from runner.project import Project

NAMES = st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta"]), unique=True, max_size=3)
BODIES = {
    "computes": st.builds(lambda n: f"{{type: amlcompute, size: STANDARD_D2_V2, max_instances: {n}}}", st.integers(1, 3)),
    "environments": st.builds(lambda tag, version: f"{{image: 'a:{tag}'{version}}}", st.integers(1, 3), st.sampled_from(["", ", version: 3"])),
    "datastores": st.builds(lambda name: f"{{type: azure_blob, account_name: acc, container_name: con{name}}}", st.integers(1, 3)),
    "data": st.builds(lambda path: f"{{type: uri_folder, path: 'azureml://datastores/d/paths/{path}'}}", st.integers(1, 3)),
    "models": st.builds(lambda path: f"{{type: custom_model, path: 'azureml://datastores/d/paths/{path}', version: 1}}", st.integers(1, 3)),
}  # fmt: skip


@st.composite
def specs(draw) -> dict[str, dict[str, str]]:
    """Sections with entries by key."""
    found = {section: {name: draw(body) for name in draw(NAMES)} for section, body in BODIES.items()}
    return {section: entries for section, entries in found.items() if entries}


def text(sections: dict[str, dict[str, str]]) -> str:
    lines = ["project: made", "workspace: {location: westus2}"]
    for section, entries in sections.items():
        lines += [f"{section}:", *(f"  {key}: {body}" for key, body in entries.items())]
    return "\n".join(lines) + "\n"


def without(sections: dict[str, dict[str, str]], section: str, key: str) -> dict[str, dict[str, str]]:
    left = {
        name: {k: body for k, body in entries.items() if (name, k) != (section, key)}
        for name, entries in sections.items()
    }
    return {name: entries for name, entries in left.items() if entries}


def plan_of(project: Project, *, prune: bool = False) -> Plan:
    return make_plan(
        project, identify(project), open_backend(project.root, project.target).observe(project), prune=prune
    )


def apply(project: Project, plan: Plan) -> None:
    backend = open_backend(project.root, project.target)
    with backend.exclusive(lambda: None):
        applier = Applier(project, identify(project), plan, backend, "", Progress())
        applier.start()
    assert applier.outcome().succeeded


def changes(plan: Plan) -> dict[str, Action]:
    return {str(step.id): step.action for step in plan.steps if step.action is not Action.UNCHANGED}


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sections=specs(), data=st.data())
def test_apply_prune_and_destroy_converge(sections, data):
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder).resolve())
        project = place.load(text(sections))
        apply(project, plan_of(project))
        assert changes(plan_of(project, prune=True)) == {}
        keys = [(section, key) for section, entries in sections.items() for key in entries]
        if keys:
            section, key = data.draw(st.sampled_from(keys))
            less = place.load(text(without(sections, section, key)))
            gone = plan_of(less, prune=True)
            assert set(changes(gone)) == {f"{section}.{key}"}
            apply(less, gone)
            assert changes(plan_of(less, prune=True)) == {}
            back = place.load(text(sections))
            assert set(changes(plan_of(back))) == {f"{section}.{key}"}
            apply(back, plan_of(back))
            assert changes(plan_of(back, prune=True)) == {}
        for _ in range(2):
            project = place.load(text(sections))
            observed = open_backend(project.root, project.target).observe(project)
            everything = destroy_plan(project, observed, with_workspace=True)
            apply(project, everything)
        assert everything.steps == ()
