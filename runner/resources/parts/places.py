"""What Azure calls its regions and families of machines, as far as is known here: a newer one gets a warning only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from runner.diagnostics import closest
from runner.resources.base import Problem

if TYPE_CHECKING:
    from runner.document import Path

REGIONS = frozenset(
    [
        "asia",
        "asiapacific",
        "australia",
        "australiacentral",
        "australiacentral2",
        "australiaeast",
        "australiasoutheast",
        "austriaeast",
        "belgiumcentral",
        "brazil",
        "brazilsouth",
        "brazilsoutheast",
        "canada",
        "canadacentral",
        "canadaeast",
        "centralindia",
        "centralus",
        "centraluseuap",
        "chilecentral",
        "chinaeast",
        "chinaeast2",
        "chinaeast3",
        "chinanorth",
        "chinanorth2",
        "chinanorth3",
        "denmarkeast",
        "eastasia",
        "eastus",
        "eastus2",
        "eastus2euap",
        "europe",
        "france",
        "francecentral",
        "francesouth",
        "germany",
        "germanynorth",
        "germanywestcentral",
        "global",
        "india",
        "indonesiacentral",
        "israelcentral",
        "italynorth",
        "japan",
        "japaneast",
        "japanwest",
        "jioindiacentral",
        "jioindiawest",
        "korea",
        "koreacentral",
        "koreasouth",
        "malaysiawest",
        "mexicocentral",
        "newzealandnorth",
        "northcentralus",
        "northeurope",
        "norway",
        "norwayeast",
        "norwaywest",
        "polandcentral",
        "qatarcentral",
        "singapore",
        "southafrica",
        "southafricanorth",
        "southafricawest",
        "southcentralus",
        "southeastasia",
        "southindia",
        "spaincentral",
        "swedencentral",
        "swedensouth",
        "switzerland",
        "switzerlandnorth",
        "switzerlandwest",
        "uaecentral",
        "uaenorth",
        "uk",
        "uksouth",
        "ukwest",
        "unitedstates",
        "usdodcentral",
        "usdodeast",
        "usgovarizona",
        "usgovtexas",
        "usgovvirginia",
        "usseceast",
        "ussecwest",
        "westcentralus",
        "westeurope",
        "westindia",
        "westus",
        "westus2",
        "westus3",
    ]
)
_FAMILIES = re.compile(
    r"(?:standard|basic)_(?:A|B|D|DC|DS|E|EC|F|FS|FX|G|GS|H|HB|HC|HX|L|LS|M|MS|NC|ND|NG|NP|NV|NM|PB)[0-9]",
    re.IGNORECASE,
)


def region(text: object, path: Path) -> Iterator[Problem]:
    """A region that is not known is most often misspelt; `West US 2` and `westus2` are one."""
    if not isinstance(text, str) or "$" in text or "<" in text:
        return
    folded = re.sub(r"[ ()]", "", text).lower()
    if folded not in REGIONS:
        meant = closest(folded, REGIONS)
        hint = f"did you mean `{meant}`?" if meant else "az account list-locations lists them"
        yield Problem(path, "unknown-name", f"`{text}` is not a known region of Azure", hint, meant, is_warning=True)


def family(size: str, path: Path) -> Iterator[Problem]:
    """A size of a family that is not known."""
    if not _FAMILIES.match(size):
        hint = "az vm list-sizes --location REGION lists them"
        yield Problem(path, "unknown-name", f"`{size}` is of no known family of machines", hint, is_warning=True)
