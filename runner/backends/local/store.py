"""The store of resources and jobs: one SQLite file, standard library only, so that a supervisor starts quickly."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from runner.diagnostics import ActionFailed
from runner.observed import ObservedJob, ObservedResource, Status

SCHEMA_VERSION = 2
_BUSY_SECONDS = 60
_FAULT = "check the disk and the rights of .runner/"
_DAMAGED = "the file is damaged; move .runner/store.db away and apply again (logs and runs stay)"

_SCHEMA = """
CREATE TABLE resources (
    kind TEXT NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL, project TEXT NOT NULL, key TEXT NOT NULL,
    digest TEXT NOT NULL, git_commit TEXT NOT NULL, manifest TEXT NOT NULL, archived INTEGER NOT NULL DEFAULT 0,
    changed TEXT NOT NULL, protected INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (kind, name, version)
);
CREATE TABLE plans (id TEXT PRIMARY KEY, applied TEXT NOT NULL);
CREATE TABLE pools (name TEXT PRIMARY KEY, slots INTEGER NOT NULL);
CREATE TABLE jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, project TEXT NOT NULL, key TEXT NOT NULL,
    digest TEXT NOT NULL, git_commit TEXT NOT NULL, attempt INTEGER NOT NULL, fields TEXT NOT NULL,
    experiment TEXT NOT NULL, display_name TEXT NOT NULL, pool TEXT NOT NULL, status TEXT NOT NULL,
    outcome TEXT, submitted TEXT NOT NULL, started TEXT, ended TEXT, exit_code INTEGER, error TEXT NOT NULL DEFAULT '',
    run_id TEXT NOT NULL, process_group INTEGER, start_attempts INTEGER NOT NULL DEFAULT 0,
    finish_attempts INTEGER NOT NULL DEFAULT 0, files TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX jobs_by_project ON jobs (project);
CREATE INDEX jobs_by_status ON jobs (status);
"""
_FROM_VERSION_1 = (
    "ALTER TABLE resources ADD COLUMN protected INTEGER NOT NULL DEFAULT 0",
    "CREATE TABLE plans (id TEXT PRIMARY KEY, applied TEXT NOT NULL)",
    "ALTER TABLE jobs ADD COLUMN files TEXT NOT NULL DEFAULT '{}'",
)
"""What a store of version 1 lacks: whoever writes adds it, who only reads does without."""


class StoreUnavailable(ActionFailed):
    """The store cannot be read or written just now: no disk space, no rights, or somebody holds it for too long."""


def now() -> str:
    """The time in UTC, ISO 8601 with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Store:
    """Resources, pools of slots, and jobs. Every write is one transaction; writers wait for each other."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def exists(self) -> bool:
        """Whether anything was ever stored."""
        return self._path.exists()

    def has_work(self) -> bool:
        """Whether there is a job that has not ended."""
        with self._reading() as connection:
            if connection is None:
                return False
            final = [status for status in Status if status.is_final]
            marks = ", ".join("?" for _ in final)
            query = f"SELECT 1 FROM jobs WHERE status NOT IN ({marks}) LIMIT 1"  # noqa: S608 - only question marks are put in
            return connection.execute(query, final).fetchone() is not None

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A connection that is the only writer until the end, which commits, or rolls back on an exception."""
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                self._ensure_schema(connection)
                yield connection
            except BaseException:
                if connection.in_transaction:  # a full disk has ended it already
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
        except sqlite3.Error as error:
            raise StoreUnavailable(f"cannot open the store {self._path}: {error}", _FAULT) from None
        try:
            connection.row_factory = sqlite3.Row
            yield connection
        except sqlite3.OperationalError as error:
            raise StoreUnavailable(f"the store {self._path} failed: {error}", _advice(error)) from error
        except sqlite3.Error as error:
            raise ActionFailed(f"the store {self._path} failed: {error}", _DAMAGED) from error
        finally:
            connection.close()

    def _ensure_schema(self, connection: sqlite3.Connection) -> None:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == SCHEMA_VERSION:
            return
        self._refuse_newer(version)
        for statement in _FROM_VERSION_1 if version else _SCHEMA.split(";"):
            if statement.strip():
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _refuse_newer(self, version: int) -> None:
        if version > SCHEMA_VERSION:
            hint = "update runner, or move .runner/ away"
            raise ActionFailed(f"the store {self._path} was made by a newer version of runner", hint)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """A connection to read from, or None where nothing was ever stored."""
        if not self.exists():
            yield None
            return
        with self._connection() as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                yield None  # another process is just making it
                return
            self._refuse_newer(version)
            yield connection

    def resources(self) -> list[ObservedResource]:
        """Every resource, archived ones included."""
        with self._reading() as connection:
            rows = connection.execute("SELECT * FROM resources").fetchall() if connection else []
        return [_resource(row) for row in rows]

    def put_resource(self, resource: ObservedResource, commit: str) -> None:
        """Writes a resource over what is there."""
        with self.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO resources VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    resource.kind,
                    resource.name,
                    resource.version or "",
                    resource.project,
                    resource.key,
                    resource.digest,
                    commit,
                    json.dumps(resource.manifest, default=str),
                    int(resource.is_archived),
                    now(),
                    int(resource.is_protected),
                ),
            )

    def archive_resource(self, kind: str, name: str, version: str | None) -> None:
        """Marks a resource as archived, if it is there."""
        with self.transaction() as connection:
            connection.execute(
                "UPDATE resources SET archived = 1, changed = ? WHERE kind = ? AND name = ? AND version = ?",
                (now(), kind, name, version or ""),
            )

    def delete_resource(self, kind: str, name: str, version: str | None) -> None:
        """Removes a resource, if it is there."""
        with self.transaction() as connection:
            connection.execute(
                "DELETE FROM resources WHERE kind = ? AND name = ? AND version = ?", (kind, name, version or "")
            )

    def was_applied(self, plan: str) -> bool:
        """Whether an approved plan is known as applied."""
        with self._reading() as connection:
            if connection is None:
                return False
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'plans'").fetchone() is None:
                return False
            return connection.execute("SELECT 1 FROM plans WHERE id = ?", (plan,)).fetchone() is not None

    def record_applied(self, plan: str) -> None:
        """Remembers an approved plan as applied."""
        with self.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO plans VALUES (?, ?)", (plan, now()))

    def set_slots(self, pool: str, slots: int) -> None:
        """Says how many jobs of a pool run at once."""
        with self.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO pools VALUES (?, ?)", (pool, slots))

    def jobs(self, names: Sequence[str] | None = None) -> list[ObservedJob]:
        """The jobs of these names, or all, in the order in which they were submitted."""
        return [_job(row) for row in self.rows(names)]

    def rows(self, names: Sequence[str] | None = None) -> list[sqlite3.Row]:
        """The same, with all that the store knows."""
        with self._reading() as connection:
            if connection is None:
                return []
            rows: list[sqlite3.Row] = connection.execute("SELECT * FROM jobs ORDER BY number").fetchall()
        if names is None:
            return rows
        wanted = set(names)
        return [row for row in rows if row["name"] in wanted]

    def add_job(self, values: Mapping[str, object]) -> None:
        """Adds a job as Queued; one that is there already stays."""
        columns = {**values, "status": Status.QUEUED.value, "submitted": now()}
        with self.transaction() as connection:
            names = ", ".join(columns)
            marks = ", ".join("?" for _ in columns)
            # The names of the columns are this module's callers' own, never a user's.
            connection.execute(
                f"INSERT OR IGNORE INTO jobs ({names}) VALUES ({marks})",  # noqa: S608
                tuple(columns.values()),
            )

    def set_job(self, name: str, **values: str | int | None) -> None:
        """Changes columns of a job."""
        with self.transaction() as connection:
            update_job(connection, name, **values)


def update_job(connection: sqlite3.Connection, name: str, **values: str | int | None) -> None:
    """Changes columns of a job within a transaction."""
    assignments = ", ".join(f"{column} = ?" for column in values)
    connection.execute(f"UPDATE jobs SET {assignments} WHERE name = ?", (*values.values(), name))  # noqa: S608


def _resource(row: sqlite3.Row) -> ObservedResource:
    return ObservedResource(
        kind=row["kind"],
        name=row["name"],
        version=row["version"] or None,
        manifest=json.loads(row["manifest"]),
        project=row["project"],
        key=row["key"],
        digest=row["digest"],
        is_archived=bool(row["archived"]),
        is_protected="protected" in row.keys() and bool(row["protected"]),  # noqa: SIM118 - a row is no mapping
    )


def _job(row: sqlite3.Row) -> ObservedJob:
    return ObservedJob(
        name=row["name"],
        project=row["project"],
        key=row["key"],
        digest=row["digest"],
        status=Status(row["status"]),
        experiment=row["experiment"],
        display_name=row["display_name"],
        compute=row["pool"],
        submitted=row["submitted"],
        started=row["started"],
        ended=row["ended"],
        exit_code=row["exit_code"],
        error=row["error"],
        run_id=row["run_id"],
        fields=json.loads(row["fields"]),
        files=json.loads(row["files"]) if "files" in row.keys() else {},  # noqa: SIM118 - a row is no mapping
        attempt=row["attempt"],
    )


def _advice(error: sqlite3.OperationalError) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest of an extended code says where it happened
    if code == sqlite3.SQLITE_FULL:
        return "free some disk space and try again; nothing was lost"
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return "another process holds it; wait for that one and try again"
    return _FAULT
