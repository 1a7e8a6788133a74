"""When a compute instance starts and stops: triggers, and the rules about cron expressions, times and zones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import Discriminator, Tag

from runner.diagnostics import closest
from runner.resources.base import Manifest, Problem, find, pattern
from runner.resources.fields import Fields, Positive, WholeNumber, Word, type_folded
from runner.resources.parts.durations import iso_duration
from runner.resources.parts.time_zones import TIME_ZONES

if TYPE_CHECKING:
    from runner.document import Path

_CRON_FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12), ("weekday", 0, 7))
_CRON_WORDS = {
    "month": ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    "weekday": ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
}
_CRON_PART = re.compile(r"(?P<first>\*|[0-9a-z]+)(?:-(?P<last>[0-9a-z]+))?(?:/(?P<step>[0-9]+))?", re.IGNORECASE)
_DURATION = re.compile(r"P(?=.)(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?")
"""ISO 8601, as far as the service takes it: days, hours, minutes, seconds."""

_WEEK_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class RecurrencePattern(Fields):
    """At which hours and minutes, and on which days of the week."""

    hours: list[Annotated[int, WholeNumber(at_least=0, at_most=23)]]
    minutes: list[Annotated[int, WholeNumber(at_least=0, at_most=59)]]
    week_days: list[Annotated[str, Word(*_WEEK_DAYS)]] | None = None


class CronTrigger(Fields):
    """By a cron expression of five fields."""

    type: Annotated[str, Word("cron")]
    expression: str
    start_time: str | None = None
    time_zone: str | None = None


class RecurrenceTrigger(Fields):
    """Every so many minutes, hours, days, weeks or months."""

    type: Annotated[str, Word("recurrence")]
    frequency: Annotated[str, Word("minute", "hour", "day", "week", "month")]
    interval: Positive
    schedule: RecurrencePattern | None = None
    start_time: str | None = None
    time_zone: str | None = None


Trigger = Annotated[
    Annotated[CronTrigger, Tag("cron")] | Annotated[RecurrenceTrigger, Tag("recurrence")],
    Discriminator(type_folded()),
]


class StartStop(Fields):
    """One action at the times of a trigger."""

    action: Annotated[str, Word("start", "stop")]
    trigger: Trigger
    state: Annotated[str, Word("enabled", "disabled")] | None = None


class Schedules(Fields):
    """When a compute instance starts and stops by itself."""

    compute_start_stop: list[StartStop] | None = None


def triggers(manifest: Manifest) -> Iterator[Problem]:
    """Cron expressions, times and time zones, none of which azure-ai-ml looks at."""
    for path, trigger in find(manifest, pattern("schedules.compute_start_stop.*.trigger")):
        if not isinstance(trigger, Mapping):
            continue
        expression, zone, start = (trigger.get(name) for name in ("expression", "time_zone", "start_time"))
        if isinstance(expression, str):
            problem = cron_problem(expression)
            if problem:
                hint = "write minute, hour, day, month and weekday: 0 18 * * 1-5"
                yield Problem((*path, "expression"), "invalid-value", f"`{expression}`: {problem}", hint)
        if isinstance(zone, str) and zone.lower() not in {name.lower() for name in TIME_ZONES}:
            meant = closest(zone, TIME_ZONES)
            hint = f"did you mean `{meant}`?" if meant else "write a name of Windows: UTC, W. Europe Standard Time"
            yield Problem((*path, "time_zone"), "invalid-value", f"`{zone}` is not a time zone", hint, meant)
        if isinstance(start, str):
            yield from _time(start, (*path, "start_time"))


def cron_problem(expression: str) -> str:
    """What is wrong with a cron expression of five fields, or an empty text."""
    parts = expression.split()
    if len(parts) != len(_CRON_FIELDS):
        return f"a cron expression has 5 fields, and this one has {len(parts)}"
    for text, (name, low, high) in zip(parts, _CRON_FIELDS, strict=True):
        for piece in text.split(","):
            match = _CRON_PART.fullmatch(piece)
            ends = [_cron_number(end, name) for end in (match["first"], match["last"]) if end] if match else [None]
            if match and match["step"] and int(match["step"]) == 0:
                return f"`{piece}` has a step of 0"
            if any(end is None or not (end == -1 or low <= end <= high) for end in ends):
                return f"`{piece}` is not a {name}"
    return ""


def _cron_number(text: str, name: str) -> int | None:
    """The number of a part; -1 for `*`."""
    if text == "*":
        return -1
    words = _CRON_WORDS.get(name, [])
    if text.lower() in words:
        return words.index(text.lower()) + (name == "month")
    return int(text) if text.isdecimal() else None


def _time(text: str, path: Path) -> Iterator[Problem]:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        hint = 'write it as "2026-12-31T18:00:00"'
        yield Problem(path, "invalid-value", f"`{text}` is not a time", hint)


def duration(text: object, path: Path) -> Iterator[Problem]:
    """A time span as ISO 8601 writes it."""
    if isinstance(text, str) and not _DURATION.fullmatch(text):
        meant = iso_duration(text)
        hint = (
            f"did you mean `{meant}`?" if meant else "write it as ISO 8601 does: PT30M for half an hour, PT1H30M, P1D"
        )
        yield Problem(path, "invalid-value", f"`{text}` is not a duration", hint, meant)
