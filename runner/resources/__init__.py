"""The kinds of resources that specs describe, one module each, and how their fields are validated."""

from runner.resources.base import (
    NOTHING,
    Fields,
    Kind,
    Lifecycle,
    Manifest,
    NonEmpty,
    Problem,
    child_value,
    find,
    matches,
    pattern,
    replace_at,
    whole_number,
)
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
    "child_value",
    "find",
    "kind",
    "kind_in_section",
    "kind_of",
    "matches",
    "pattern",
    "replace_at",
    "validate",
    "validate_fields",
    "whole_number",
]
