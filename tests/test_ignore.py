from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.ignore import decide, parse_rules
from runner.snapshot import read_tree

IGNORED, KEPT, SILENT = True, False, None

RULES = [
    # an ignore file, a path (a folder ends with /), what it says
    ("a.py", "a.py", IGNORED),
    ("a.py", "deep/er/a.py", IGNORED),
    ("a.py", "b.py", SILENT),
    ("/a.py", "a.py", IGNORED),
    ("/a.py", "deep/a.py", SILENT),
    ("deep/a.py", "deep/a.py", IGNORED),
    ("deep/a.py", "x/deep/a.py", SILENT),
    ("build/", "build/", IGNORED),
    ("build/", "build", SILENT),
    ("build/", "build/x", SILENT),  # nobody walks into an ignored folder
    ("*.py", "x/a.py", IGNORED),
    ("*", "x/a.py", IGNORED),
    ("/*", "x", IGNORED),
    ("/*", "x/a.py", SILENT),
    ("a*c", "a/c", SILENT),
    ("x/*/a", "x/y/a", IGNORED),
    ("x/*/a", "x/y/z/a", SILENT),
    ("**/a", "a", IGNORED),
    ("**/a", "x/y/a", IGNORED),
    ("x/**", "x/", SILENT),
    ("x/**", "x/y/z", IGNORED),
    ("x/**/a", "x/a", IGNORED),
    ("x/**/a", "x/y/z/a", IGNORED),
    ("x/**/y/**/a", "x/y/1/y/2/a", IGNORED),
    ("x**y", "x/y", SILENT),
    ("?.py", "a.py", IGNORED),
    ("?.py", "é.py", SILENT),  # git counts bytes
    ("[ab].py", "b.py", IGNORED),
    ("[a-c].py", "b.py", IGNORED),
    ("[!a-c].py", "b.py", SILENT),
    ("[^a].py", "b.py", IGNORED),
    ("[]a].py", "].py", IGNORED),
    ("[a-].py", "-.py", IGNORED),
    (r"[\]].py", "].py", IGNORED),
    ("[[:digit:]x].py", "7.py", IGNORED),
    ("[[:nonsense:]].py", "7.py", SILENT),
    ("[a.py", "[a.py", SILENT),
    ("a\\", "a\\", SILENT),
    (r"\*", "*", IGNORED),
    (r"\*", "x", SILENT),
    ("# a", "# a", SILENT),
    (r"\#a", "#a", IGNORED),
    (r"\!a", "!a", IGNORED),
    ("a  ", "a", IGNORED),
    ("a\\ ", "a ", IGNORED),
    ("a\t", "a", SILENT),
    ("", "a", SILENT),
    ("/", "a/", SILENT),
    ("!", "!", SILENT),
    ("*.py\n!a.py", "a.py", KEPT),
    ("!a.py\n*.py", "a.py", IGNORED),
    ("a\r\nb\r\n", "a", IGNORED),
    ("\ufeffa", "a", IGNORED),
]


@pytest.mark.parametrize(("content", "path", "said"), RULES)
def test_a_rule_says_what_git_says(content, path, said):
    rules = parse_rules(content.encode())
    assert decide(rules, path.rstrip("/").encode(), is_folder=path.endswith("/")) is said


@pytest.mark.timeout(10)
@pytest.mark.parametrize("rule", ["*a" * 100 + "b", "a/" + "**/a/" * 30 + "b", "[a-z]*" * 60 + "!"])
def test_a_hostile_rule_takes_no_time(rule):
    path = b"/".join([b"a" * 250] * 12 + [b"a"] * 200)
    assert decide(parse_rules(rule.encode()), path, is_folder=False) is SILENT


FILES = [
    "a.py", "b.py", "src/a.py", "src/b.txt", "src/lib/a.py", "src/lib/b.txt", "lib/a.py", "lib/src/a.py",
    "lib/src/src/c.txt", "c.txt", "#x", "!y", "x*", "c d ", "build/src/a.py", "[a].py", "é.py",
]  # fmt: skip
NAMES = st.sampled_from(
    ["*", "**", "?", "a.py", "*.py", "?.py", "src", "lib", "s*c", "l?b", "*.t*t", "[a-b].py", "[!a].py", "x\\*"]
)
PATTERNS = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "!"]),
    st.sampled_from(["", "/"]),
    st.lists(NAMES, min_size=1, max_size=3).map("/".join),
    st.sampled_from(["", "", "/", " "]),
) | st.sampled_from(
    ["a**", "[[:alpha:]].py", "[]a].py", "[a-", "\\#x", "#x", "\\!y", "c d\\ ", "c d ", "é*", "src\\/a.py", "\\"]
)
IGNORE_FILES = st.dictionaries(
    st.sampled_from(["", "code", "code/src", "code/lib"]), st.lists(PATTERNS, min_size=1, max_size=5), min_size=1
)


@pytest.fixture(scope="module")
def repository(tmp_path_factory, write):
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    root = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "--quiet", root], check=True, env=git_environment())
    write(root / "code", dict.fromkeys(FILES, "x"))
    return root


@settings(max_examples=250, deadline=None)
@given(ignore_files=IGNORE_FILES)
def test_a_code_tree_has_the_files_that_git_lists(repository, ignore_files):
    for folder, patterns in ignore_files.items():
        # What a spec names is taken, even where git ignores the folder as a whole.
        own = [] if folder else ["!/code"]
        repository.joinpath(folder, ".gitignore").write_text("\n".join([*patterns, *own]), "utf-8")
    try:
        taken = [file.path for file in read_tree(repository / "code", repository.resolve()).files]
        assert taken == listed_by_git(repository / "code")
    finally:
        for folder in ignore_files:
            repository.joinpath(folder, ".gitignore").unlink()


def listed_by_git(folder: Path) -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "."]
    result = subprocess.run(command, cwd=folder, env=git_environment(), capture_output=True, check=True)
    return [os.fsdecode(name) for name in sorted(result.stdout.split(b"\0")) if name]


def git_environment() -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**own, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
