from __future__ import annotations

import pytest

GROUP = "/subscriptions/aaaaaaaa-1111-2222-3333-bbbbbbbbbbbb/resourceGroups/g"
NAME = "providers/Microsoft.ContainerService/managedClusters/c"
CLUSTER = "name: cc\ntype: kubernetes\nresource_id: {}\n"


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        (f"{GROUP[1:]}/{NAME}", f"{GROUP}/{NAME}"),
        (f"{GROUP}/{NAME}".replace("subscriptions", "subscription"), f"{GROUP}/{NAME}"),
        (f"{GROUP}/{NAME}".replace("resourceGroups", "resourceGroup"), f"{GROUP}/{NAME}"),
        (f"{GROUP}/{NAME}".replace("providers", "provider"), f"{GROUP}/{NAME}"),
        (f"{GROUP}/{NAME}".replace("/g/", "//"), ""),
        (GROUP, ""),
        (f"{GROUP}/managedClusters/c", ""),
    ],
)
def test_an_arm_id_that_is_broken_is_an_error(check, text, suggestion):
    (error,) = check("kubernetes", CLUSTER.format(text))
    assert (error.code, error.span.line, error.suggestion) == ("invalid-reference", 3, suggestion)


@pytest.mark.parametrize("text", ["c", "/x", "/subscriptions/s/k", f"{GROUP}/{NAME}".replace("aaaaaaaa-", "")])
def test_what_may_stand_for_an_arm_id_is_a_warning(check, warnings, text):
    assert not check("kubernetes", CLUSTER.format(text))
    (warning,) = warnings("kubernetes", CLUSTER.format(text))
    assert (warning.code, warning.span.line) == ("invalid-reference", 3)


@pytest.mark.parametrize(
    "text", [f"{GROUP}/{NAME}", f"{GROUP}/{NAME}".upper(), "/subscriptions/<SUBSCRIPTION>/x", "${{inputs.a}}"]
)
def test_an_arm_id_or_one_that_is_still_to_be_filled_in_is_left_alone(report, text):
    assert not report("kubernetes", CLUSTER.format(text))


@pytest.mark.parametrize(
    ("kind", "text", "line"),
    [
        ("virtualmachine", "name: vm\ntype: virtualmachine\nresource_id: {}\nssh_settings: {{admin_username: a, admin_password: b}}", 3),
        ("synapsespark", "name: sp\ntype: synapsespark\nresource_id: {}", 3),
        ("amlcompute", "name: cc\ntype: amlcompute\nidentity:\n  type: user_assigned\n  user_assigned_identities:\n  - resource_id: {}", 6),
        ("workspace", "name: abc\nidentity:\n  type: user_assigned\n  user_assigned_identities:\n    {}: {{}}", 5),
        ("workspace", "name: abc\nprimary_user_assigned_identity: {}", 2),
        ("workspace", "name: abc\ncustomer_managed_key:\n  key_uri: https://a.b\n  key_vault: {}", 4),
        ("workspace", "name: abc\nmanaged_network:\n  isolation_mode: disabled\n  outbound_rules:\n  - name: a\n    type: private_endpoint\n    destination:\n      subresource_target: b\n      spark_enabled: true\n      service_resource_id: {}", 10),
    ],
)  # fmt: skip
def test_an_arm_id_is_checked_wherever_one_stands(check, kind, text, line):
    (error,) = check(kind, text.format(f"{GROUP}/{NAME}".replace("resourceGroups", "resourcegroup")))
    assert (error.code, error.span.line) == ("invalid-reference", line)
    assert error.suggestion == f"{GROUP}/{NAME}"
    assert not check(kind, text.format(f"{GROUP}/{NAME}"))
