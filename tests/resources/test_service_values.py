from __future__ import annotations

import pytest

WORKSPACE = "name: abc\n"
RULE = (
    "managed_network:\n  isolation_mode: disabled\n  outbound_rules:\n  - name: a\n    type: {}\n    destination: {}\n"
)
TAG = "{{service_tag: a, protocol: {}, port_ranges: '{}'}}"
ACLS = "network_acls: {{default_action: Deny, ip_rules: [{{value: '{}'}}]}}\n"
BLOB = "name: b\ntype: azure_blob\naccount_name: {}\ncontainer_name: {}\n"


@pytest.mark.parametrize(
    ("kind", "text", "line", "suggestion"),
    [
        ("workspace", WORKSPACE + RULE.format("fqdn", "https://pypi.org/simple"), 7, "pypi.org"),
        ("workspace", WORKSPACE + RULE.format("fqdn", "a host"), 7, ""),
        ("workspace", WORKSPACE + RULE.format("service_tag", TAG.format("TCP", "http")), 7, ""),
        ("workspace", WORKSPACE + RULE.format("service_tag", TAG.format("TCP", "80, 70000")), 7, ""),
        ("workspace", WORKSPACE + ACLS.format("10.0.0.0/99"), 2, ""),
        ("workspace", WORKSPACE + ACLS.format("300.0.0.1"), 2, ""),
        ("azure_blob", BLOB.format("https://mystore.blob.core.windows.net", "d"), 3, "mystore"),
        ("azure_blob", BLOB.format("mystore", "a/b"), 4, ""),
        ("azure_blob", BLOB.format("mystore", "my data"), 4, ""),
        ("environment", "name: e\nimage: a:1\nversion: 1/2\n", 3, "1-2"),
        ("data", "name: e\npath: azureml://datastores/d/paths/x\nversion: my version\n", 3, "my-version"),
        ("data", "name: d\npath: azureml://datastores/workspacemanageddatastore/x\n", 2, ""),
        ("workspace", WORKSPACE + "public_network_access: off\n", 2, "Disabled"),
        (
            "command_job",
            "command: x\nenvironment: azureml:a:1\nservices:\n  a:\n    type: sssh\n    ssh_public_keys: k\n",
            5,
            "ssh",
        ),
    ],
)
def test_a_value_that_the_service_cannot_use_is_found_at_its_line(check, kind, text, line, suggestion):
    (error,) = check(kind, text)
    assert (error.span.line, error.suggestion) == (line, suggestion)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("workspace", WORKSPACE + RULE.format("fqdn", "'*.pypi.org'")),
        ("workspace", WORKSPACE + RULE.format("service_tag", TAG.format("TCP", "80, 8080-8089"))),
        ("workspace", WORKSPACE + RULE.format("service_tag", TAG.format("'*'", "*"))),
        ("workspace", WORKSPACE + ACLS.format("10.0.0.0/24")),
        ("workspace", WORKSPACE + ACLS.format("2001:db8::1")),
        ("azure_blob", BLOB.format("mystore", "$web")),
        ("environment", "name: e\nimage: a:1\nversion: 2026.1-rc_1\n"),
        ("data", "name: d\npath: azureml://datastores/workspacemanageddatastore\n"),
        ("data", "name: d\npath: azureml://datastores/workspacemanageddatastore/\n"),
    ],
)
def test_a_value_that_the_service_can_use_is_left_alone(check, kind, text):
    assert not check(kind, text)
