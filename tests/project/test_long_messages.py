"""Values in messages are cut where they are longer than anybody reads."""

from __future__ import annotations

import pytest

LONG = "x" * 5000
JOB = "command: x\nenvironment: azureml:e:1\n"


@pytest.mark.parametrize(
    "text",
    [
        f"{JOB}compute: 'azurml:{LONG}'\n",
        f"{JOB}code: {LONG}/y\n",
        f"{JOB}{LONG}: 1\n",
        f"command: x ${{{{inputs.{LONG}}}}}\nenvironment: azureml:e:1\n",
        f"command: x\nenvironment: '{LONG}'\n",
        f"command: x\nenvironment: {{image: '{LONG} y'}}\n",
        f"{JOB}resources: {{shm_size: {LONG}}}\n",
        f"name: {LONG}\nlocation: {LONG}\nkey_vault: {LONG}\n",
        f"type: amlcompute\nname: {LONG}\nsize: {LONG}\n",
        f"type: {LONG}\n",
        f"project: {LONG}\njobs: {{{LONG}: {{}}}}\n",
        f"project: p\njobs: {{a: {{command: '{{{{ {LONG} }}}}', environment: azureml:a:1}}}}\n",
        f"project: p\ntargets: {{a: {{backend: {LONG}, {LONG}: 1}}}}\njobs: {{}}\n",
    ],
)
def test_no_message_is_longer_than_anybody_reads(fails, text):
    for error in fails(text):
        assert len(error.message) <= 600
        assert len(error.hint) <= 800
        assert "x" * 120 not in error.message + error.hint or "…" in error.message


def test_a_long_value_is_shown_by_its_beginning_and_end(fails):
    (error,) = fails(f"{JOB}code: {'a' * 100}{'z' * 100}\n")
    assert error.message == f"`{'a' * 66}…{'z' * 33}` does not exist"


def test_a_suggestion_stays_whole(fails):
    path = "y" * 150
    (error,) = fails(f"command: x\nenvironment: azurml:{path}:1\n")
    assert error.suggestion == f"azureml:{path}:1"
