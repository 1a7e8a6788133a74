from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from runner.backends.local.layout import Layout
from runner.backends.local.locks import held

VALID = "project: p\njobs: {a: {command: echo, environment: azureml:e@latest}}\n"
INVALID = VALID.replace("command", "comand")
REFUSED = VALID.replace("command: echo", "command: echo, resources: {instance_count: 2}")
OTHER = (
    "project: p\nvariables: {epochs: 1, name: {type: string}}\ntargets: {dev: {backend: azureml}, laptop: {backend: local}}\n"
    "jobs: {a: {command: 'echo {{ var.epochs }}', environment: azureml:e@latest}}\n"
)
FILES = {
    "valid.yml": VALID,
    "invalid.yml": INVALID,
    "refused.yml": REFUSED,
    "other.yml": OTHER,
    "plain.yml": "image: a\nname: b\n",
}

CODES = [
    ("--version", 0, ""),
    ("--help", 0, ""),
    ("plan --help", 0, ""),
    ("validate valid.yml", 0, ""),
    ("render valid.yml", 0, ""),
    ("plan valid.yml", 0, ""),
    ("plan --offline valid.yml", 0, ""),
    ("plan --offline --target dev other.yml", 0, ""),
    ("jobs", 0, "no jobs yet"),
    ("models", 0, "no models yet"),
    ("render valid.yml -o valid.yml/x", 1, "cannot write valid.yml/x/job/a.yml: not a directory"),
    ("plan --detailed-exitcode valid.yml", 2, ""),
    ("plan --detailed-exitcode --offline valid.yml", 2, ""),
    ("validate invalid.yml", 3, "did you mean `command`?"),
    ("validate valid.yml invalid.yml", 3, "did you mean `command`?"),
    ("render invalid.yml", 3, "did you mean `command`?"),
    ("plan invalid.yml", 3, "did you mean `command`?"),
    ("plan refused.yml", 3, ""),
    ("plan --detailed-exitcode refused.yml", 3, ""),
    ("validate nothing.yml", 3, "cannot read nothing.yml: no such file or directory"),
    ("", 64, "Usage: runner"),
    ("validat valid.yml", 64, "Did you mean validate?"),
    ("validate", 64, "Missing argument 'SPEC...'"),
    ("plan valid.yml other.yml", 64, "Got unexpected extra argument"),
    ("validate --formt json valid.yml", 64, "Did you mean '--format'?"),
    ("validate --format xml valid.yml", 64, "'xml' is not one of 'text', 'json', 'sarif', 'junit', 'github'"),
    ("validate --format sarif valid.yml", 0, ""),
    ("validate --format sarif invalid.yml", 3, ""),
    ("validate --format junit invalid.yml valid.yml", 3, ""),
    ("validate --format github invalid.yml", 3, ""),
    ("validate --format github --target laptp other.yml", 64, ""),
    ("validate --format json --target laptp other.yml", 64, ""),
    ("validate --format json --target laptop other.yml invalid.yml", 64, ""),
    ("explain", 0, ""),
    ("explain unknown-field", 0, ""),
    ("explain unknown-feild", 64, "did you mean `unknown-field`?"),
    ("explain zzz", 64, "there is no diagnostic `zzz`"),
    ("validate --target laptp other.yml", 64, "did you mean `laptop`?"),
    ("validate --target dev valid.yml", 64, "the spec has no target `dev`"),
    ("render other.yml", 64, "give --target NAME"),
    ("validate other.yml", 0, ""),
    ("validate --target laptop --var epoch=3 other.yml", 64, "did you mean `epochs`?"),
    ("validate --target laptop --var epochs=many other.yml", 64, "`epochs` must be a whole number, and is `many`"),
    ("validate --target laptop --var epochs other.yml", 64, "write name=value"),
    ("validate --var epochs=3 plain.yml", 64, "a plain CLI v2 file has no variables"),
    ("plan --target dev other.yml", 64, "cannot reach the `azureml` backend yet"),
    ("show nothing", 64, "there is no job `nothing`"),
    ("logs nothing", 64, "there is no job `nothing`"),
    ("cancel nothing", 64, "there is no job `nothing`"),
]


@pytest.mark.parametrize(("command", "code", "said"), CODES)
def test_the_exit_code_says_what_kind_of_end_it_was(run, write, folder, command, code, said):
    write(folder, FILES)
    finished = run(*command.split())
    assert (finished.code, "Traceback" in finished.err) == (code, False)
    assert said in finished.err
    assert bool(finished.err) is bool(said) or code == 0


def test_a_plan_of_what_is_there_already_has_no_changes(run, write, folder):
    write(folder, {"spec.yml": "project: p\nenvironments: {e: {image: a}}\n"})
    assert run("apply", "spec.yml").code == 0
    finished = run("plan", "--detailed-exitcode", "spec.yml")
    assert (finished.code, finished.out.splitlines()[-1]) == (0, "1 unchanged.")


def test_an_interrupted_command_says_so(start, write, folder):
    write(folder, FILES)
    layout = Layout(folder)
    layout.folder.mkdir()
    with held(layout.apply_lock), start("apply", "valid.yml") as process:
        assert process.stderr.readline().startswith("waiting for another apply")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
        assert "Traceback" not in process.stderr.read()


def test_a_bug_of_ours_shows_where_it_is():
    bug = "import runner.cli as c; c.COMMANDS['boom'] = ('json:loads', ''); c.main(['boom'])"
    finished = subprocess.run([sys.executable, "-c", bug], capture_output=True, text=True, check=False)
    assert finished.returncode == 70
    assert "Traceback" in finished.stderr
    assert "this is a bug of runner, not of your spec" in finished.stderr
