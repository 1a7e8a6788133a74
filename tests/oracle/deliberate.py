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

DELIBERATE_OF_PROBES = (
    *DELIBERATE,
    Deliberate("stricter", r"invalid-name .*", "the service refuses such names"),
    Deliberate("stricter", r"(missing-path|path-outside-project) .*", "a path that is not there fails at upload"),
    Deliberate("stricter", r"missing-field .*", "the service cannot run it without the field"),
    Deliberate("stricter", r"conflicting-fields .*", "the service refuses the combination"),
    Deliberate("stricter", r"invalid-reference .*", "the form names nothing that could be found"),
    Deliberate("stricter", r"invalid-value .*", "empty, out of range, or of a form that the service refuses"),
    Deliberate("stricter", r"wrong-type .*", "the SDK cuts 1.5 off to a whole number, and takes true for a version"),
    Deliberate("stricter", r"empty-value .*environment\.(name|version)", "null is no name and no version"),
    Deliberate("stricter", r"unknown-field managed_network\..*", "the SDK drops keys that it does not know there"),
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
