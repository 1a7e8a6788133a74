"""A project folder that was moved or copied: MLflow writes down absolute addresses, which are put right here."""

from __future__ import annotations

import sqlite3
from urllib.parse import unquote, urlsplit

from runner.backends.local.layout import FOLDER, Layout

_ADDRESSES = {
    "experiments": ("artifact_location",),
    "runs": ("artifact_uri",),
    "model_versions": ("source", "storage_location"),
    "logged_models": ("artifact_location",),
}
"""Columns that hold the address of a file or folder; some MLflow versions lack some of them."""


def follow_move(connection: sqlite3.Connection, layout: Layout) -> None:
    """Lets every address below an earlier place of `.runner/` begin with its place now, in one transaction."""
    here = layout.artifacts.as_uri()
    suffix = f"/{FOLDER}/{layout.artifacts.name}"
    places = connection.execute("SELECT DISTINCT artifact_location FROM experiments").fetchall()
    earlier = [place for (place,) in places if place and place.endswith(suffix) and place != here]
    if not earlier:
        return
    with connection:
        for place in earlier:
            for old, new in ((place, here), (unquote(urlsplit(place).path), str(layout.artifacts))):
                for table, columns in _ADDRESSES.items():
                    there = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
                    for column in [column for column in columns if column in there]:
                        _replace(connection, table, column, old, new)


def _replace(connection: sqlite3.Connection, table: str, column: str, old: str, new: str) -> None:
    query = (
        f"UPDATE {table} SET {column} = ? || substr({column}, ?) "  # noqa: S608 - names are this module's own
        f"WHERE {column} = ? OR substr({column}, 1, ?) = ?"
    )
    connection.execute(query, (new, len(old) + 1, old, len(old) + 1, f"{old}/"))
