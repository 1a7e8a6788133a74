"""What every backend has to do. A backend's tests inherit `Contract` and say in fixtures where the jobs run.

`ran` is a place in which `SPEC` was applied to its end, on a target whose name is `here`.
"""

from __future__ import annotations

from place import ENVIRONMENT

from runner.observed import Status

SPEC = f"""
project: contract
targets: {{here: TARGET}}
computes: {{pool: {{type: amlcompute, size: STANDARD_D2_V2, max_instances: 4}}}}
jobs:
  good:
    {ENVIRONMENT}
    compute: azureml:pool
    display_name: the good one
    experiment_name: trials
    command: |
      echo "$AZUREML_RUN_ID $AZUREML_EXPERIMENT_NAME"; echo error >&2; printf 'no newline'
      echo kept > outputs/kept.txt
  bad: {{command: "echo before; exit 3", {ENVIRONMENT}}}
  killed: {{command: "kill -TERM $$", {ENVIRONMENT}}}
  late: {{command: "sleep 300", {ENVIRONMENT}, limits: {{timeout: 1}}}}
  producer:
    {ENVIRONMENT}
    command: |
      cat ${{{{inputs.file}}}} > ${{{{outputs.model}}}}/weights; ls ${{{{inputs.folder}}}} > ${{{{outputs.single}}}}
      echo "$GREETING ${{{{inputs.text}}}} ${{{{inputs.number}}}} ${{{{inputs.flag}}}}"
    environment_variables: {{GREETING: "hello ${{{{inputs.text}}}}", DEBUG: 1}}
    inputs:
      text: "some text"
      number: 0.5
      flag: true
      file: {{type: uri_file, path: data/one.csv}}
      folder: {{type: uri_folder, path: data, mode: download}}
    outputs: {{model: , single: {{type: uri_file}}}}
  consumer:
    {ENVIRONMENT}
    command: cat ${{{{inputs.model}}}}/weights ${{{{inputs.single}}}}
    inputs:
      model: {{type: uri_folder, path: "${{{{ jobs.producer.outputs.model }}}}"}}
      single: {{type: uri_file, path: "${{{{ jobs.producer.outputs.single }}}}"}}
  after_bad: {{command: echo never, {ENVIRONMENT}, depends_on: bad}}
"""


def prepare(root):
    """The files that `SPEC` names."""
    (root / "data").mkdir()
    (root / "data/one.csv").write_text("1,2\n")
    (root / "data/two.csv").write_text("3,4\n")


class Contract:
    def test_a_job_completes_with_times_exit_code_and_the_name_of_its_experiment(self, ran):
        job = ran.job("good")
        assert (job.status, job.exit_code, job.error) == (Status.COMPLETED, 0, "")
        assert job.submitted <= job.started <= job.ended
        assert (job.project, job.experiment, job.display_name) == ("contract", "trials", "the good one")
        assert job.compute == "pool"
        assert job.name.startswith("contract-good-")

    def test_the_log_has_both_streams_and_the_last_line_without_its_end(self, ran):
        job = ran.job("good")
        assert ran.log(job.name) == f"{job.name} trials\nerror\nno newline"

    def test_a_log_is_read_on_from_a_byte(self, ran):
        job = ran.job("good")
        assert ran.backend.logs(job.name, len(ran.log(job.name)) - 4) == b"line"
        assert ran.backend.logs(job.name, len(ran.log(job.name))) == b""

    def test_what_a_job_leaves_in_outputs_is_in_its_folder(self, ran):
        folder = ran.backend.outputs(ran.job("good").name)
        assert (folder / "outputs/kept.txt").read_text() == "kept\n"

    def test_a_failed_job_says_why_and_keeps_its_log(self, ran):
        job = ran.job("bad")
        assert (job.status, job.exit_code, job.error) == (Status.FAILED, 3, "exit code 3")
        assert ran.log(job.name) == "before\n"

    def test_a_job_that_a_signal_ended_names_it(self, ran):
        assert ran.job("killed").error == "killed by SIGTERM"

    def test_a_job_beyond_its_timeout_is_ended(self, ran):
        job = ran.job("late")
        assert (job.status, job.error) == (Status.FAILED, "ended after 1 s, its limits.timeout")

    def test_inputs_and_variables_reach_the_command(self, ran):
        assert ran.log(ran.job("producer").name) == "hello some text some text 0.5 True\n"

    def test_a_job_takes_the_outputs_of_another(self, ran):
        assert ran.job("consumer").status is Status.COMPLETED
        assert ran.log(ran.job("consumer").name) == "1,2\none.csv\ntwo.csv\n"

    def test_what_depends_on_a_failed_job_is_not_submitted(self, ran):
        assert "after_bad" not in {job.key for job in ran.backend.status()}

    def test_jobs_are_listed_oldest_first_and_by_name(self, ran):
        everything = ran.backend.status()
        assert [job.submitted for job in everything] == sorted(job.submitted for job in everything)
        some = [everything[2].name, everything[0].name, "no-such-job"]
        assert [job.name for job in ran.backend.status(some)] == [everything[0].name, everything[2].name]

    def test_canceling_a_job_that_has_ended_changes_nothing(self, ran):
        before = ran.job("good")
        ran.backend.cancel(before.name)
        assert ran.job("good") == before

    def test_submitting_a_job_again_leaves_it_as_it_is(self, ran):
        before = ran.job("good")
        spec = (ran.root / "spec.yml").read_text()
        ran.backend.submit(ran.request(spec, "good"))
        assert ran.job("good") == before

    def test_resources_are_observed_as_they_were_put_and_deleted_once_or_twice(self, ran):
        spec = (ran.root / "spec.yml").read_text()
        project = ran.load(spec)
        key = ("amlcompute", "pool", None)
        assert ran.backend.observe(project).resources[key].manifest["max_instances"] == 4
        ran.backend.put(ran.request(spec, "pool"))
        ran.backend.delete(*key)
        ran.backend.delete(*key)
        assert key not in ran.backend.observe(project).resources
        ran.backend.put(ran.request(spec, "pool"))
        there = ran.backend.observe(project).resources[key]
        assert (there.project, there.key, there.is_archived) == ("contract", "pool", False)

    def test_what_was_applied_is_unchanged_in_the_next_plan(self, ran):
        plan = ran.plan(ran.load((ran.root / "spec.yml").read_text()))
        changing = [str(step.id) for step in plan.steps if step.action.value != "unchanged"]
        assert changing == ["jobs.after_bad"]
