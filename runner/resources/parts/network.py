"""The network around a workspace: managed network, outbound rules, access rules."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import Discriminator, Tag

from runner.diagnostics import closest
from runner.resources.base import Manifest, Problem, find, pattern
from runner.resources.fields import NULL, Fields, Flag, Word, exactly, snake, told_by

if TYPE_CHECKING:
    from runner.document import Path

_RULE_READ_ONLY = frozenset({"category", "parent_rule_names", "status"})


class ServiceTag(Fields):
    """A service of Azure, by its tag."""

    service_tag: str
    protocol: str
    port_ranges: str
    address_prefixes: list[str] | None = None


class PrivateEndpoint(Fields):
    """A resource of Azure that is reached through a private endpoint."""

    service_resource_id: str
    subresource_target: str
    spark_enabled: Flag


class ServiceTagRule(Fields):
    """Lets traffic to a service out."""

    READ_ONLY = _RULE_READ_ONLY

    name: str
    type: Annotated[str, Word("service_tag", fold=snake)] | None = None
    destination: ServiceTag


class PrivateEndpointRule(Fields):
    """Makes a private endpoint."""

    READ_ONLY = _RULE_READ_ONLY

    name: str
    type: Annotated[str, Word("private_endpoint", fold=snake)] | None = None
    destination: PrivateEndpoint
    fqdns: list[str] | None = None


class FqdnRule(Fields):
    """Lets traffic to a host out, by its name."""

    READ_ONLY = _RULE_READ_ONLY

    name: str
    type: Annotated[str, Word("fqdn")] | None = None
    destination: str


_DESTINATIONS = dict.fromkeys(ServiceTag.__annotations__, "service_tag") | dict.fromkeys(
    PrivateEndpoint.__annotations__, "private_endpoint"
)


def _rule(value: object) -> str | None:
    """What a rule is: by its `type`, else by its destination, as azure-ai-ml finds it."""
    if not isinstance(value, dict):
        return None
    word, destination = value.get("type"), value.get("destination")
    if isinstance(word, str):
        return snake(word)
    if isinstance(destination, dict):
        return told_by(_DESTINATIONS, destination) or "private_endpoint"
    return "fqdn"


OutboundRule = Annotated[
    Annotated[PrivateEndpointRule, Tag("private_endpoint")]
    | Annotated[ServiceTagRule, Tag("service_tag")]
    | Annotated[FqdnRule, Tag("fqdn")],
    Discriminator(_rule),
]


class ManagedNetwork(Fields):
    """A network that the service runs for the workspace."""

    READ_ONLY = frozenset({"network_id", "status"})

    isolation_mode: Annotated[
        str, Word("disabled", "allow_internet_outbound", "allow_only_approved_outbound", fold=snake)
    ]
    outbound_rules: Annotated[list[OutboundRule] | None, NULL] = None
    firewall_sku: Annotated[str, Word("standard", "basic", fold=snake)] | None = None


class IpRule(Fields):
    """An address or a range of addresses that may reach the workspace."""

    READ_ONLY = frozenset({"$schema"})

    value: str


class NetworkAcls(Fields):
    """Who may reach the workspace from the internet."""

    READ_ONLY = frozenset({"$schema"})

    default_action: Annotated[str, Word("Allow", "Deny", fold=exactly)]
    ip_rules: Annotated[list[IpRule] | None, NULL] = None


class ServerlessCompute(Fields):
    """The network of serverless jobs."""

    READ_ONLY = frozenset({"$schema"})

    custom_subnet: Annotated[str | None, NULL] = None
    no_public_ip: Flag | None = None


def access_rules(manifest: Manifest) -> Iterator[Problem]:
    """Who denies all has to say whom not (`NetworkAclsSchema.validate_schema` of azure-ai-ml)."""
    acls = manifest.get("network_acls")
    if isinstance(acls, Mapping) and acls.get("default_action") == "Deny" and not acls.get("ip_rules"):
        message, hint = "`default_action: Deny` needs `ip_rules`", "name the addresses that may reach it"
        missing = (("network_acls", "ip_rules"),)
        yield Problem(("network_acls",), "missing-field", message, hint, at_key=True, missing=missing)


_PORTS = re.compile(r"\*|[0-9]{1,5}(?:\s*-\s*[0-9]{1,5})?(?:\s*,\s*[0-9]{1,5}(?:\s*-\s*[0-9]{1,5})?)*")
_LAST_PORT = 65535
_PROTOCOLS = ("TCP", "UDP", "ICMP", "Any")
_ADDRESS_CHARACTERS = re.compile(r"[a-fA-F.:/]*[0-9][0-9a-fA-F.:/]*")


def rule_values(manifest: Manifest) -> Iterator[Problem]:
    """Hosts, ports and addresses of rules, at none of which azure-ai-ml looks."""
    for path, text in find(manifest, pattern("managed_network.outbound_rules.*.destination")):
        if isinstance(text, str) and "$" not in text:
            yield from _host(text, path)
    for path, text in find(manifest, pattern("managed_network.outbound_rules.*.destination.port_ranges")):
        numbers = [int(number) for number in re.findall(r"[0-9]+", text)] if isinstance(text, str) else []
        ranges = re.findall(r"([0-9]+)\s*-\s*([0-9]+)", text) if isinstance(text, str) else []
        is_in_order = all(n <= _LAST_PORT for n in numbers) and all(int(low) <= int(high) for low, high in ranges)
        if isinstance(text, str) and not (_PORTS.fullmatch(text.strip()) and is_in_order):
            hint = "write ports and ranges from 0 to 65535: 80, 8080-8089"
            yield Problem(path, "invalid-value", f"`{text}` is not a list of ports", hint)
    for path, text in find(manifest, pattern("managed_network.outbound_rules.*.destination.protocol")):
        if isinstance(text, str) and text.lower() not in {*map(str.lower, _PROTOCOLS), "*"}:
            meant = closest(text, _PROTOCOLS)
            hint = f"did you mean `{meant}`?" if meant else f"one of {', '.join(_PROTOCOLS)}"
            message = f"`{text}` is not a protocol that is known here"
            yield Problem(path, "unknown-name", message, hint, meant, is_warning=True)
    for path, text in find(manifest, pattern("network_acls.ip_rules.*.value")):
        if (isinstance(text, str) and _ADDRESS_CHARACTERS.fullmatch(text) and not _is_address(text)) or text == "":
            hint = "write an address or a range of addresses: 203.0.113.7, 203.0.113.0/24"
            yield Problem(path, "invalid-value", f"`{text}` is not an address", hint)


def rule_names(manifest: Manifest) -> Iterator[Problem]:
    """Rules are sent by name: of two with one name azure-ai-ml sends the last."""
    network = manifest.get("managed_network")
    rules = network.get("outbound_rules") if isinstance(network, Mapping) else None
    names: set[str] = set()
    for index, rule in enumerate(rules if isinstance(rules, list) else ()):
        name = rule.get("name") if isinstance(rule, Mapping) else None
        if isinstance(name, str) and name in names:
            path = ("managed_network", "outbound_rules", index, "name")
            message = f"two rules are named `{name}`, and only the last is sent"
            yield Problem(path, "duplicate-name", message, "rename one", is_warning=True)
        names.add(str(name))


def _host(text: str, path: Path) -> Iterator[Problem]:
    """A rule by name has the name of a host, and no address of a page on it."""
    if re.fullmatch(r"[^\s/:]+", text):
        return
    host = re.sub(r"^[a-zA-Z]+:/+|[/:].*$", "", re.sub(r"^[a-zA-Z]+:/+", "", text))
    suggestion = host if re.fullmatch(r"[\w*.-]+\.\w+", host) else ""
    hint = f"did you mean `{suggestion}`?" if suggestion else "write a name: pypi.org, *.pypi.org"
    yield Problem(path, "invalid-value", f"`{text}` is not the name of a host", hint, suggestion)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True
