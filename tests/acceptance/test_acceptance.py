"""Each folder here is a case: its files are copied, `script` is run, and what it says is held against `output.txt`.

`UPDATE=1 pytest tests/acceptance` writes the outputs anew; read the difference before committing it. In a script
`trace COMMAND` shows the command, what it says on both streams, and its exit code where that is not 0.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CASES = sorted(script.parent.name for script in HERE.glob("*/script"))
LIMIT_SECONDS = 120

PRELUDE = r"""
set -u
trace() {
    printf '\n>>> %s\n' "$*"
    local code=0
    "$@" || code=$?
    if [ $code -ne 0 ]; then printf '\nexit code: %s\n' $code; fi
}
until_status() {  # KEY STATUS: waits until the newest job of the key has it
    for _ in $(seq 300); do
        if runner show "$1" --format json | grep -q "\"status\": \"$2\""; then return; fi
        sleep 0.2
    done
    echo "$1 never became $2"
}
"""

_PASSING = re.compile(r"^[\w-]+: (?:Queued|Starting|Running|CancelRequested|Finalizing)(?:  .*)?\n", re.MULTILINE)
"""Whether a display sees a status that passes is a matter of chance."""

_PLACES = [
    (re.compile(r"[0-9a-f]{64}"), "[DIGEST]"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "[RUN]"),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}"), "2026-01-01 12:00:00"),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(?:\.[0-9]+)?Z"), "2026-01-01T12:00:00Z"),
    (re.compile(r"\b0:[0-9]{2}:[0-9]{2}\b"), "0:00:01"),
    (re.compile(r"Python [0-9.]+[0-9]"), "Python 3.11.0"),
]
_SHORT_DIGEST = re.compile(r"(?<=[-c ])[0-9a-f]{12}\b")


def normalised(text: str, root: Path) -> str:
    """The text without what differs from run to run; short digests are numbered as they appear, so that tables stay tables."""
    text = _PASSING.sub("", text.replace(str(root), "[ROOT]"))
    for pattern, name in _PLACES:
        text = pattern.sub(name, text)
    numbers: dict[str, int] = {}
    return _SHORT_DIGEST.sub(lambda match: f"{numbers.setdefault(match[0], len(numbers) + 1):012x}", text)


def run(case: str, root: Path) -> str:
    """What the script of a case says, in a copy of its folder."""
    shutil.copytree(HERE / case, root, ignore=shutil.ignore_patterns("script", "output.txt"), dirs_exist_ok=True)
    script = (HERE / case / "script").read_text()
    environment = {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "HOME": str(root),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
    }
    result = subprocess.run(
        ["bash", "-c", PRELUDE + script],
        cwd=root,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=LIMIT_SECONDS,
        check=True,
    )
    return normalised(result.stdout.decode(), root)


@pytest.fixture(scope="session")
def outputs(request, tmp_path_factory, tracking_store):
    """What each chosen case says, two at a time: most of a case is spent waiting for one process after another."""
    chosen = [item.callspec.params["case"] for item in request.session.items if item.fspath == __file__]

    def start(case):
        root = tmp_path_factory.mktemp(case) / "project"
        (root / ".git").mkdir(parents=True)
        if (HERE / case / "script").read_text().startswith("# jobs"):
            (root / ".runner").mkdir()
            shutil.copy(tracking_store, root / ".runner/mlflow.db")
        return run(case, root)

    with ThreadPoolExecutor(2) as pool:
        yield {case: pool.submit(start, case) for case in chosen}


@pytest.mark.parametrize("case", CASES)
def test_case(case, outputs):
    output = outputs[case].result()
    expected = HERE / case / "output.txt"
    if os.environ.get("UPDATE"):
        expected.write_text(output, "utf-8")
    assert output == expected.read_text("utf-8")
