from __future__ import annotations

import pytest

SPEC = """project: p
computes:
  cpu: {type: amlcompute, size: STANDARD_D2_V2%s}
jobs:
  a: {command: x, environment: azureml:e:1, compute: azureml:cpu, resources: {instance_count: %s}}
"""


@pytest.mark.parametrize(
    ("most", "count", "place"),
    [(", max_instances: 2", 3, "3:49"), (", max_instances: '2'", "'3'", "3:49"), ("", 5, "3:3")],
)
def test_a_job_on_more_nodes_than_its_cluster_has_is_a_warning(load, most, count, place):
    (warning,) = load(SPEC % (most, count)).warnings
    assert (warning.code, warning.path) == ("conflicting-fields", "jobs.a.resources.instance_count")
    assert [(o.role, str(o.span)) for o in warning.related] == [
        ("`max_instances` of computes.cpu", f"spec.yml:{place}")
    ]


@pytest.mark.parametrize(("most", "count"), [(", max_instances: 2", 2), ("", 4), (", max_instances: 3", "null")])
def test_a_job_that_fits_is_none(load, most, count):
    assert not load((SPEC % (most, count)).replace("{instance_count: null}", "{}")).warnings


def test_a_rule_over_two_fields_names_the_place_of_the_other(fails):
    (error,) = fails("type: amlcompute\nname: cpu\nmin_instances: 3\nmax_instances: 2\n")
    assert (str(error.span), [(o.role, str(o.span)) for o in error.related]) == (
        "spec.yml:4:16",
        [("`min_instances`", "spec.yml:3:16")],
    )
