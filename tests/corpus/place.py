"""Where the corpus is, and a copy of it to write into."""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

EXAMPLES = "azureml-examples-cli"
MUTANT = re.compile(r"\.mut\d+(?=\.)")
"""What the name of a broken variant has more than the original's."""

_BESIDE_THE_PROJECT = Path(__file__).parents[3] / "shared" / "corpus"


class IndexRow(NamedTuple):
    """What is known of a file below `azureml-examples-cli/`: `oracle` names the file with the SDK's answer."""

    path: str
    kind: str
    is_taken_by_the_sdk: bool
    oracle: str


class Mutant(NamedTuple):
    """A broken variant: `mutation` is what was done and `group` its class; `line` is 0 where a key was deleted."""

    file: str
    kind: str
    mutation: str
    group: str
    what: str
    line: int


def corpus_folder() -> Path | None:
    """`$RUNNER_CORPUS`, else `../shared/corpus` beside the project; None where neither is there."""
    folder = Path(os.environ.get("RUNNER_CORPUS") or _BESIDE_THE_PROJECT)
    return folder if (folder / "index.csv").is_file() else None


def index(corpus: Path) -> list[IndexRow]:
    """The rows of `index.csv`."""
    with (corpus / "index.csv").open(newline="", encoding="utf-8") as file:
        return [
            IndexRow(
                f"{EXAMPLES}/{row['path']}",
                row["kind"],
                row["loads_with_sdk"] == row["serializes"] == "yes",
                row["oracle"],
            )
            for row in csv.DictReader(file)
        ]


def mutants(corpus: Path) -> list[Mutant]:
    """The rows of `mutants.csv`."""
    with (corpus / "mutants.csv").open(newline="", encoding="utf-8") as file:
        return [
            Mutant(row["file"], row["kind"], row["mutation"], row["class"], row["what"], int(row["line"]))
            for row in csv.DictReader(file)
        ]


def yaml_files(corpus: Path) -> list[str]:
    """Every YAML file that is no broken variant, by its path below the corpus."""
    found = (path for path in corpus.rglob("*.y*ml") if path.is_file() and not MUTANT.search(path.name))
    return sorted(str(path.relative_to(corpus)) for path in found)


def copy_corpus(corpus: Path, folder: Path) -> Path:
    """A copy in which files can be made, each repository being a project of its own (a folder with `.git`)."""
    for path in _files(corpus):
        copy = folder / path.relative_to(corpus)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    extra = folder / "extra"
    for repository in (folder / EXAMPLES, *(extra.iterdir() if extra.is_dir() else ())):
        (repository / ".git").mkdir()
    return folder


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
