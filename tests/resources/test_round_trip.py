"""What is rendered is a plain file that means the same: any resource that is valid comes back as it was."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.identity import identify
from runner.render import render_text
from runner.resources import ENTRIES
from tests.resources.generated import Place, as_yaml, resources, written


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Place:
    return Place(tmp_path_factory.mktemp("round-trip"))


@pytest.mark.parametrize("name", ENTRIES)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_a_rendered_resource_has_the_same_manifest_and_digest(place, name, data):
    project = place.load(written(name, data.draw(resources(place, name))))
    rendered = render_text(project)
    again = place.load(rendered)
    assert [resource.manifest for resource in again.resources] == [resource.manifest for resource in project.resources]
    assert [one.digest for one in identify(again).values()] == [one.digest for one in identify(project).values()]
    assert render_text(again) == rendered
    assert project.resources[0].kind.name == name


@pytest.mark.parametrize("name", ENTRIES)
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_a_resource_means_the_same_in_a_project_file(place, name, data):
    body = data.draw(resources(place, name))
    (plain,) = place.load(written(name, body)).resources
    section = ENTRIES[name].section
    content = body if section == "workspace" else {str(body.get("name", "key")): body}
    (resource,) = place.load(as_yaml({"project": "p", section: content})).resources
    without = {"$schema", "name"}  # a key implies a name
    assert {field: value for field, value in resource.manifest.items() if field not in without} == {
        field: value for field, value in plain.manifest.items() if field not in without
    }
    assert resource.kind == plain.kind
