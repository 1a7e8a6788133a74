"""What Azure ML CLI v2 knows and this tool does not manage, told by `type` or by keys that none of our kinds has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from runner.resources.fields import snake

if TYPE_CHECKING:
    from runner.document import Node

_JOBS = {
    "pipeline": "pipeline job",
    "parallel": "parallel job",
    "spark": "Spark job",
    "automl": "automated ML job",
    "import": "import job",
    "distillation": "distillation job",
    "finetuning": "fine-tuning job",
    "fine_tuning": "fine-tuning job",
    "data_transfer": "data transfer job",
    "hdfs": "HDFS datastore",
}
_CONNECTIONS = frozenset(
    {
        "alds_gen2", "api_key", "azure_ai_search", "azure_ai_services", "azure_content_safety", "azure_my_sql_db",
        "azure_one_lake", "azure_open_ai", "azure_postgres_db", "azure_speech_services", "azure_sql_db",
        "azure_synapse_analytics", "container_registry", "custom", "git", "open_ai", "python_feed", "s3", "serp",
        "serverless", "snowflake",
    }
)  # fmt: skip

_STORES = ("azure_blob", "azure_data_lake_gen2")
"""Types that datastores and connections to them share."""

_BY_KEY = {
    "jobs": "pipeline job",
    "endpoint_name": "deployment",
    "code_configuration": "deployment",
    "scale_settings": "deployment",
    "auth_mode": "endpoint",
    "traffic": "endpoint",
    "create_job": "schedule",
    "create_monitor": "schedule",
    "is_deterministic": "component",
    "replication_locations": "registry",
    "hub_id": "project",
    "default_resource_group": "hub",
    "default_project_resource_group": "hub",
    "capability_host_kind": "capability host",
    "feature_transformation_code": "feature set specification",
    "specification": "feature set",
    "materialization_settings": "feature set",
    "index_columns": "feature store entity",
    "offline_store": "feature store",
    "online_store": "feature store",
    "materialization_identity": "feature store",
    "target_environment": "model package",
    "target_environment_name": "model package",
    "inferencing_server": "model package",
    "model_id": "serverless endpoint",
    "task": "automated ML job",
    "nodes": "prompt flow",
    "transformations": "MLTable",
    "instance_type": "deployment",
    "instance_count": "deployment",
    "app_insights_enabled": "deployment",
    "request_settings": "deployment",
    "liveness_probe": "deployment",
}
"""Keys that none of our kinds has. Order matters where a body has several."""

_VALUE_TYPES = frozenset({"number", "integer", "string", "boolean"})
"""Types that inputs of components have, and inputs of jobs do not."""


def by_type(word: str) -> str | None:
    """What a `type:` in small letters names that is not ours, in words, whatever stands beside it."""
    return _JOBS.get(word)


def by_shape(body: Node) -> tuple[str, str] | None:
    """What a body without a `$schema` is, in words, and the key that gives it away."""
    values = body.value if isinstance(body.value, Mapping) else {}
    word = values["type"].value if "type" in values else None
    if isinstance(word, str) and {word.lower(), snake(word)} & _CONNECTIONS:
        return "connection", "type"
    if "command" in values:
        key = _component_key(values)
        return ("component", "type" if "type" in values else key) if key else None
    if "trial" in values:
        return None
    if word in _STORES and values.keys() & {"target", "url"}:
        return "connection", "type"
    return next(((noun, key) for key, noun in _BY_KEY.items() if key in values), None)


def _component_key(values: Mapping[str, Node]) -> str | None:
    """The key by which a body with a `command` is a component: it has a version, or its inputs are only declared."""
    sure = next((key for key in ("version", "is_deterministic") if key in values), None)
    if sure or "inputs" not in values or not isinstance(values["inputs"].value, Mapping):
        return sure
    inputs = [item.value for item in values["inputs"].value.values() if isinstance(item.value, Mapping)]
    types = {item["type"].value for item in inputs if "type" in item and isinstance(item["type"].value, str)}
    return "inputs" if types & _VALUE_TYPES else None
