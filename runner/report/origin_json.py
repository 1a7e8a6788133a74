"""Where values come from, as JSON."""

from __future__ import annotations

from collections.abc import Iterable

from runner.project.origin import Traced
from runner.report.diagnostics_json import place_document


def origin_document(traced: Iterable[Traced]) -> dict[str, object]:
    """Values for programs: `{"values": [{"path", "value", "contributions": […], "below": […]}]}`."""
    return {"values": [_document(one) for one in traced]}


def _document(one: Traced) -> dict[str, object]:
    return {
        "path": one.path,
        "value": one.value,
        "contributions": [
            {"role": item.role, "text": item.text, **place_document(item.span)} for item in one.contributions
        ],
        "below": [_document(leaf) for leaf in one.below],
    }
