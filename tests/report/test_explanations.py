"""Every diagnostic is explained, every explanation is about a diagnostic, and its examples are what they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from emitted_codes import NotUnderstood, emitted_codes

import runner
from runner.backends.local.refusals import refusals
from runner.diagnostics import Diagnostic, InvalidSpec, Severity
from runner.identity import identify
from runner.policy import policies_of, violations
from runner.project import Options, load_project
from runner.report.explain import explanations_markdown
from runner.report.explanations import EXPLANATIONS

PACKAGE = Path(runner.__file__).parent
PAGE = PACKAGE.parent / "specs" / "DIAGNOSTICS.md"
HEADER = re.compile(r"# (?:file: (?P<file>\S+)|link: (?P<link>\S+) -> (?P<to>\S+))")
EXAMPLES = [explanation for explanation in EXPLANATIONS.values() if not explanation.untested]


@pytest.fixture(scope="module")
def emitted() -> set[str]:
    modules = [path for path in sorted(PACKAGE.rglob("*.py")) if "explanations" not in path.parts]
    return {code for path in modules for code in emitted_codes(path.read_text("utf-8"), str(path))}


@pytest.fixture
def check(tmp_path, monkeypatch):
    """Writes an example in a project of its own, and says what every stage reports about it on this machine."""

    def check_example(example: str) -> list[Diagnostic]:
        root = tmp_path / "root"
        (root / ".git").mkdir(parents=True)
        monkeypatch.chdir(root)
        write_example(root, example)
        try:
            # A secret has no value in a file, so its variable gets one from the environment.
            project = load_project(Path("spec.yml"), Options(environ={"RUNNER_VAR_token": "sesame"}))
            identify(project)
            against = violations(project, policies_of(project, ()))
        except InvalidSpec as error:
            return list(error.diagnostics)
        is_here = project.target.backend == "local"
        return [
            *project.warnings,
            *against,
            *(refusal.diagnostic for refusal in (refusals(project) if is_here else ())),
        ]

    return check_example


def write_example(root: Path, example: str) -> None:
    files: dict[str, list[str]] = {}
    current = files.setdefault("spec.yml", [])
    for line in example.splitlines():
        header = HEADER.fullmatch(line)
        if header and header["link"]:
            (root / header["link"]).parent.mkdir(parents=True, exist_ok=True)
            (root / header["link"]).symlink_to(header["to"])
        elif header:
            current = files.setdefault(header["file"], [])
        else:
            current.append(line)
    for name, lines in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("\n".join(lines) + "\n", "utf-8")


def test_every_diagnostic_is_explained(emitted):
    assert sorted(emitted - set(EXPLANATIONS)) == []


def test_every_explanation_is_about_a_diagnostic(emitted):
    assert sorted(set(EXPLANATIONS) - emitted) == []


@pytest.mark.parametrize("explanation", EXAMPLES, ids=lambda e: e.code)
def test_the_wrong_example_is_wrong_for_this_reason(check, explanation):
    found = check(explanation.wrong)
    assert explanation.severity in {diagnostic.severity for diagnostic in found if diagnostic.code == explanation.code}
    assert {d.code for d in found if d.severity is Severity.ERROR} <= {explanation.code}


@pytest.mark.parametrize("explanation", EXAMPLES, ids=lambda e: e.code)
def test_the_right_example_is_right(check, explanation):
    assert [str(diagnostic) for diagnostic in check(explanation.right)] == []


def test_examples_that_are_not_tested_say_why_and_are_few():
    untested = {code for code, explanation in EXPLANATIONS.items() if explanation.untested}
    assert untested == {"not-utf8", "not-a-file", "unusable-option", "too-many-problems"}


def test_texts_are_sentences_and_titles_are_none():
    for explanation in EXPLANATIONS.values():
        assert re.fullmatch(r"[A-Z`].*\.", explanation.meaning)
        assert re.fullmatch(r"(?:[A-Z`].*\.)?", explanation.why)
        assert not explanation.title.endswith(".")
        assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", explanation.code)


def test_the_page_is_what_the_explanations_make():
    assert PAGE.read_text("utf-8") == explanations_markdown(EXPLANATIONS.values()), "run `make docs`"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Diagnostic('a', 'm')", {"a"}),
        ("Diagnostic(message='m', code='a')", {"a"}),
        ("Problem(path, 'a' if x else 'b', 'm')", {"a", "b"}),
        ("_CODE = 'a'\ndef f(): return Diagnostic(_CODE, 'm')", {"a"}),
        ("def f(code): Diagnostic(code, 'm')\nf('a')\nf('b')", {"a", "b"}),
        ("class C:\n  def f(self, at, code): Diagnostic(code, 'm')\n  def g(self): self.f(1, 'a')", {"a"}),
        ("def f():\n  return 'a', 'm'\nfound = f()\ncode, message = found\nDiagnostic(code, message)", {"a"}),
        ("Diagnostic(problem.code, 'm')", set()),
        ("print('not-a-code')", set()),
    ],
)
def test_codes_are_found_however_they_come_to_a_diagnostic(text, codes):
    assert emitted_codes(text, "module.py") == codes


@pytest.mark.parametrize(
    "text", ["Diagnostic(f'{a}-b', 'm')", "Diagnostic(code, 'm')", "code = f()\nDiagnostic(code, 'm')"]
)
def test_a_code_that_cannot_be_told_is_a_failure(text):
    with pytest.raises(NotUnderstood, match=r"module.py:\d: which code"):
        emitted_codes(text, "module.py")
