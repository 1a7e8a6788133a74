"""The types of fields, each taking what azure-ai-ml takes for it, less what the service could not run.

A value stays as it is written: these types only say whether it is valid, and what to tell where it is not. They are
measured against azure-ai-ml's own schemas: numbers may be written as text, words in any case, `1.5` is no whole number.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from runner.resources.meant import meant_field

_TRUE = frozenset({"t", "T", "true", "True", "TRUE", "on", "On", "ON", "y", "Y", "yes", "Yes", "YES", "1"})
_FALSE = frozenset({"f", "F", "false", "False", "FALSE", "off", "Off", "OFF", "n", "N", "no", "No", "NO", "0"})
"""What marshmallow's Boolean takes as text."""

_WHOLE_TEXT = r"^\s*[-+]?[0-9]{1,300}\s*$"
"""No float, and so no other number of a spec, is longer."""
_LARGEST = sys.float_info.max
_NUMBER_TEXT = r"^\s*[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?\s*$"
_WORD_BEGINS = re.compile(r"(?<=.)(?=[A-Z][a-z])|(?<=[a-z0-9])(?=[A-Z])")


class Fields(BaseModel):
    """The fields of a kind or of a part of it. Names are CLI v2's; unknown ones are errors.

    `READ_ONLY` are fields that the service fills in: azure-ai-ml takes and drops them, and so does a spec.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, protected_namespaces=())

    READ_ONLY: ClassVar[frozenset[str]] = frozenset()


class Nullable:
    """Marks a field that may be given as null, which means something else than leaving it out, or is at least allowed."""


NULL = Nullable()


class Word:
    """One of several words, in any case that `fold` makes equal to one of them."""

    __slots__ = ("_folded", "allowed", "fold")

    def __init__(self, *allowed: str, fold: Callable[[str], str] = str.lower) -> None:
        self.allowed = allowed
        self.fold = fold
        self._folded = frozenset(map(fold, allowed))

    def _check(self, value: Any) -> Any:
        if isinstance(value, str) and (value in self.allowed or self.fold(value) in self._folded):
            return value
        raise PydanticCustomError("word", "not one of the words", {"allowed": list(self.allowed)})

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        if self.fold is exactly:
            return {"type": "string", "enum": list(self.allowed)}
        spellings = "|".join(_any_case(word, self.fold) for word in self.allowed)
        pattern = rf"^\s*({spellings})\s*$" if self.fold is snake else f"^({spellings})$"
        return {"anyOf": [{"type": "string", "enum": list(self.allowed)}, {"type": "string", "pattern": pattern}]}


def exactly(word: str) -> str:
    """A fold for words that have one spelling only."""
    return word


def snake(word: str) -> str:
    """`SystemAssigned` and `AMLToken` as `system_assigned` and `aml_token`, also in lists with commas.

    As azure-ai-ml's `camel_to_snake`: a capital begins a word after a small letter, or where a small one follows it.
    """
    return ",".join(_WORD_BEGINS.sub("_", part.strip()).lower() for part in word.split(","))


def _any_case(word: str, fold: Callable[[str], str]) -> str:
    """A regular expression for the spellings that fold to a word; JSON Schema's have no flag for case."""

    def letter(character: str) -> str:
        if character.isalpha():
            return f"[{character.lower()}{character.upper()}]"
        if fold is snake and character in "_,":
            return "_?" if character == "_" else r"\s*,\s*"
        return re.escape(character)

    return "".join(map(letter, word))


class WholeNumber:
    """A whole number, also as text or as `2.0`, within bounds."""

    __slots__ = ("at_least", "at_most")

    def __init__(self, at_least: int | None = None, at_most: int | None = None) -> None:
        self.at_least = at_least
        self.at_most = at_most

    @property
    def is_counted(self) -> bool:
        """Whether the upper bound is only that of the service's numbers, which nobody needs to be told."""
        return self.at_most == MOST

    def _check(self, value: Any) -> Any:
        number = value if type(value) is int else _whole(value)
        if number is None:
            raise PydanticCustomError("whole_number", "not a whole number")
        if (self.at_least is not None and number < self.at_least) or (
            self.at_most is not None and number > self.at_most
        ):
            raise PydanticCustomError(
                "bounds",
                "out of bounds",
                {"at_least": self.at_least, "at_most": self.at_most, "is_counted": self.is_counted},
            )
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        number: JsonSchemaValue = {"type": "integer"}
        if self.at_least is not None:
            number["minimum"] = self.at_least
        if self.at_most is not None:
            number["maximum"] = self.at_most
        return {"anyOf": [number, {"type": "string", "pattern": _WHOLE_TEXT}]}


def _whole(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, str) and re.match(_WHOLE_TEXT, value):
        return int(value)
    return None


class _Decimal:
    """A number, also as text; not infinite."""

    __slots__ = ()

    @staticmethod
    def _check(value: Any) -> Any:
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LARGEST:
            return value
        if isinstance(value, str) and re.match(_NUMBER_TEXT, value):
            return value
        raise PydanticCustomError("number", "not a number")

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "number"}, {"type": "string", "pattern": _NUMBER_TEXT}]}


class _TrueOrFalse:
    """True or false, also in the words of YAML 1.1 as text."""

    __slots__ = ()

    @staticmethod
    def _check(value: Any) -> Any:
        if value is True or value is False:
            return value
        if (isinstance(value, str) and (value in _TRUE or value in _FALSE)) or (
            isinstance(value, int | float) and value in (0, 1)
        ):
            return value
        raise PydanticCustomError("true_or_false", "not true or false")

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        words = "|".join(sorted(_TRUE | _FALSE))
        text = {"type": "string", "pattern": f"^({words})$"}  # a pattern: an editor would offer the words of a list
        return {"anyOf": [{"type": "boolean"}, text, {"type": "number", "enum": [0, 1]}]}


class _Version:
    """A version: text or a number, which azure-ai-ml writes as text."""

    __slots__ = ()

    @staticmethod
    def _check(value: Any) -> Any:
        if isinstance(value, str | int | float) and not isinstance(value, bool) and value != "":
            return value
        raise PydanticCustomError("version", "not a version")

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string", "minLength": 1}, {"type": "number"}]}


class _Literal:
    """A single value: text, a number, and where `booleans`, true or false."""

    __slots__ = ("_booleans",)

    def __init__(self, *, booleans: bool) -> None:
        self._booleans = booleans

    def _check(self, value: Any) -> Any:
        if isinstance(value, str | int) and (self._booleans or not isinstance(value, bool)):
            return value
        if isinstance(value, float) and math.isfinite(value):
            return value
        raise PydanticCustomError("literal" if self._booleans else "scalar", "not a single value")

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": ["string", "number", "boolean"] if self._booleans else ["string", "number"]}


NonEmpty = Annotated[str, Field(min_length=1)]
Whole = Annotated[int, WholeNumber()]
MOST = 2**31 - 1
"""The service counts in 32 bits."""
Count = Annotated[int, WholeNumber(at_least=0, at_most=MOST)]
Positive = Annotated[int, WholeNumber(at_least=1, at_most=MOST)]
Port = Annotated[int, WholeNumber(at_least=1, at_most=65535)]
Decimal = Annotated[float, _Decimal()]
Flag = Annotated[bool, _TrueOrFalse()]
Version = Annotated[str, _Version()]
LiteralValue = Annotated[str | int | float | bool, _Literal(booleans=True)]
Scalar = Annotated[str | int | float, _Literal(booleans=False)]
Anything = Mapping[str, object]
"""A mapping that only the service looks into."""
Tags = dict[str, str]


def form(value: object) -> str:
    """The tag of a field that is either a mapping or a single value."""
    return "object" if isinstance(value, dict) else "literal"


def told_by(keys: Mapping[str, str], value: object, shared: frozenset[str] = frozenset()) -> str | None:
    """The tag of a mapping that has one of some telling keys, which may be misspelt; None where it has none.

    `shared` keys tell nothing, though one may look like a telling one.
    """
    if not isinstance(value, dict):
        return None
    found = next((keys[key] for key in value if key in keys), None)
    if found is None:
        found = next((keys[meant] for key in value if key not in shared and (meant := meant_field(key, keys))), None)
    return found


def type_folded(fold: Callable[[str], str] = str.lower) -> Callable[[object], str | None]:
    """The tag of a union of mappings that are told apart by their `type`, whose spelling is folded."""

    def tag(value: object) -> str | None:
        word = value.get("type") if isinstance(value, dict) else None
        return fold(word) if isinstance(word, str) else None

    return tag


def type_or_literal(fold: Callable[[str], str] = str.lower) -> Callable[[object], str | None]:
    """The tag of what is one of several mappings that are told apart by their `type`, or a single value."""
    of_mapping = type_folded(fold)

    def tag(value: object) -> str | None:
        return of_mapping(value) if isinstance(value, dict) else "literal"

    return tag
