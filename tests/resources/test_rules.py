from __future__ import annotations

import pytest

ENVIRONMENT = "environment: azureml:a:1\n"
JOB = f"command: echo\n{ENVIRONMENT}"
CLUSTER = "name: c\ntype: amlcompute\n"
REGISTRY = "azureml://registries/azureml/environments/tf"


@pytest.mark.parametrize(
    ("command", "place", "code", "said", "suggestion"),
    [
        ("x ${{inputs.dta}}", "1:12", "undefined-input", "`dta` is not one of the job's inputs", "${{inputs.data}}"),
        ("x ${{inputs.zzz}}", "1:12", "undefined-input", "`zzz` is not one of the job's inputs", ""),
        ("x ${{inputs}}", "1:12", "unknown-expression", "names none of the `inputs`", "${{inputs.data}}"),
        ("${{inputs.data}} ${{ inputs.nope }}", "1:27", "undefined-input", "`nope`", ""),
        ("x ${{outputs.modle}}", "1:12", "undefined-output", "is not one of the job's outputs", "${{outputs.model}}"),
        (
            "x ${{input.data}}",
            "1:12",
            "unknown-expression",
            "`${{input.data}}` is not an expression of a command",
            "${{inputs.data}}",
        ),
        ("x ${{foo}}", "1:12", "unknown-expression", "`${{foo}}` is not an expression of a command", ""),
        ("x ${{jobs.a.outputs.b}}", "1:12", "unknown-expression", "is not an expression of a command", ""),
        ("x ${{search_space.lr}}", "1:12", "unknown-expression", "known only inside a sweep job", ""),
        ("x ${{parent.inputs.x}}", "1:12", "unknown-expression", "known only inside a pipeline", "${{inputs.x}}"),
        ("${{inputs.data}} ${{inputs.data} y", "1:27", "unclosed-expression", "is not closed", "${{inputs.data}}"),
        ("${{inputs.data ${{inputs.data}}", "1:10", "unclosed-expression", "is not closed", "${{inputs.data}}"),
        ("x ${inputs.data}", "1:12", "unknown-expression", "`${inputs.data}` is not an expression", "${{inputs.data}}"),
    ],
)
def test_an_expression_of_a_command_names_what_is_there(check, command, place, code, said, suggestion):
    text = f"command: {command}\n{ENVIRONMENT}inputs: {{data: 1}}\noutputs: {{model: {{}}}}\n"
    (error,) = check("command_job", text)
    assert (error.code, str(error.span), error.suggestion) == (code, f"spec.yml:{place}", suggestion)
    assert said in error.message


def test_an_expression_is_located_in_a_block_of_lines(check):
    (error,) = check("command_job", f"command: |\n  one\n  two ${{{{inputs.nope}}}}\n{ENVIRONMENT}")
    assert error.span[1:] == (3, 7, 3, 23)


def test_an_expression_that_is_not_closed_is_located_in_a_folded_text(check):
    text = f"command: >-\n  one\n  --x ${{{{inputs.x}}\n  --y ${{{{inputs.x}}}}\n{ENVIRONMENT}inputs: {{x: 1}}\n"
    (error,) = check("command_job", text)
    assert (error.code, error.span[1:]) == ("unclosed-expression", (3, 7, 3, 19))


def test_an_expression_of_an_environment_variable_is_checked_too(check):
    (error,) = check("command_job", JOB + "environment_variables: {A: '${{inputs.nope}}'}")
    assert (error.code, error.path) == ("undefined-input", "environment_variables.A")


@pytest.mark.parametrize(
    "command", ["echo ${HOME} $A", "echo ${a.b}", "x ${{name}} ${{default_datastore}}", "awk '{print $1}'"]
)
def test_what_belongs_to_the_shell_or_the_service_stays(check, command):
    assert check("command_job", f'command: "{command}"\n{ENVIRONMENT}') == []


@pytest.mark.parametrize(
    ("reference", "said", "suggestion"),
    [
        ("azureml:cpu", "names neither a version nor a label", "azureml:cpu@latest"),
        ("azureml:@latest", "is not a reference to an environment", ""),
        ("azureml:a:1:2", "is not a reference to an environment", ""),
        ("cpu@latest", "is not a reference to an environment", "azureml:cpu@latest"),
        ("cpu:3", "is not a reference to an environment", "azureml:cpu:3"),
        (
            f"{REGISTRY.replace('ments', 'ment')}/versions/1",
            "names something else than an environment",
            f"{REGISTRY}/versions/1",
        ),
        (f"{REGISTRY.replace('environments', 'models')}/versions/1", "names something else than an environment", ""),
        (REGISTRY, "is not a reference to an environment", ""),
        (f"{REGISTRY}/label/latest", "is not a reference to an environment", f"{REGISTRY}/labels/latest"),
        ("./environment.yml", "is not a reference to an environment", "file:./environment.yml"),
        ("a b", "is not a reference to an environment", ""),
    ],
)
def test_a_reference_to_an_environment_names_a_version_or_a_label(check, reference, said, suggestion):
    (error,) = check("command_job", f"command: x\nenvironment: {reference}\n")
    assert (str(error.span), error.suggestion) == ("spec.yml:2:14", suggestion)
    assert said in error.message


@pytest.mark.parametrize(
    "reference",
    [
        "azureml:cpu:3",
        "azureml:AzureML-cpu@latest",
        f"{REGISTRY}/labels/latest",
        f"{REGISTRY}/versions/1",
        "azureml:/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/environments/e/versions/1",
    ],
)
def test_azure_ml_s_references_to_environments_are_taken(check, reference):
    assert check("command_job", f"command: x\nenvironment: {reference}\n") == []


@pytest.mark.parametrize(
    ("compute", "is_valid"),
    [
        ("azureml:cpu-cluster", True),
        ("cpu-cluster", True),
        ("local", True),
        ("azureml:/subscriptions/s/x", True),
        ("azureml:virtualClusters/gpus", True),
        ("azureml://virtualclusters/gpus", True),
        ("azureml:clusters/gpus", False),
        ("azureml:cpu:1", False),
        ("azureml:cpu@latest", False),
        ("azureml:", False),
        ("1cpu", False),
        ("a b", False),
    ],
)
def test_a_compute_is_named_or_local(check, compute, is_valid):
    found = check("command_job", JOB + f"compute: '{compute}'")
    assert [d.code for d in found] == ([] if is_valid else ["invalid-reference"])


@pytest.mark.parametrize(
    ("path", "is_valid"),
    [
        ("./data", True),
        ("https://example.org/x.csv", True),
        ("wasbs://c@a.blob.core.windows.net/x", True),
        ("azureml:d:1", True),
        ("azureml:d@latest", True),
        ("azureml://datastores/d/paths/x/y", True),
        ("azureml://subscriptions/s/resourcegroups/g/workspaces/w/datastores/d/paths/x", True),
        ("azureml://jobs/j/outputs/o/paths/x", True),
        ("azureml://registries/azureml/data/d/versions/1", True),
        ("azureml://registries/azureml/models/m/labels/latest", True),
        ("${{ jobs.a.outputs.b }}", True),
        ("azureml:d", False),
        ("azureml:d:1:2", False),
        ("azureml://datastore/d/paths/x", False),
        ("azureml://datastores/d", False),
        ("azureml://registries/azureml/environments/e/versions/1", False),
        ("foo://x", False),
        ("${{ jobs.a.outputs.b }}/x", False),
        ("${{ inputs.a }}", False),
    ],
)
def test_an_input_s_path_is_a_place_where_data_can_be(check, path, is_valid):
    found = check("command_job", JOB + f"inputs: {{a: {{path: '{path}'}}}}")
    assert len(found) == (0 if is_valid else 1)


@pytest.mark.parametrize(
    ("kind", "text", "place", "code", "said"),
    [
        ("command_job", JOB + "inputs: {a: {type: uri_file}}", "3:10", "missing-field", "the input has no `path`"),
        ("command_job", JOB + "inputs: {a: {path: x, value: 1}}", "3:23", "conflicting-fields", "not both"),
        (
            "command_job",
            JOB + "inputs: {a: '${{ inputs.b }}'}",
            "3:14",
            "unknown-expression",
            "cannot use this expression",
        ),
        ("command_job", JOB + "resources: {shm_size: lots}", "3:23", "invalid-value", "`lots` is not a size"),
        ("command_job", JOB + "resources: {shm_size: '0'}", "3:23", "invalid-value", "`0` is not a size"),
        (
            "command_job",
            "command: x\nenvironment: {conda_file: c.yml}",
            "2:1",
            "missing-field",
            "`conda_file` needs an",
        ),
        ("command_job", "command: x\nenvironment: {}", "2:1", "missing-field", "there is no `image`"),
        ("environment", "name: e", "1:1", "missing-field", "there is no `image`"),
        ("environment", "name: e\nimage: a:1\nbuild: {path: .}", "3:1", "conflicting-fields", "exclude each other"),
        ("environment", "name: e\nimage: a b", "2:8", "invalid-value", "not the name of a container image"),
        ("environment", "name: e\nimage: ''", "2:8", "invalid-value", "not the name of a container image"),
        ("environment", "name: e\nimage: https://a/b", "2:8", "invalid-value", "not the name of a container image"),
        (
            "amlcompute",
            CLUSTER + "min_instances: 3\nmax_instances: 2",
            "4:16",
            "conflicting-fields",
            "at least 3 and at most 2",
        ),
        ("amlcompute", CLUSTER + "min_instances: 5", "3:16", "conflicting-fields", "at least 5 and at most 4"),
        ("amlcompute", CLUSTER + "min_instances: 3.0\nmax_instances: '2'", "4:16", "conflicting-fields", "at least 3"),
        ("amlcompute", CLUSTER + "size: big", "3:7", "invalid-value", "`big` is not the name of a VM size"),
        ("amlcompute", CLUSTER + "identity: {type: user_assigned}", "3:1", "missing-field", "user_assigned_identities"),
        ("workspace", "name: abc\nkey_vault: my-vault", "2:12", "invalid-reference", "`my-vault` is not an ARM id"),
    ],
)
def test_fields_that_are_valid_alone_and_wrong_together_are_reported(check, kind, text, place, code, said):
    (error,) = check(kind, text)
    assert (error.code, str(error.span)) == (code, f"spec.yml:{place}")
    assert said in error.message


@pytest.mark.parametrize(
    ("service", "is_valid"),
    [
        ("{type: ssh, ssh_public_keys: k}", True),
        ("{type: SSH, ssh_public_keys: k}", True),
        ("{ssh_public_keys: k}", True),
        ("{type: tensor_board, log_dir: logs}", True),
        ("{type: jupyter_lab, ssh_public_keys: k}", False),
        ("{type: ssh, log_dir: logs}", False),
        ("{log_dir: logs, ssh_public_keys: k}", False),
    ],
)
def test_a_service_has_the_fields_of_its_type(check, service, is_valid):
    found = check("command_job", f"command: echo\nenvironment: azureml:a:1\nservices: {{s: {service}}}")
    assert [problem.code for problem in found] == ([] if is_valid else ["conflicting-fields"])


@pytest.mark.parametrize("word", ["aml_token", "AMLToken", "AmlToken", "AML_TOKEN"])
def test_a_word_is_taken_in_every_case_of_azure_ml(check, word):
    assert check("command_job", JOB + f"identity: {{type: {word}}}") == []


@pytest.mark.parametrize("word", ["aml-token", "aml__token", "token"])
def test_a_word_that_is_nearly_one_is_none(check, word):
    assert [found.code for found in check("command_job", JOB + f"identity: {{type: {word}}}")] == ["invalid-value"]


def test_a_sweep_may_allow_more_trials_at_once_than_there_are(report):
    text = """trial: {command: "x ${{search_space.lr}}", environment: azureml:a:1}
search_space: {lr: {type: uniform, min_value: 0, max_value: 1}}
objective: {goal: minimize, primary_metric: loss}
limits: {max_total_trials: 2, max_concurrent_trials: 10}
type: sweep
"""
    (found,) = report("sweep_job", text)
    assert (found.severity, found.code, str(found.span)) == ("warning", "conflicting-fields", "spec.yml:4:54")
