"""What a job costs in a project of 1,000, as a part of what azure-ai-ml takes to load, validate and translate it."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from runner.diagnostics import Source
from runner.document import read_documents
from runner.identity import identify
from runner.plan import make_plan
from runner.project import Options, Project, load_project
from runner.render import render_files
from tests.absent import absent

pytestmark = pytest.mark.benchmark

JOBS = 1000
SDK_JOBS = 20
ROUNDS = 5

JOB = """
  job-{number}:
    display_name: CNN {number}
    description: trains the reference CNN
    experiment_name: benchmark
    tags: {{team: vision, number: "{number}"}}
    code: code
    command: >-
      python train.py --data ${{{{inputs.data}}}} --epochs ${{{{inputs.epochs}}}} --learning-rate ${{{{inputs.rate}}}}
      --seed {{{{ var.seed }}}} --model ${{{{outputs.model}}}}
    inputs:
      data: {{type: uri_folder, path: data, mode: ro_mount}}
      epochs: "{{{{ var.epochs }}}}"
      rate: 0.001
    outputs: {{model: {{type: uri_folder, mode: upload}}}}
    environment_variables: {{OMP_NUM_THREADS: "2"}}
    environment: azureml:keras-cpu@latest
    compute: azureml:cluster
    limits: {{timeout: 3600}}
    resources: {{instance_count: 1}}
"""
PROJECT = """project: benchmark
variables: {seed: 1, epochs: {type: integer, default: 10}}
environments: {keras-cpu: {image: "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250601.v1"}}
computes: {cluster: {type: amlcompute, size: STANDARD_D2_V2, max_instances: 2}}
jobs:
"""


@pytest.fixture(scope="module")
def spec(tmp_path_factory, write) -> Path:
    folder = tmp_path_factory.mktemp("throughput").resolve()
    (folder / ".git").mkdir()
    text = PROJECT + "".join(JOB.format(number=number) for number in range(JOBS))
    return write(folder, {"spec.yml": text, "code/train.py": "", "data/a.csv": ""}) / "spec.yml"


@pytest.fixture(scope="module", autouse=True)
def collector() -> Iterator[None]:
    """Python looks for cycles as rarely as in the command line, for us and for azure-ai-ml."""
    before = gc.get_threshold()
    gc.set_threshold(1_000_000)
    yield
    gc.set_threshold(*before)


def load(spec: Path) -> Project:
    return load_project(spec, Options())


def test_a_job_costs_at_most_a_twentieth_of_what_it_costs_azure_ai_ml(spec, fastest, tmp_path):
    try:
        from azure.ai import ml
    except ImportError as error:
        absent(f"azure-ai-ml is not installed: {error}")
    logging.disable(logging.CRITICAL)
    rendered = render_files(load(spec), tmp_path)
    files = [path for path in rendered if path.parent.name == "job"][:SDK_JOBS]
    for path in files:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rendered[path], "utf-8")

    def theirs() -> None:
        for path in files:
            job = ml.load_job(path)
            assert job._validate().passed
            job._to_job()._to_rest_object()

    taken = fastest({"ours": lambda: render_files(load(spec), tmp_path), "theirs": theirs}, ROUNDS)
    ours, theirs_each = taken["ours"] / JOBS, taken["theirs"] / SDK_JOBS
    print(
        f"\nours {ours * 1000:.2f} ms a job, azure-ai-ml {theirs_each * 1000:.2f} ms: a part in {theirs_each / ours:.1f}"
    )
    assert theirs_each / ours >= 20


def test_reading_takes_at_most_4_times_what_libyaml_takes_for_its_events(spec, fastest):
    text = spec.read_text("utf-8")

    def events() -> None:
        loader = yaml.CSafeLoader(text)
        while loader.get_event() is not None:
            pass
        loader.dispose()

    def read() -> None:
        found: list[object] = []
        assert len(read_documents(Source(spec, spec.name, text), found.append)) == 1
        assert not found

    taken = fastest({"events": events, "read": read}, ROUNDS)
    print(f"\nevents {taken['events'] * 1000:.0f} ms, read {taken['read'] * 1000:.0f} ms for {JOBS} jobs")
    assert taken["read"] / taken["events"] <= 4


def test_a_plan_costs_less_than_loading_what_it_is_for(spec, fastest):
    project = load(spec)
    actions = {"load": lambda: load(spec), "plan": lambda: make_plan(project, identify(project), observed=None)}
    taken = fastest(actions, ROUNDS)
    print(f"\nload {taken['load'] * 1000:.0f} ms, plan {taken['plan'] * 1000:.0f} ms for {JOBS} jobs")
    assert taken["plan"] < taken["load"]
