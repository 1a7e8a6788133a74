"""The type of a plain scalar, as `yaml.safe_load` decides it (YAML 1.1)."""

from __future__ import annotations

import re

import yaml

from runner.document.node import Scalar

_CORE_TAGS = {
    "!",
    "tag:yaml.org,2002:str",
    "tag:yaml.org,2002:int",
    "tag:yaml.org,2002:float",
    "tag:yaml.org,2002:bool",
    "tag:yaml.org,2002:null",
    "tag:yaml.org,2002:timestamp",
    "tag:yaml.org,2002:map",
    "tag:yaml.org,2002:seq",
}
_STR = "tag:yaml.org,2002:str"
_INT = "tag:yaml.org,2002:int"
_VALUE = "tag:yaml.org,2002:value"
_RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers
_CONSTRUCTOR = yaml.constructor.SafeConstructor()

LOOKS_LIKE_A_NUMBER = re.compile(r"[-+]?[0-9][0-9_]*(?:\.[0-9]*)?[eE][-+]?[0-9]+")
"""A number to a person, but text to YAML 1.1, which wants both a dot and a signed exponent (`1.0e-4`)."""


def is_core_tag(tag: str) -> bool:
    """Whether an explicit tag only names one of YAML's own plain types."""
    return tag in _CORE_TAGS


def resolve(text: str, *, is_plain: bool, tag: str | None, max_digits: int) -> Scalar:
    """The value of a scalar.

    Raises:
        ValueError: the text does not fit its tag (`!!int x`), or is a number of more than `max_digits` characters.
    """
    if tag is None:
        if not is_plain:
            return text
        tag = _implicit_tag(text)
        if tag == _STR:
            return text
    elif tag in ("!", _STR):
        return text
    if tag == _INT and len(text) > max_digits:
        raise ValueError(f"a number of {len(text)} characters")
    if tag == _VALUE:
        return text
    return _construct(tag, text)


def _implicit_tag(text: str) -> str:
    for tag, pattern in _RESOLVERS.get(text[0] if text else "", ()):
        if pattern.match(text):
            return str(tag)
    return _STR


def _construct(tag: str, text: str) -> Scalar:
    node = yaml.ScalarNode(tag, text)
    try:
        value = _CONSTRUCTOR.construct_object(node)  # type: ignore[no-untyped-call]  # PyYAML's stub is untyped here
    except (KeyError, yaml.YAMLError) as error:
        # A core tag on a text that is not of that type: `!!bool maybe`.
        raise ValueError(f"`{text}` is not of its tag's type") from error
    finally:
        _CONSTRUCTOR.constructed_objects.clear()
    return value  # type: ignore[no-any-return]  # the constructor of a core tag returns a Scalar
