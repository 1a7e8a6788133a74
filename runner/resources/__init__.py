"""The kinds of resources that specs describe, one module each, and how their fields are validated."""

from runner.resources.base import (
    NOTHING,
    Kind,
    Lifecycle,
    Manifest,
    Problem,
    child_value,
    find,
    matches,
    pattern,
    replace_at,
    whole_number,
    without,
    word,
)
from runner.resources.detect import Detected, UnsupportedKind, UntoldKind, kind_in_section, kind_of
from runner.resources.fields import Fields, NonEmpty, Positive
from runner.resources.registry import ENTRIES, SECTIONS, kind
from runner.resources.validate import Validated, validate, validate_fields

__all__ = [
    "ENTRIES",
    "NOTHING",
    "SECTIONS",
    "Detected",
    "Fields",
    "Kind",
    "Lifecycle",
    "Manifest",
    "NonEmpty",
    "Positive",
    "Problem",
    "UnsupportedKind",
    "UntoldKind",
    "Validated",
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
    "without",
    "word",
]
