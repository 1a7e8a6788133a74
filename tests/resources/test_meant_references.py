from __future__ import annotations

import pytest

REGISTRY = "azureml://registries/azureml/environments/tf"


def job(*lines: str) -> str:
    return "\n".join(("command: x", *lines)) + "\n"


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("azurml:keras:3", "azureml:keras:3"),
        ("AzureML:keras@latest", "azureml:keras@latest"),
        (f"{REGISTRY}:1", f"{REGISTRY}/versions/1"),
        (f"{REGISTRY}@latest", f"{REGISTRY}/labels/latest"),
        (f"{REGISTRY}/version/1", f"{REGISTRY}/versions/1"),
        (f"{REGISTRY}/label/latest", f"{REGISTRY}/labels/latest"),
        (f"{REGISTRY.replace('environments', 'environment')}/versions/1", f"{REGISTRY}/versions/1"),
        (f"{REGISTRY.replace('registries', 'registry')}/versions/1", f"{REGISTRY}/versions/1"),
        (f"{REGISTRY.replace('//', '')}/versions/1", f"{REGISTRY}/versions/1"),
        (f"{REGISTRY.replace('environments', 'models')}/versions/1", ""),
        ("docker:keras:3", ""),
        ("azureml:keras:1:2", ""),
    ],
)
def test_a_reference_to_an_environment_that_is_nearly_one_is_suggested_whole(check, text, suggestion):
    (error,) = check("command_job", job(f"environment: {text}"))
    assert (error.code, error.suggestion) == ("invalid-reference", suggestion)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("AzureML:cpu", "azureml:cpu"),
        ("azureml:cpu:1", "azureml:cpu"),
        ("azureml:cpu@latest", "azureml:cpu"),
        ("azureml/cpu", "azureml:cpu"),
        ("azureml::cpu", "azureml:cpu"),
        ("azureml:cpu_cluster", "azureml:cpu-cluster"),
        ("azureml:", ""),
        ("two words", ""),
    ],
)
def test_a_reference_to_a_compute_that_is_nearly_one_is_suggested_whole(check, text, suggestion):
    (error,) = check("command_job", job("environment: azureml:a:1", f"compute: '{text}'"))
    assert (error.code, error.suggestion) == ("invalid-reference", suggestion)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("azureml://datastore/d/paths/x", "azureml://datastores/d/paths/x"),
        ("azureml://datastores/d/path/x/y", "azureml://datastores/d/paths/x/y"),
        ("azureml://registries/r/data/d:1", "azureml://registries/r/data/d/versions/1"),
        ("azureml://datastores/d/x", ""),
    ],
)
def test_a_place_of_data_that_is_nearly_one_is_suggested_whole(check, text, suggestion):
    (error,) = check("command_job", job("environment: azureml:a:1", f"inputs: {{a: {{path: '{text}'}}}}"))
    assert (error.code, error.suggestion) == ("invalid-reference", suggestion)


@pytest.mark.parametrize(
    ("size", "meant"), [("2 GB", "2G"), ("2gb", "2g"), ("2Gi", "2G"), ("512MiB", "512M"), ("2t", "")]
)
def test_a_size_of_shared_memory_in_another_form_is_suggested_in_the_services(check, size, meant):
    (error,) = check("command_job", job("environment: azureml:a:1", f"resources: {{shm_size: {size}}}"))
    assert error.suggestion == meant
