"""The valid files of the corpus with one key damaged, in every way and at every key: rejected at the line of it."""

from __future__ import annotations

import pytest

from runner.diagnostics import Diagnostic, InvalidSpec, Severity, Source
from runner.document import read_documents
from runner.resources import kind_of
from tests.absent import absent
from tests.corpus.equality import candidates, load, told
from tests.corpus.place import copy_corpus, corpus_folder
from tests.resources.damage import damages


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = corpus_folder()
    if folder is None:
        absent("there is no corpus at $RUNNER_CORPUS or ../shared/corpus")
    return copy_corpus(folder, tmp_path_factory.mktemp("damaged") / "corpus")


def errors(file) -> list[Diagnostic]:
    try:
        load(file)
    except InvalidSpec as error:
        return [found for found in error.diagnostics if found.severity is Severity.ERROR]
    return []


def test_any_damage_of_a_public_file_is_rejected_at_its_line(corpus):
    judged, missed = 0, []
    for path, _, _ in candidates(corpus):
        file = corpus / path
        if errors(file):
            continue  # a path of it is not in the corpus, or it was never valid
        text = file.read_text("utf-8-sig")
        (document,) = read_documents(Source(file, file.name, text), lambda _: None)
        detected = kind_of(document)
        assert detected is not None
        damaged = file.with_name(f"{file.stem}.damaged{file.suffix}")
        for damage in damages(detected.kind.fields, text):
            damaged.write_text(damage.text, "utf-8")
            found = errors(damaged)
            there = [error for error in found if error.span and error.span.line in damage.lines]
            is_suggested = not damage.word or any(error.suggestion == damage.word for error in there)
            judged += 1
            if not (there and is_suggested):
                missed.append(f"{path}: {damage.what}, line {list(damage.lines)[:3]}: {list(map(told, found))[:2]}")
        damaged.unlink(missing_ok=True)
    assert judged > 2000
    assert len(missed) <= 0.005 * judged, "\n".join([f"{len(missed)} of {judged}", *missed])
