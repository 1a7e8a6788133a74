"""Ways into a running job: JupyterLab, SSH, TensorBoard, VS Code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from runner.diagnostics import closest
from runner.resources.base import Manifest, Problem, word
from runner.resources.fields import Anything, Fields, Port, Word, exactly

_OF_ONE_TYPE = {"ssh_public_keys": "ssh", "log_dir": "tensor_board"}
"""Fields that one type of service has."""


class Service(Fields):
    """A way into a running job: JupyterLab, SSH, TensorBoard, VS Code, or one of the service's own."""

    READ_ONLY = frozenset({"$schema", "endpoint", "error_message", "status"})

    type: str | None = None
    nodes: Annotated[str, Word("all", fold=exactly)] | None = None
    port: Port | None = None
    properties: Anything | None = None
    ssh_public_keys: str | None = None
    log_dir: str | None = None


def service_rules(manifest: Manifest) -> Iterator[Problem]:
    """What is only for one type of service stands with that type, or with none."""
    services = manifest.get("services")
    for name, service in services.items() if isinstance(services, Mapping) else ():
        if not isinstance(service, Mapping):
            continue
        if all(field in service for field in _OF_ONE_TYPE):
            message = "`ssh_public_keys` and `log_dir` belong to services of two types"
            yield Problem(("services", name, "log_dir"), "conflicting-fields", message, "make two of it", at_key=True)
        for field, wanted in _OF_ONE_TYPE.items():
            if field in service and word(service.get("type")) not in ("", wanted):
                if closest(word(service["type"]), [wanted]):
                    message = f"`{service['type']}` is not the type of a service with `{field}`"
                    hint = f"did you mean `{wanted}`?"
                    yield Problem(("services", name, "type"), "invalid-value", message, hint, wanted)
                    continue
                message = f"a service of type {service['type']} has no `{field}`"
                hint = f"it is for type {wanted}"
                yield Problem(("services", name, field), "conflicting-fields", message, hint, at_key=True)
