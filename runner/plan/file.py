"""The plan as a file that is approved and then applied: what it was made of, its steps, and a digest of all of it.

The digest finds what was changed by accident or by an edit; who may write the file decides who may approve.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from runner.diagnostics import StalePlan, UsageError
from runner.plan.document import PLAN_VERSION, json_value, plan_document
from runner.plan.model import Plan

FORMAT = "runner-plan"
_MOST_BYTES = 256 * 1024 * 1024
_HINT = "make a new plan: runner plan SPEC -o FILE"


@dataclass(frozen=True)
class PlanFile:
    """A plan with what it is bound to. `spec` is named from the project's root, `given` are the variables that the
    command line or the environment gave, secrets left out; times are ISO 8601 in UTC.
    """

    id: str
    created: str
    expires: str | None
    spec: str
    target: str
    given: Mapping[str, object]
    allow_env: tuple[str, ...]
    bound: Mapping[str, str]
    plan: Mapping[str, Any] = field(repr=False)


def make_plan_file(
    plan: Plan,
    spec: str,
    given: Mapping[str, object],
    allow_env: tuple[str, ...],
    bound: Mapping[str, str],
    created: datetime,
    lasts: timedelta | None,
) -> PlanFile:
    """A plan to be approved; `lasts` is how long it may be applied, None for always."""
    return PlanFile(
        id=os.urandom(16).hex(),
        created=created.isoformat(timespec="seconds"),
        expires=None if lasts is None else (created + lasts).isoformat(timespec="seconds"),
        spec=spec,
        target=plan.target,
        given={name: json_value(value) for name, value in given.items()},
        allow_env=allow_env,
        bound=bound,
        plan=plan_document(plan),
    )


def plan_file_text(file: PlanFile) -> str:
    """The file's text: JSON, with its digest."""
    content = {"format": FORMAT, "version": PLAN_VERSION, **asdict(file), "allow_env": list(file.allow_env)}
    return json.dumps({**content, "digest": _digest(content)}, indent=1, ensure_ascii=True, allow_nan=False) + "\n"


def is_plan_file(path: Path) -> bool:
    """Whether a file calls itself a plan: a spec is never taken for one."""
    try:
        if not path.is_file():  # reading a pipe would wait for who writes
            return False
        with open(path, "rb") as file:
            return f'"format": "{FORMAT}"'.encode() in file.read(200)
    except (OSError, ValueError):
        return False


def read_plan_file(path: Path, now: datetime) -> PlanFile:
    """The approved plan that a file holds.

    Raises:
        StalePlan: it was changed after it was written, or has expired.
        UsageError: it cannot be read, or another version of runner wrote it.
    """
    try:
        with open(path, "rb") as file:
            content = json.loads(file.read(_MOST_BYTES))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {(error.strerror or str(error)).lower()}", "check the path") from None
    except (ValueError, RecursionError):
        raise StalePlan(f"{path} is not the file that was written: it is not JSON any more", _HINT) from None
    version = content.get("version") if isinstance(content, dict) else None
    if version != PLAN_VERSION:
        raise UsageError(f"{path} is a plan of version {version}, and this runner reads {PLAN_VERSION}", _HINT)
    digest = content.pop("digest", None)
    if digest != _digest(content):
        raise StalePlan(f"{path} is not the plan that was written: its digest differs", _HINT)
    names = {name: content[name] for name in PlanFile.__dataclass_fields__}
    found = PlanFile(**{**names, "allow_env": tuple(content["allow_env"])})
    if found.expires is not None and now > datetime.fromisoformat(found.expires):
        raise StalePlan(f"the plan expired at {found.expires}", _HINT)
    return found


def _digest(content: Mapping[str, object]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
