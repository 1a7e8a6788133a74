"""What a sweep chooses from, how it chooses, and when it gives a trial up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Annotated

from pydantic import Discriminator, Tag

from runner.resources.base import Manifest, Problem, word
from runner.resources.fields import (
    NULL,
    Count,
    Decimal,
    Fields,
    Positive,
    Scalar,
    Whole,
    WholeNumber,
    Word,
    form,
    snake,
    type_folded,
    type_or_literal,
)

if TYPE_CHECKING:
    from runner.document import Path


class Uniform(Fields):
    """Any number between two, or e to the power of one (`loguniform`)."""

    type: Annotated[str, Word("uniform", "loguniform")]
    min_value: Decimal
    max_value: Decimal


class QUniform(Fields):
    """The same in steps of `q`."""

    type: Annotated[str, Word("quniform", "qloguniform")]
    min_value: Decimal
    max_value: Decimal
    q: Decimal


class Normal(Fields):
    """A normal distribution, or e to the power of one (`lognormal`)."""

    type: Annotated[str, Word("normal", "lognormal")]
    mu: Decimal
    sigma: Decimal


class QNormal(Fields):
    """The same in steps of `q`."""

    type: Annotated[str, Word("qnormal", "qlognormal")]
    mu: Decimal
    sigma: Decimal
    q: Decimal


class RandInt(Fields):
    """A whole number from 0 on, below `upper`."""

    type: Annotated[str, Word("randint")]
    upper: Positive


class Choice(Fields):
    """One of several values; a mapping among them has a space of its own."""

    type: Annotated[str, Word("choice")]
    values: list[ChoiceValue] | None = None


_Spaces = (
    Annotated[Choice, Tag("choice")]
    | Annotated[Uniform, Tag("uniform")]
    | Annotated[Uniform, Tag("loguniform")]
    | Annotated[QUniform, Tag("quniform")]
    | Annotated[QUniform, Tag("qloguniform")]
    | Annotated[Normal, Tag("normal")]
    | Annotated[Normal, Tag("lognormal")]
    | Annotated[QNormal, Tag("qnormal")]
    | Annotated[QNormal, Tag("qlognormal")]
    | Annotated[RandInt, Tag("randint")]
)
Space = Annotated[_Spaces, Discriminator(type_folded())]
_NestedSpace = Annotated[Annotated[Scalar, Tag("literal")] | _Spaces, Discriminator(type_or_literal())]
ChoiceValue = Annotated[
    Annotated[Scalar, Tag("literal")] | Annotated[dict[str, _NestedSpace], Tag("object")], Discriminator(form)
]


class RandomSampling(Fields):
    """At random, or evenly spread (`rule: sobol`)."""

    type: Annotated[str, Word("random", fold=snake)]
    seed: Whole | None = None
    rule: Annotated[str, Word("random", "sobol", fold=snake)] | None = None
    logbase: Scalar | None = None


class GridSampling(Fields):
    """Every combination of choices."""

    type: Annotated[str, Word("grid", fold=snake)]


class BayesianSampling(Fields):
    """From what earlier trials gave."""

    type: Annotated[str, Word("bayesian", fold=snake)]


Sampling = Annotated[
    Annotated[str, Word("random", "grid", "bayesian"), Tag("literal")]
    | Annotated[RandomSampling, Tag("random")]
    | Annotated[GridSampling, Tag("grid")]
    | Annotated[BayesianSampling, Tag("bayesian")],
    Discriminator(type_or_literal(snake)),
]


class Policy(Fields):
    """When a policy looks: every so many reports of the metric, and not before so many."""

    evaluation_interval: Annotated[Count | None, NULL] = None
    delay_evaluation: Annotated[Count | None, NULL] = None


class Bandit(Policy):
    """Ends what is worse than the best by more than a factor or an amount."""

    type: Annotated[str, Word("bandit", fold=snake)]
    slack_factor: Annotated[Decimal | None, NULL] = None
    slack_amount: Annotated[Decimal | None, NULL] = None


class MedianStopping(Policy):
    """Ends what is worse than the median of all."""

    type: Annotated[str, Word("median_stopping", fold=snake)]


class TruncationSelection(Policy):
    """Ends the worst part at each look."""

    type: Annotated[str, Word("truncation_selection", fold=snake)]
    truncation_percentage: Annotated[int, WholeNumber(at_least=1, at_most=99)]


EarlyTermination = Annotated[
    Annotated[Bandit, Tag("bandit")]
    | Annotated[MedianStopping, Tag("median_stopping")]
    | Annotated[TruncationSelection, Tag("truncation_selection")],
    Discriminator(type_folded(snake)),
]


def space_rules(manifest: Manifest) -> Iterator[Problem]:
    """Bounds in their order, choices that there are, and a space that the way of sampling can handle."""
    space = manifest.get("search_space")
    for name, entry in space.items() if isinstance(space, Mapping) else ():
        if not isinstance(entry, Mapping):
            continue
        low, high = _number(entry.get("min_value")), _number(entry.get("max_value"))
        if low is not None and high is not None and low >= high:
            message = f"`min_value` {entry['min_value']} is not below `max_value` {entry['max_value']}"
            least, beside = ("search_space", name, "min_value"), ("search_space", name, "max_value")
            yield Problem(least, "conflicting-fields", message, "exchange them", beside=beside)
        steps, spread = _number(entry.get("q")), _number(entry.get("sigma"))
        if steps == 0:
            message, hint = f"`search_space.{name}.q` cannot be 0", "write the width of a step"
            yield Problem(("search_space", name, "q"), "invalid-value", message, hint)
        if spread is not None and spread < 0:
            message, hint = f"`search_space.{name}.sigma` cannot be {entry['sigma']}", "write a number from 0 on"
            yield Problem(("search_space", name, "sigma"), "invalid-value", message, hint)
        if word(entry.get("type")) == "choice" and entry.get("values") in (None, []):
            message = f"the choice `{name}` has no `values`"
            at = ("search_space", name, "values") if "values" in entry else ("search_space", name)
            missing = (("search_space", name, "values"),)
            yield Problem(at, "missing-field", message, "write values: [a, b, …]", at_key=True, missing=missing)
    yield from _grid(manifest)


def _grid(manifest: Manifest) -> Iterator[Problem]:
    """A grid is made of choices. Where most of the space is none, the way of sampling is what is wrong."""
    space = manifest.get("search_space")
    if _sampling(manifest) != "grid" or not isinstance(space, Mapping):
        return
    words = {name: word(entry.get("type")) for name, entry in space.items() if isinstance(entry, Mapping)}
    others = {name: found for name, found in words.items() if found not in ("", "choice")}
    if 2 * len(others) > len(words) > 1:
        way = manifest["sampling_algorithm"]
        path: Path = ("sampling_algorithm", "type") if isinstance(way, Mapping) else ("sampling_algorithm",)
        named = ", ".join(f"`{name}`" for name in islice(others, 3))
        message = f"grid sampling goes through choices only, and {named} {'are' if len(others) > 1 else 'is'} none"
        yield Problem(path, "conflicting-fields", message, "sample at random")
        return
    for name, found in others.items():
        message = f"grid sampling goes through choices only, and `{name}` is {found}"
        hint = "make it a choice, or sample at random"
        yield Problem(("search_space", name, "type"), "conflicting-fields", message, hint)


def _sampling(manifest: Manifest) -> str:
    way = manifest.get("sampling_algorithm")
    return word(way.get("type") if isinstance(way, Mapping) else way)


def _number(value: object) -> float | None:
    try:
        return float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):
        return None
