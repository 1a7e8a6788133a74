"""One resource, taken by the SDK and by us: whether both take it, and whether its body stays the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import yaml

from runner.diagnostics import InvalidSpec, Severity
from runner.project import Options, load_project
from runner.render import render_text
from tests.corpus.sdk import Sdk, comparable, differences
from tests.oracle.known import FILES
from tests.oracle.shapes import Schema

Body = Mapping[str, object]


class Finding(NamedTuple):
    """How we differ from the SDK on a resource, for which there may be several `causes` (each the same for one cause).

    `outcome` is "stricter" (we reject what the SDK sends), "laxer" (we take what it rejects), "differs" (another
    body), or "traceback".
    """

    outcome: str
    causes: frozenset[str]
    detail: str


class Bench:
    """A folder with files to refer to, in which resources are written and loaded by both."""

    def __init__(self, folder: Path, sdk: Sdk) -> None:
        self._folder = folder
        self._sdk = sdk
        (folder / ".git").mkdir()
        for name, text in FILES.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")

    def compare(self, schema: Schema, body: Body) -> Finding | None:
        """How we differ from the SDK on a resource, or None."""
        file = self._folder / "resource.yml"
        file.write_text(written(schema, body), "utf-8")
        answer = self._sdk.answer(file, schema.oracle)
        try:
            rendered = render_text(load_project(file, Options()))
        except InvalidSpec as error:
            if answer.body is None:
                return None
            errors = [d for d in error.diagnostics if d.severity is Severity.ERROR]
            causes = frozenset(f"{d.code} {_without_numbers(d.path)}" for d in errors)
            return Finding("stricter", causes, "; ".join(d.message for d in errors))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
            return Finding("traceback", frozenset({type(error).__name__}), repr(error))
        if answer.body is None:
            reason = re.sub(r"\s+", " ", answer.error)[:600]
            return Finding("laxer", frozenset({f"{answer.stage} {_reason(reason)}"}), reason)
        again = self._folder / "rendered.yml"
        again.write_text(rendered, "utf-8")
        copied = self._sdk.answer(again, schema.oracle)
        if copied.body is None:
            return Finding("differs", frozenset({"cannot be loaded again"}), copied.error[:600])
        changed = differences(comparable(answer.body, self._folder), comparable(copied.body, self._folder))
        causes = frozenset(_without_numbers(line.split(":")[0]) for line in changed)
        return Finding("differs", causes, "; ".join(changed)) if changed else None

    def is_sent(self, schema: Schema, body: Body) -> bool:
        """Whether the SDK makes a body of a resource."""
        file = self._folder / "resource.yml"
        file.write_text(written(schema, body), "utf-8")
        return self._sdk.answer(file, schema.oracle).body is not None

    def body(self, schema: Schema, body: Body) -> object | None:
        """The body that the SDK makes of a resource, with resolved paths; None where it refuses it."""
        file = self._folder / "resource.yml"
        file.write_text(written(schema, body), "utf-8")
        made = self._sdk.answer(file, schema.oracle).body
        return None if made is None else comparable(made, self._folder)

    def smallest(self, schema: Schema, body: Body, outcome: str, cause: str) -> Body:
        """The resource without all that a cause does not need."""
        current = body
        shrinking = True
        while shrinking:
            shrinking = False
            for smaller in _smaller(current):
                if isinstance(smaller, dict) and self._has(schema, smaller, outcome, cause):
                    current, shrinking = smaller, True
                    break
        return current

    def _has(self, schema: Schema, body: Body, outcome: str, cause: str) -> bool:
        found = self.compare(schema, body)
        return found is not None and found.outcome == outcome and cause in found.causes


def written(schema: Schema, body: Body) -> str:
    """A resource as YAML that says which kind it is."""
    url = f"https://azuremlschemas.azureedge.net/latest/{schema.url}.schema.json"
    return yaml.safe_dump({"$schema": url, **body}, sort_keys=False, allow_unicode=True)


def _smaller(value: object) -> Iterator[object]:
    """The value without one entry, at any depth."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield {name: other for name, other in value.items() if name != key}
            yield from ({**value, key: less} for less in _smaller(item))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield value[:index] + value[index + 1 :]
            yield from ([*value[:index], less, *value[index + 1 :]] for less in _smaller(item))


def _without_numbers(text: str) -> str:
    return re.sub(r"\d+", "N", text)


def _reason(message: str) -> str:
    """What an answer of the SDK is about: its words without values."""
    return " ".join(re.findall(r"[A-Za-z_]{3,}", message)[:24])
