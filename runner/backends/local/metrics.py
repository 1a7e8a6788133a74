"""Reads metrics and registered models straight from MLflow's SQLite tables.

Through MLflow's own client the same takes 2-4 s of imports, each time a display is refreshed. A test holds what is
read here against what the client says, so a change of the tables is noticed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from runner.backends.local.layout import Layout
from runner.diagnostics import ActionFailed

_MAX_PARAMETERS = 500


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """A version of a registered model. `created` is ISO 8601 in UTC; `aliases` name it, as `champion`."""

    name: str
    version: int
    run_id: str
    source: str
    created: str
    job: str = ""
    aliases: tuple[str, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)


@contextmanager
def _tables(layout: Layout) -> Iterator[sqlite3.Connection | None]:
    """The tracking store's tables, to read from; None where it does not exist or is just being made."""
    if not layout.tracking.exists():
        yield None
        return
    try:
        with closing(sqlite3.connect(f"{layout.tracking.as_uri()}?mode=ro", uri=True, timeout=30)) as connection:
            connection.row_factory = sqlite3.Row
            has_tables = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'latest_metrics'").fetchone()
            yield connection if has_tables else None
    except sqlite3.Error as error:
        raise ActionFailed(f"cannot read the tracking store {layout.tracking}: {error}") from error


def latest_metrics(layout: Layout, run_ids: Sequence[str]) -> dict[str, dict[str, float]]:
    """The newest value of each metric, by run."""
    found: dict[str, dict[str, float]] = {}
    with _tables(layout) as connection:
        for start in range(0, len(run_ids) if connection else 0, _MAX_PARAMETERS):
            some = run_ids[start : start + _MAX_PARAMETERS]
            marks = ", ".join("?" for _ in some)
            rows = connection.execute(  # type: ignore[union-attr]  # the range is empty without a connection
                f"SELECT run_uuid, key, value, is_nan FROM latest_metrics WHERE run_uuid IN ({marks}) ORDER BY key",  # noqa: S608
                some,
            )
            for row in rows:
                value = float("nan") if row["is_nan"] else row["value"]
                found.setdefault(row["run_uuid"], {})[row["key"]] = value
    return found


def model_versions(layout: Layout) -> list[ModelVersion]:
    """Every version of every registered model, by name and version."""
    with _tables(layout) as connection:
        if connection is None:
            return []
        versions = connection.execute(
            "SELECT name, version, run_id, source, creation_time FROM model_versions "
            "WHERE current_stage != 'Deleted_Internal' ORDER BY name, version"
        ).fetchall()
        tags = connection.execute("SELECT name, version, key, value FROM model_version_tags").fetchall()
        aliases = connection.execute("SELECT name, version, alias FROM registered_model_aliases").fetchall()
        jobs = connection.execute("SELECT run_uuid, value FROM tags WHERE key = 'runner.job'").fetchall()
    job_of = {row["run_uuid"]: row["value"] for row in jobs}
    return [
        ModelVersion(
            name=row["name"],
            version=row["version"],
            run_id=row["run_id"] or "",
            source=row["source"] or "",
            created=datetime.fromtimestamp(row["creation_time"] / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            job=job_of.get(row["run_id"], ""),
            aliases=tuple(sorted(a["alias"] for a in aliases if _same(a, row))),
            tags={t["key"]: t["value"] for t in tags if _same(t, row)},
        )
        for row in versions
    ]


def _same(one: sqlite3.Row, other: sqlite3.Row) -> bool:
    return bool(one["name"] == other["name"] and one["version"] == other["version"])
