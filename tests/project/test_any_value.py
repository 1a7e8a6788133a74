from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.diagnostics import Diagnostic, InvalidSpec, RunnerError
from runner.project import Options, load_project

SPEC = yaml.safe_load("""
project: proj
include: [more.yml]
variables: {n: 1, s: {type: string, default: x, allowed: [x, y], description: d}, p: {secret: true}}
targets: {t: {backend: local, default: true, slots: 2, variables: {n: 3}, overrides: {jobs: {a: {tags: {x: y}}}}}}
workspace:
  location: westus2
  tags: {a: b}
  identity: {type: user_assigned, user_assigned_identities: {/x: {client_id: a}}}
  managed_network:
    isolation_mode: allow_only_approved_outbound
    outbound_rules:
    - {name: a, type: fqdn, destination: example.com}
    - {name: b, destination: {service_tag: s, protocol: TCP, port_ranges: "80"}}
    - {name: c, type: private_endpoint, destination: {service_resource_id: /x, subresource_target: b, spark_enabled: true}}
  network_acls: {default_action: Deny, ip_rules: [{value: 1.2.3.4}]}
computes:
  cpu:
    type: amlcompute
    size: STANDARD_D2_V2
    max_instances: 2
    identity: {type: user_assigned, user_assigned_identities: [{resource_id: /x}]}
    ssh_settings: {admin_username: u, admin_password: "{{ var.p }}"}
  instance:
    type: computeinstance
    schedules:
      compute_start_stop:
      - {action: stop, trigger: {type: cron, expression: 0 18 * * *, time_zone: UTC, start_time: "2026-01-01T00:00:00"}}
      - {action: start, trigger: {type: recurrence, frequency: week, interval: 1, schedule: {hours: [1], minutes: [2]}}}
    custom_applications: [{name: a, image: {reference: x}, endpoints: [{target: 8000, published: 8001}]}]
    idle_time_before_shutdown: PT30M
  k8s: {type: kubernetes, namespace: ml, properties: {a: {b: 1}}}
  vm: {type: virtualmachine, resource_id: /x, ssh_settings: {admin_username: u, admin_password: p}}
  pool: {type: synapsespark, resource_id: /x}
datastores:
  blob: {type: azure_blob, account_name: a, container_name: c, credentials: {account_key: "{{ var.p }}"}}
  lake: {type: azure_data_lake_gen2, account_name: a, filesystem: f, credentials: {tenant_id: t, client_id: c, thumbprint: x}}
  gen1: {type: azure_data_lake_gen1, store_name: s, tags: {a: {b: c}}}
  one: {type: one_lake, one_lake_workspace_name: w, endpoint: e, artifact: {name: a}}
data: {d: {path: spec.yml, type: uri_file, version: 1}}
models: {m: {path: "https://example.org/m", type: mlflow_model, flavors: {python_function: {a: b}}}}
environments: {e: {image: "a:1", conda_file: {dependencies: [python]}}, b: {build: {path: .}}}
jobs:
  a:
    code: .
    command: x ${{inputs.d}} {{ var.n }}
    environment: azureml:e@latest
    compute: azureml:cpu
    inputs: {d: {path: spec.yml, type: uri_file}, n: 1}
    outputs: {o: {type: uri_folder}}
    limits: {timeout: 60}
    resources: {instance_count: 1, shm_size: 2g, docker_args: [--x]}
    distribution: {type: pytorch, process_count_per_instance: 1}
    identity: {type: managed, client_id: x}
    services: {s: {type: ssh, nodes: all}}
    queue_settings: {job_tier: spot}
    environment_variables: {A: 1}
  tune:
    type: sweep
    trial: {command: "x ${{search_space.lr}}", environment: "file:env.yml", code: .}
    search_space:
      lr: {type: loguniform, min_value: -6, max_value: -1}
      c: {type: choice, values: [1, a, {n: {type: randint, upper: 3}}]}
    objective: {goal: maximize, primary_metric: acc}
    limits: {max_total_trials: 4}
    sampling_algorithm: {type: random, seed: 1}
    early_termination: {type: bandit, slack_factor: 0.1}
  b:
    command: y
    environment: {image: "a:1"}
    inputs: {m: "${{ jobs.a.outputs.o }}"}
    matrix: {r: [0.1, 0.2], exclude: [{r: 0.1}], include: [{r: 3}]}
    depends_on: [a]
""")
ODD = [
    *(None, True, 0, -1, 1.5, float("nan"), float("inf"), 10**399, "", "x", "\0", "a b", "{{ var.n }}", "{{ nope }}"),
    *(
        "{{ var.p }}",
        "{{ var }}",
        "{{ {'a': [1]} }}",
        "{{",
        "${{ inputs.d }}",
        "${{",
        "azureml:e",
        "..",
        "é😀",
        "x" * 5000,
    ),
    *([], [None], [[]], ["x"], {}, {"x": None}, {"x": {"y": ["z"]}}, dt.date(2024, 1, 31), "1e-4", "null", "<<"),
]


def places(value: object, path: tuple = ()):
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*path, key)
        yield from places(item, (*path, key))


def replaced(value: object, path: tuple, new: object) -> object:
    if not path:
        return new
    if isinstance(value, list):
        return [replaced(item, path[1:], new) if index == path[0] else item for index, item in enumerate(value)]
    return {key: replaced(item, path[1:], new) if key == path[0] else item for key, item in value.items()}


@pytest.fixture
def folder_of_files(folder) -> Path:
    (folder / "more.yml").write_text("variables: {m: 1}\n")
    (folder / "env.yml").write_text("image: a:1\n")
    return folder


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(list(places(SPEC))), st.sampled_from(ODD)), min_size=1, max_size=3))
def test_any_value_in_any_place_is_taken_or_reported_with_its_place(folder_of_files, changes):
    spec = SPEC
    for path, value in changes:
        if path in set(places(spec)):
            spec = replaced(spec, path, value)
    (folder_of_files / "spec.yml").write_text(yaml.safe_dump(spec, sort_keys=False, allow_unicode=True), "utf-8")
    for diagnostic in problems(folder_of_files / "spec.yml"):
        assert diagnostic.message
        assert diagnostic.span is not None or diagnostic.code == "usage"
        assert spec["variables"] != SPEC["variables"] or "hunter2" not in repr(diagnostic)
        assert "Node(" not in diagnostic.message + diagnostic.hint


def problems(spec: Path) -> list[Diagnostic]:
    try:
        load_project(spec, Options(variables={"p": "hunter2"}))
    except InvalidSpec as error:
        return list(error.diagnostics)
    except RunnerError as error:
        # A variable that an odd value has made an ordinary one may be shown.
        return [Diagnostic("usage", error.message.replace("hunter2", ""), hint=error.hint)]
    return []
