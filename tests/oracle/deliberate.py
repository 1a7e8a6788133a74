"""Where runner differs from azure-ai-ml on purpose, each with its reason. Everything else is a defect of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from tests.oracle.compare import Finding


class Deliberate(NamedTuple):
    """Causes of findings of one outcome, as a regular expression, that are meant to be."""

    outcome: str
    cause: str
    reason: str


DELIBERATE = (
    Deliberate("stricter", r"wrong-type .*environment_variables\.\w+", "a variable is one text, and no mapping"),
)
"""Of resources whose values a user could mean."""

_COUNTS = (
    "dashboard_port|delay_evaluation|evaluation_interval|idle_time_before_scale_down|idle_time_before_shutdown_minutes|"
    "instance_count|interval|max_concurrent_trials|max_instance_count|max_instances|max_total_trials|min_instances|"
    "parameter_server_count|port|process_count_per_instance|ssh_port|timeout|timeout_minutes|trial_timeout|"
    "truncation_percentage|upper|worker_count"
)
_NAMES_OF_STORES = "account_name|container_name|file_share_name|filesystem|store_name"


def _stricter(code: str, fields: str, reason: str) -> Deliberate:
    """We refuse values of these fields, of a job or of a sweep's trial, that the SDK takes."""
    return Deliberate("stricter", rf"{code} (?:trial\.)?(?:{fields})", reason)


DELIBERATE_OF_PROBES = (
    *DELIBERATE,
    _stricter("invalid-value", rf"(?:.*\.)?(?:{_COUNTS})", "negative, or 0, or no port: the service cannot run it"),
    _stricter(
        "wrong-type", rf"(?:.*\.)?(?:{_COUNTS})|sampling_algorithm\.(?:seed|logbase)", "the SDK cuts 1.5 off to 1"
    ),
    _stricter(
        r"(?:invalid-value|wrong-type)", r".*\.schedule\.(?:hours|minutes)\[N\]", "the same, of hours and minutes"
    ),
    _stricter("invalid-value", r"search_space\.one\.(?:q|sigma)", "a step of 0 and a negative spread give nothing"),
    _stricter("conflicting-fields", r"search_space\.one\.min_value|min_instances", "the smallest is above the largest"),
    _stricter(
        "conflicting-fields", r"environment\.build", "an image and a build; the SDK refuses it outside of a sweep"
    ),
    _stricter("invalid-name", rf"name|outputs\.one\.name|{_NAMES_OF_STORES}", "the service refuses such names"),
    _stricter(
        "invalid-value",
        rf"name|{_NAMES_OF_STORES}|artifact\.name|endpoint|one_lake_workspace_name|namespace",
        "it is empty",
    ),
    _stricter("invalid-value", r"command|code|objective\.primary_metric|ssh_settings\.admin_username", "it is empty"),
    _stricter("invalid-value", r"environment\.build\.(?:path|dockerfile_path)", "it is empty"),
    _stricter("invalid-value", r"version", "the service refuses such versions"),
    _stricter("wrong-type", r"(?:environment\.|outputs\.one\.)?version|environment\.name", "true is no version"),
    _stricter("empty-value", r"environment\.(?:name|version)", "null is no name and no version"),
    _stricter("wrong-type", r"(?:environment\.)?conda_file", "a number is no file"),
    _stricter("wrong-type", r"flavors\.one", "a flavour is a mapping"),
    _stricter("invalid-reference", r"compute|outputs\.one\.path", "the form names nothing that could be found"),
    _stricter("invalid-value", r"(?:environment\.)?image", "no name of an image: empty, or with a space"),
    _stricter("invalid-value", r"inputs\.one\.path|path|resource_id", "it is empty, or of no form that there is"),
    _stricter("missing-path", r"inputs\.one\.path", "a path that is not there fails at upload"),
    _stricter(
        "invalid-value", r"resources\.shm_size|idle_time_before_shutdown|size|location", "of no form that there is"
    ),
    _stricter("invalid-value", r".*\.trigger\.(?:expression|start_time|time_zone)", "no cron expression, time or zone"),
    _stricter(
        r"(?:invalid-value|wrong-type)",
        r"managed_network\.outbound_rules\[N\]\.(?:type|destination(?:\.port_ranges)?)|network_acls\.ip_rules\[N\]\.value",
        "the rule leads nowhere: the SDK drops it, or sends what the service refuses",
    ),
    _stricter("unknown-field", r"managed_network\..*", "the SDK drops keys that it does not know there"),
    _stricter(
        "missing-field",
        r"identity(?:\.user_assigned_identities(?:\[N\]\.resource_id)?)?|ssh_settings(?:\.admin_password)?|inputs\.one|"
        r"outputs\.one\.version|environment(?:\.build)?|search_space\.one(?:\.values)?|.*\.trigger",
        "the service cannot run it without the field",
    ),
    Deliberate("laxer", r"load .*order specify existing None please.*", "`id` is left out, whatever it holds"),
    Deliberate("laxer", r"load .*managed_network status .*", "`status` is left out, whatever it holds"),
    Deliberate("laxer", r"rest error_type FileNotFoundError .*", "a key file is read from where the SDK is run"),
)
"""Of probes, which hold values of every class: that we refuse a meaningless one is no defect, that we take one is."""


def defects(finding: Finding | None, deliberate: Iterable[Deliberate]) -> frozenset[str]:
    """The causes of a finding that are not meant to be."""
    if finding is None:
        return frozenset()
    known = [one.cause for one in deliberate if one.outcome == finding.outcome]
    return frozenset(cause for cause in finding.causes if not any(re.fullmatch(one, cause) for one in known))
