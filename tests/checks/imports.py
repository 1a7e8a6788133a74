"""Holds the exact lists of heavy modules that each command may import: a check that no noise can blur.

Run by `make check`. Each command is run in a process of its own, which prints what it imported.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

HEAVY = {
    "azure", "difflib", "graphlib", "jinja2", "keras", "mlflow", "numpy", "pathspec", "pydantic", "rich", "sqlalchemy",
    "sqlite3", "sklearn", "tensorflow", "yaml",
}  # fmt: skip

JOB = "command: echo hello\nenvironment: azureml:python@latest\n"
PROJECT = (
    'project: p\nvariables: {n: 1}\njobs: {a: {command: "echo {{ var.n }}", environment: azureml:python@latest}}\n'
)
SPEC = {"graphlib", "pydantic", "yaml"}

CASES: list[tuple[str, str, set[str]]] = [
    ("--help", JOB, set()),
    ("--version", JOB, set()),
    ("validate spec.yml", JOB, SPEC),
    ("validate spec.yml", PROJECT, SPEC | {"jinja2"}),
    ("validate spec.yml --format sarif", JOB, SPEC),
    ("explain", JOB, set()),
    ("explain unknown-field", JOB, set()),
    ("render spec.yml", JOB, SPEC),
    ("origin spec.yml command", JOB, SPEC),
    ("origin spec.yml jobs.a.command", PROJECT, SPEC | {"jinja2"}),
    ("schema", JOB, SPEC),
    ("plan --offline spec.yml", JOB, SPEC | {"sqlite3"}),
    ("plan spec.yml", JOB, SPEC | {"sqlite3"}),
    ("plan spec.yml --format markdown", JOB, SPEC | {"sqlite3"}),
    ("plan spec.yml --out plan.json", JOB, SPEC | {"sqlite3"}),
    ("destroy spec.yml", JOB, SPEC | {"sqlite3"}),
    ("jobs", JOB, SPEC | {"sqlite3"}),
    ("models", JOB, SPEC | {"sqlite3"}),
]

PROBE = """
import sys, contextlib, io
from runner.cli import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main(sys.argv[1:])
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def imported(arguments: str, spec: str) -> set[str]:
    """The heavy modules that a command imports."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "spec.yml").write_text(spec, "utf-8")
        result = subprocess.run(
            [sys.executable, "-c", PROBE, *arguments.split()], cwd=folder, capture_output=True, text=True, check=True
        )
    return set(result.stdout.split()) & HEAVY


def main() -> int:
    """Prints each command whose imports are not exactly the listed ones; the number of them is the exit code."""
    wrong = 0
    for arguments, spec, allowed in CASES:
        found = imported(arguments, spec)
        if found != allowed:
            wrong += 1
            more, less = sorted(found - allowed), sorted(allowed - found)
            print(f"runner {arguments}: imports {more} beyond its list, and not {less} of it")
    print(f"import lists: {len(CASES) - wrong} of {len(CASES)} commands import exactly what is listed")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
