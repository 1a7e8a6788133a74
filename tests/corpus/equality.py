"""Whether valid files keep their meaning: the SDK's body of what is rendered against its body of the original."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from runner.diagnostics import Diagnostic, InvalidSpec, Source
from runner.document import read_documents
from runner.project import Options, Project, load_project
from runner.render import render_files, render_text
from runner.resources import UnsupportedKind, kind_of
from tests.corpus.place import EXAMPLES, IndexRow, index, yaml_files
from tests.corpus.sdk import ORACLE_KINDS, Sdk, comparable, differences

OUR_KINDS = frozenset({"command_job", "sweep_job", "environment", "compute", "workspace", "datastore", "data", "model"})


class Checked(NamedTuple):
    """What was found of one valid file of ours; `problem` is empty where the bodies are equal.

    `outcome` is "equal", "rejected" (we do not take it), "differs", or "traceback".
    """

    file: str
    kind: str
    outcome: str
    problem: str = ""


class Told(NamedTuple):
    """What was said of a file that is not ours to take. `codes` are those of the errors."""

    file: str
    kind: str
    codes: tuple[str, ...]
    traceback: str = ""


def candidates(corpus: Path) -> list[tuple[str, str, IndexRow | None]]:
    """Every file that is a resource of ours with its oracle kind: from the index, else as our own loader tells."""
    rows = {row.path: row for row in index(corpus)}
    found: list[tuple[str, str, IndexRow | None]] = []
    for path in yaml_files(corpus):
        row = rows.get(path)
        kind = row.kind if row else _kind_as_we_tell(corpus / path)
        if kind in OUR_KINDS:
            found.append((path, kind, row))
    return found


def _kind_as_we_tell(file: Path) -> str:
    text = file.read_text("utf-8-sig")
    problems: list[Diagnostic] = []
    documents = read_documents(Source(file, file.name, text), problems.append)
    if problems or len(documents) != 1 or not isinstance(documents[0].value, dict):
        return ""
    try:
        detected = kind_of(documents[0])
    except UnsupportedKind:
        return ""
    return ORACLE_KINDS[detected.kind.section] if detected else ""


def check_equality(corpus: Path, copy: Path, sdk: Sdk) -> Iterator[Checked]:
    """Each file of our kinds that the SDK takes, rendered in both ways and compared."""
    for number, (path, kind, row) in enumerate(candidates(corpus)):
        file = copy / path
        original = sdk.answer(file, kind)
        if original.body is None and not (row and row.is_taken_by_the_sdk):
            continue
        if row and original.body is not None:
            changed = _unlike_the_stored_body(corpus, copy, row, sdk, original.body)
            if changed:
                yield Checked(path, kind, "differs", f"the SDK's body is not the one of the corpus: {changed}")
                continue
        outcome, problem = _compare(file, kind, original.body, copy / ".rendered" / str(number), sdk)
        yield Checked(path, kind, outcome, problem)


def _unlike_the_stored_body(corpus: Path, copy: Path, row: IndexRow, sdk: Sdk, body: object) -> str:
    stored = json.loads((corpus / "oracle" / row.oracle).read_text("utf-8"))["body"]
    made = json.loads(sdk.canonical(body, copy / EXAMPLES))
    return "; ".join(differences(stored, made)[:3])


def _compare(file: Path, kind: str, body: object, output: Path, sdk: Sdk) -> tuple[str, str]:
    try:
        project = load_project(file, Options())
        beside = {file.with_name(f"{file.stem}.rendered{file.suffix}"): render_text(project)}
        elsewhere = render_files(project, output)
    except InvalidSpec as error:
        return "rejected", "; ".join(map(told, error.diagnostics))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
        return "traceback", repr(error)
    expected = comparable(body, file.parent)
    for files in (beside, elsewhere):
        problem = _unlike(files, kind, expected, sdk)
        if problem:
            return "differs", problem
    return "equal", ""


def _unlike(files: Mapping[Path, str], kind: str, expected: object, sdk: Sdk) -> str:
    (rendered,) = files
    rendered.parent.mkdir(parents=True, exist_ok=True)
    rendered.write_text(files[rendered], "utf-8")
    answer = sdk.answer(rendered, kind)
    rendered.unlink()
    if answer.body is None:
        return f"the SDK does not take {rendered.name}: {answer.error[:500]}"
    return "; ".join(differences(expected, comparable(answer.body, rendered.parent)))


def check_other_files(corpus: Path, copy: Path) -> Iterator[Told]:
    """What we say of each file of the index that is of another kind, or that the SDK does not take."""
    for row in index(corpus):
        if row.kind not in OUR_KINDS or not row.is_taken_by_the_sdk:
            yield Told(row.path, row.kind, *errors_of(copy / row.path))


def errors_of(file: Path) -> tuple[tuple[str, ...], str]:
    """The codes of the errors in a file, and an exception that should not have come, as text."""
    try:
        load(file)
    except InvalidSpec as error:
        return tuple(d.code for d in error.diagnostics if d.severity == "error"), ""
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
        return (), repr(error)
    return (), ""


def told(diagnostic: Diagnostic) -> str:
    """A diagnostic in one line, with the line that it points at and what it suggests."""
    line = diagnostic.span.line if diagnostic.span else "?"
    suggestion = f" [{diagnostic.suggestion}]" if diagnostic.suggestion else ""
    return f"{line}: {diagnostic.code}: {diagnostic.message}{suggestion}"


def load(file: Path) -> Project:
    """A file as a spec of its own."""
    return load_project(file, Options())
