"""What a span of time means in another form than the one that is asked for: `10m`, `PT1H30M`, `01:00:00`, `30 minutes`."""

from __future__ import annotations

import re

_SECONDS = {"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1}
_ISO = re.compile(
    r"P?(?:(?P<w>[0-9.]+)W)?(?:(?P<d>[0-9.]+)D)?T?(?:(?P<h>[0-9.]+)H)?(?:(?P<m>[0-9.]+)M)?(?:(?P<s>[0-9.]+)S)?",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(
    r"(?:(?P<d>[0-9.]+)\s*d(?:ays?)?)?\s*(?:(?P<h>[0-9.]+)\s*h(?:(?:ou)?rs?)?)?\s*"
    r"(?:(?P<m>[0-9.]+)\s*m(?:in(?:ute)?s?)?)?\s*(?:(?P<s>[0-9.]+)\s*s(?:ec(?:ond)?s?)?)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?P<h>[0-9]{1,3}):(?P<m>[0-5][0-9])(?::(?P<s>[0-5][0-9]))?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_LONGEST = 40


def seconds_in(text: str) -> int | None:
    """The seconds that a text in another form means, or None where it means no span of time above 0."""
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    if _GROUPED.fullmatch(text):
        return int(text.replace(",", ""))
    match = _ISO.fullmatch(text) or _IN_WORDS.fullmatch(text) or _CLOCK.fullmatch(text)
    if match is None:
        return None
    try:
        total = sum(float(number) * _SECONDS[unit] for unit, number in match.groupdict().items() if number)
    except ValueError:
        return None
    return round(total) if 0 < total == round(total) else None


def iso_duration(text: str) -> str:
    """`PT30M` for `30 minutes` and other forms, or an empty text."""
    seconds = seconds_in(text)
    if seconds is None and re.fullmatch(r"PT[0-9]{1,5}", text, re.IGNORECASE):
        seconds = int(text[2:]) * 60  # most often the unit was forgotten, and most often it is minutes
    if seconds is None:
        return ""
    if seconds % 60:
        return f"PT{seconds}S"
    days, minutes = divmod(seconds // 60, 1440)
    if days and not minutes:
        return f"P{days}D"
    hours, minutes = divmod(seconds // 60, 60)
    return f"PT{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes else ''}"
