"""The network around a workspace: managed network, outbound rules, access rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Discriminator, Tag

from runner.resources.base import Manifest, Problem
from runner.resources.fields import NULL, Fields, Flag, Word, exactly, snake, told_by

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
        message = "`default_action: Deny` needs `ip_rules`"
        yield Problem(("network_acls",), "missing-field", message, "name the addresses that may reach it", at_key=True)
