"""The type of a plain scalar, as `yaml.safe_load` decides it (YAML 1.1)."""

from __future__ import annotations

import re

import yaml

from runner.document.node import Scalar

_STR = "tag:yaml.org,2002:str"
_INT = "tag:yaml.org,2002:int"
_VALUE = "tag:yaml.org,2002:value"
_IN_WORDS = {
    _INT: "a whole number",
    "tag:yaml.org,2002:float": "a number",
    "tag:yaml.org,2002:bool": "true or false",
    "tag:yaml.org,2002:null": "null",
    "tag:yaml.org,2002:timestamp": "a date",
}
SCALAR_TAGS = frozenset({None, "!", _STR, *_IN_WORDS})
MAPPING_TAGS = frozenset({None, "!", "tag:yaml.org,2002:map"})
SEQUENCE_TAGS = frozenset({None, "!", "tag:yaml.org,2002:seq"})
"""Tags that only name one of YAML's own plain types; `!` leaves the type to the text, as no tag does."""

_RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers
BEGIN_OTHERS = frozenset(_RESOLVERS)
"""First characters of plain scalars that may be something else than text; an empty one may be null."""

_DIGITS = re.compile(r"[1-9][0-9]*")
"""What most numbers are, and nothing but a number; one that begins with 0 is octal."""
_CONSTRUCTOR = yaml.constructor.SafeConstructor()

LOOKS_LIKE_A_NUMBER = re.compile(r"[-+]?[0-9][0-9_]*(?:\.[0-9]*)?[eE][-+]?[0-9]+")
"""A number to a person, but text to YAML 1.1, which wants both a dot and a signed exponent (`1.0e-4`)."""


def resolve(text: str, *, is_plain: bool, tag: str | None, max_digits: int) -> Scalar:
    """The value of a scalar.

    Raises:
        ValueError: the text does not fit its tag (`!!int x`), or is a number of more than `max_digits` characters.
            The message does not hold the text, which may be a secret.
    """
    if tag is None and is_plain and _DIGITS.fullmatch(text) and len(text) <= max_digits:
        return int(text)
    tag = _tag_of(text, is_plain=is_plain, tag=tag)
    if tag in (_STR, _VALUE):
        return text
    if tag == _INT and len(text) > max_digits:
        raise ValueError(f"a number of {len(text):,} characters is too long")
    return _construct(tag, text)


def is_text(text: str, *, is_plain: bool, tag: str | None) -> bool:
    """Whether a scalar is text, and not a number, a date, a boolean or null."""
    return _tag_of(text, is_plain=is_plain, tag=tag) not in _IN_WORDS


def _tag_of(text: str, *, is_plain: bool, tag: str | None) -> str:
    if tag is not None and tag != "!":
        return tag
    return _implicit_tag(text) if is_plain else _STR


def _implicit_tag(text: str) -> str:
    for tag, pattern in _RESOLVERS.get(text[0] if text else "", ()):
        if pattern.match(text):
            return str(tag)
    return _STR


def _construct(tag: str, text: str) -> Scalar:
    node = yaml.ScalarNode(tag, text)
    try:
        value = _CONSTRUCTOR.construct_object(node)
    except (ArithmeticError, AttributeError, LookupError, ValueError, yaml.YAMLError):
        # Each is what PyYAML does with some text that its tag or form promises too much for: `!!timestamp x`,
        # `!!int ''`, `2024-13-45`.
        raise ValueError(f"this cannot be read as {_IN_WORDS.get(tag, 'a value')}") from None
    finally:
        _CONSTRUCTOR.constructed_objects.clear()
    return value  # type: ignore[no-any-return]  # the constructor of a core tag returns a Scalar
