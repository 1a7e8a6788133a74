"""Which field or word was most likely meant by one that there is not: misspelt, of another client, or cut short."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from runner.diagnostics import closest

_NO_DOUBT = 0.85
"""How alike two names are of which one is the other, misspelt."""
_SHORTEST = 3
"""Letters that a shortened word still has."""

_OTHER_CLIENTS: Mapping[str, tuple[str, ...]] = {
    "account": ("account_name",),
    "acr": ("container_registry",),
    "acrid": ("container_registry",),
    "appinsights": ("application_insights",),
    "args": ("inputs",),
    "arguments": ("inputs",),
    "assigneduser": ("create_on_behalf_of",),
    "auth": ("credentials",),
    "baseimage": ("image",),
    "blobcontainer": ("container_name",),
    "choices": ("values",),
    "cluster": ("compute",),
    "clustername": ("compute",),
    "cmd": ("command",),
    "cmk": ("customer_managed_key",),
    "codeid": ("code",),
    "comment": ("description",),
    "computeid": ("compute",),
    "computename": ("compute", "name"),
    "computetarget": ("compute",),
    "computetype": ("type",),
    "conda": ("conda_file",),
    "condadependencies": ("conda_file",),
    "container": ("container_name", "filesystem"),
    "containername": ("filesystem",),
    "context": ("path",),
    "contexturi": ("path",),
    "count": ("instance_count",),
    "cron": ("expression",),
    "data": ("inputs", "path"),
    "datatype": ("type",),
    "datauri": ("path",),
    "default": ("value",),
    "desc": ("description",),
    "direction": ("goal",),
    "docker": ("image",),
    "dockerimage": ("image",),
    "dockerfile": ("dockerfile_path",),
    "encryption": ("customer_managed_key",),
    "entryscript": ("command",),
    "env": ("environment_variables", "environment", "image"),
    "environmentfile": ("conda_file",),
    "environmentid": ("environment",),
    "environmentvars": ("environment_variables",),
    "envvars": ("environment_variables",),
    "experiment": ("experiment_name",),
    "file": ("path",),
    "filesharename": ("container_name", "filesystem"),
    "filesystemname": ("filesystem",),
    "folder": ("path",),
    "friendlyname": ("display_name",),
    "fstype": ("protocol",),
    "hbi": ("hbi_workspace",),
    "host": ("destination",),
    "hyperparameters": ("search_space",),
    "hyperparametersampling": ("search_space",),
    "image": ("reference",),
    "idlesecondsbeforescaledown": ("idle_time_before_scale_down",),
    "idleshutdown": ("idle_time_before_shutdown",),
    "idletime": ("idle_time_before_scale_down", "idle_time_before_shutdown"),
    "idletimebeforescaledown": ("idle_time_before_scale_down",),
    "idletimeout": ("idle_time_before_scale_down", "idle_time_before_shutdown"),
    "instances": ("instance_count", "max_instances"),
    "instancetype": ("size",),
    "ip": ("value",),
    "jobservicetype": ("type",),
    "jobtype": ("type",),
    "key": ("account_key",),
    "keyvaultid": ("key_vault",),
    "kind": ("type",),
    "labels": ("tags",),
    "loc": ("location",),
    "localpath": ("path",),
    "location": ("path",),
    "lower": ("min_value",),
    "max": ("max_value", "max_instances"),
    "maxconcurrentruns": ("max_concurrent_trials",),
    "maxduration": ("timeout",),
    "maxdurationminutes": ("timeout",),
    "maximum": ("max_value",),
    "maxnodecount": ("max_instances",),
    "maxnodes": ("max_instances",),
    "maxrundurationseconds": ("timeout",),
    "maxtotalruns": ("max_total_trials",),
    "maxtrials": ("max_total_trials",),
    "maxvalue": ("upper",),
    "mean": ("mu",),
    "metric": ("primary_metric",),
    "metricname": ("primary_metric",),
    "min": ("min_value", "min_instances"),
    "minimum": ("min_value",),
    "minnodecount": ("min_instances",),
    "minnodes": ("min_instances",),
    "modelpath": ("path",),
    "modeltype": ("type",),
    "modeluri": ("path",),
    "networkrules": ("network_acls",),
    "nodecount": ("instance_count",),
    "nodeidletimebeforescaledown": ("idle_time_before_scale_down",),
    "nodes": ("instance_count", "max_instances"),
    "optimizationmode": ("goal",),
    "options": ("values",),
    "os": ("os_type",),
    "parameters": ("search_space", "inputs"),
    "parameterspace": ("search_space",),
    "password": ("admin_password",),
    "personalcomputeinstancesettings": ("create_on_behalf_of",),
    "policy": ("early_termination",),
    "ports": ("port_ranges",),
    "primarymetricgoal": ("goal",),
    "priority": ("tier",),
    "privatekey": ("ssh_private_key_file",),
    "processes": ("process_count_per_instance",),
    "processcount": ("process_count_per_instance",),
    "processcountpernode": ("process_count_per_instance",),
    "publickey": ("ssh_key_value",),
    "region": ("location",),
    "replicas": ("instance_count",),
    "run": ("command",),
    "sas": ("sas_token",),
    "script": ("command",),
    "secret": ("client_secret",),
    "share": ("file_share_name",),
    "size": ("instance_type",),
    "sku": ("size", "instance_type"),
    "slack": ("slack_factor",),
    "source": ("code",),
    "sourcedirectory": ("code",),
    "sourcepath": ("code",),
    "src": ("code",),
    "sshpublickey": ("ssh_key_value", "ssh_public_keys"),
    "std": ("sigma",),
    "step": ("q",),
    "storageaccount": ("account_name",),
    "storageaccountname": ("account_name",),
    "target": ("compute",),
    "timeoutinseconds": ("timeout",),
    "title": ("display_name",),
    "upper": ("max_value",),
    "uri": ("path",),
    "url": ("path",),
    "username": ("admin_username",),
    "vmpriority": ("tier",),
    "vmsize": ("size", "instance_type"),
    "weekdays": ("week_days",),
}
"""What a field is called in Azure ML's REST API, its first SDK and CLI, or elsewhere, without case and `_`: the fields
that may be meant, the likeliest first."""


def meant_field(name: str, known: Iterable[str]) -> str:
    """The field that was most likely meant by `name`, or an empty text."""
    fields = set(known)
    return known_by_another_name(name, fields) or _begun(name, fields) or closest(name, fields)


def _begun(name: str, fields: set[str]) -> str:
    """The only field that begins with the letters of `name`, or an empty text."""
    folded = _folded(name)
    begun = [field for field in fields if _folded(field).startswith(folded)] if len(folded) > _SHORTEST else []
    return begun[0] if len(begun) == 1 else ""


def misspelt_beyond_doubt(name: str, known: Iterable[str]) -> str:
    """The field that `name` is without doubt, also where a few of its letters are wrong, or an empty text."""
    fields = set(known)
    return known_by_another_name(name, fields) or closest(name, fields, _NO_DOUBT)


def meant_beside(name: str, known: set[str], absent: set[str]) -> str:
    """The field that was most likely meant by `name` where some are given already: hardly one of those."""
    sure = known_by_another_name(name, absent) or misspelt_beyond_doubt(name, known)
    return sure or meant_field(name, absent) or meant_field(name, known)


def known_by_another_name(name: str, known: Iterable[str]) -> str:
    """The field that `name` is without doubt: in another spelling or by the word of another client."""
    fields = set(known)
    folded = _folded(name)
    same = next((field for field in sorted(fields) if _folded(field) == folded), "")
    same = same or next((field for field in sorted(fields) if _singular_words(field) == _singular_words(name)), "")
    return same or next((field for field in _OTHER_CLIENTS.get(folded, ()) if field in fields), "")


def meant_word(text: str, allowed: Iterable[str]) -> str:
    """The word that was most likely meant by `text`, or an empty text: also where it is the beginning of only one."""
    words = tuple(allowed)
    folded = _folded(text)
    same = next((word for word in words if _folded(word) == folded), "")
    if same:
        return same
    if len(folded) >= _SHORTEST:
        begins = [word for word in words if _folded(word).startswith(folded)]
        holds = [word for word in words if folded in _folded(word)]
        for found in (begins, holds):
            if len(found) == 1:
                return found[0]
    return closest(text, words)


def _singular_words(text: str) -> list[str]:
    """The words of a name in an order of their own: `delay_evaluation` for `evaluation_delay` and `evaluation_delays`."""
    return sorted(word.removesuffix("s") for word in re.split(r"[\s_-]", text.lower()))


def _folded(text: str) -> str:
    return re.sub(r"[\s_-]", "", text).lower()
