"""The kinds of resources that specs describe, one module each, and how their fields are validated."""

from runner.resources.base import NOTHING, Fields, Kind, Lifecycle, Manifest, NonEmpty, Problem, find, matches, pattern
from runner.resources.registry import KINDS, SECTIONS, UnsupportedKind, kind, kind_in_section, kind_of
from runner.resources.validate import validate, validate_fields

__all__ = [
    "KINDS",
    "NOTHING",
    "SECTIONS",
    "Fields",
    "Kind",
    "Lifecycle",
    "Manifest",
    "NonEmpty",
    "Problem",
    "UnsupportedKind",
    "find",
    "kind",
    "kind_in_section",
    "kind_of",
    "matches",
    "pattern",
    "validate",
    "validate_fields",
]
