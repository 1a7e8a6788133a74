"""What expressions work on: plain data, names, and secrets that are known by name only."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, NoReturn

from runner.diagnostics import Origin

Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"]


class Secret:
    """A secret variable in an expression. It holds the name, never the value, and refuses every operation.

    The value is put in place of `placeholder` only when a request is sent.
    """

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def placeholder(self) -> str:
        """What stands in manifests and plans: `${NAME}`."""
        return f"${{{self.name}}}"

    def _refuse(self, *_: object) -> NoReturn:
        raise TypeError(f"the secret `{self.name}` can only be used as it is: {{{{ var.{self.name} }}}}")

    __str__ = __repr__ = __bool__ = __eq__ = __hash__ = _refuse  # all of them refuse


Origins = Mapping[str, tuple[Origin, ...]]
"""The places that contributed to each of the names below a root, in the order in which they took effect."""

_UNKNOWN: Mapping[str, Origins] = MappingProxyType({})


class Names(NamedTuple):
    """The names that expressions may use: `var`, `target`, `matrix`, `project`, `git`, `env`.

    `origins` holds, by root, where the names below it come from, to name those places beside a value or an error;
    `var` has one for each declared variable, whether it has a value or not.
    """

    roots: Mapping[str, object]
    origins: Mapping[str, Origins] = _UNKNOWN


class TemplateBudget(NamedTuple):
    """Limits of templates, so that a hostile one ends early: characters of one expression, of one expanded text,
    and of all expanded texts of a project together.
    """

    expression_chars: int = 4096
    text_chars: int = 256 * 1024
    total_chars: int = 32 * 1024 * 1024


class TooLarge(ValueError):
    """An expression would build more than its budget allows."""
