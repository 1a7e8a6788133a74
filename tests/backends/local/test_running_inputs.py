"""What a job gets to see of its inputs, when it really runs."""

from __future__ import annotations

import pytest
from place import ENVIRONMENT

from runner.observed import Status

READS = f"""
project: demo
jobs:
  read:
    command: cat ${{{{inputs.one}}}} && echo ${{{{name}}}} > ${{{{outputs.made}}}}/name.txt
    {ENVIRONMENT}
    inputs: {{one: {{type: uri_file, path: data.csv}}}}
    outputs: {{made: {{type: uri_folder}}}}
"""


@pytest.mark.parametrize("folder", ["plain", "two words", "it's & more"])
def test_paths_need_no_quotes_wherever_the_project_lies(tmp_path, make_place, folder):
    root = tmp_path / folder
    root.mkdir()
    place = make_place(root)
    (root / "data.csv").write_text("1,2\n")
    outcome = place.apply(READS)
    job = outcome.jobs[0]
    assert (job.status, job.error) == (Status.COMPLETED, "")
    made = root / ".runner" / "jobs" / job.name
    assert (made / "logs" / "std_log.txt").read_text() == "1,2\n"
    assert (made / "named-outputs" / "made" / "name.txt").read_text() == f"{job.name}\n"


def test_an_input_that_changes_while_the_job_waits_ends_it_before_it_starts(place):
    (place.root / "data.csv").write_text("1,2\n")
    blocker = f"\n  first:\n    command: while [ ! -e {place.root}/go ]; do sleep 0.05; done\n    {ENVIRONMENT}\n"
    head, tail = READS.split("jobs:")
    first, second = place.submit(f"{head}targets: {{here: {{backend: local, slots: 1}}}}\njobs:{blocker}{tail}")
    (place.root / "data.csv").write_text("3,4\n")
    (place.root / "go").touch()
    job = place.ended(second)[0]
    assert job.status is Status.FAILED
    assert "the input `one` is not what it was" in job.error
    assert job.started is None
    assert first != second
