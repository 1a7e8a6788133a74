from __future__ import annotations

import os
import socket
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from runner.snapshot import UnsafeTree, copy_tree, read_tree

CODE = {"train.py": "print(1)\n", "lib/model.py": "x = 1\n", "lib/deep/a.txt": ""}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path.resolve() / "project"


def paths(folder: Path, boundary: Path, *, is_data: bool = False) -> list[str]:
    return [file.path for file in read_tree(folder, boundary, is_data=is_data).files]


@pytest.mark.parametrize(
    ("files", "taken"),
    [
        ({"code/a.py": "", "code/b.log": "", ".gitignore": "*.log"}, ["a.py"]),
        ({"code/a.py": "", "code/b.log": "", "code/.gitignore": "*.log"}, [".gitignore", "a.py"]),
        ({"code/x/a.py": "", "code/x/b.log": "", "code/b.log": "", "code/x/.gitignore": "*.log"},
         ["b.log", "x/.gitignore", "x/a.py"]),
        ({"code/a.py": "", "code/b.log": "", ".gitignore": "*.log", "code/.gitignore": "!b.log"},
         [".gitignore", "a.py", "b.log"]),
        ({"code/a.py": "", "code/x/b.py": "", ".gitignore": "/code/x/"}, ["a.py"]),
        ({"code/a.py": "", "code/x/b.py": "", ".gitignore": "/x/"}, ["a.py", "x/b.py"]),
        ({"code/a.py": "", ".gitignore": "/code/"}, ["a.py"]),
        ({"code/a.py": "", "code/b.log": "", ".gitignore": "*.log", "code/.amlignore": "a.py"}, [".amlignore", "b.log"]),
        ({"code/a.py": "", "code/b.py": "", "code/.gitignore": "a.py", "code/.amlignore": ""},
         [".amlignore", ".gitignore", "a.py", "b.py"]),
        ({"code/x/a.py": "", "code/x/.amlignore": "a.py"}, ["x/.amlignore", "x/a.py"]),
    ],
    ids=["above", "inside", "nested", "negated further in", "a folder from above", "anchored above", "the folder itself",
         "amlignore wins", "an empty amlignore wins", "only the folder's own amlignore"],
)  # fmt: skip
def test_ignore_files_leave_out_what_they_name(root, write, files, taken):
    write(root, files)
    assert paths(root / "code", root) == taken


def test_of_data_every_file_counts(root, write):
    write(root, {"data/a.csv": "", "data/.gitignore": "*", "data/.amlignore": "*", ".gitignore": "data/"})
    assert paths(root / "data", root, is_data=True) == [".amlignore", ".gitignore", "a.csv"]


@pytest.mark.parametrize("is_data", [False, True])
def test_what_git_and_python_write_on_their_own_is_never_taken(root, write, is_data):
    names = [
        ".git/HEAD",
        ".runner/store.db",
        "__pycache__/a.pyc",
        "x/__pycache__/b.pyc",
        ".ipynb_checkpoints/n",
        "a.py",
    ]
    write(root, {**dict.fromkeys(names, "x"), ".amlignore": "!__pycache__"})
    assert paths(root, root, is_data=is_data) == [".amlignore", "a.py"]


def test_the_digest_knows_neither_place_nor_order_nor_times(root, write):
    first = write(root / "here", CODE)
    second = write(root / "there" / "deeper", dict(reversed(CODE.items())))
    os.utime(second / "train.py", (0, 0))
    second.joinpath("an/empty/folder").mkdir(parents=True)
    assert read_tree(first, root).digest == read_tree(second, root).digest


@pytest.mark.parametrize(
    "other",
    [
        {**CODE, "train.py": "print(2)\n"},
        {**CODE, "train.py": "print(1)\n\n"},
        {**CODE, "new.py": ""},
        {"train.py": CODE["train.py"], "lib/model.py": CODE["lib/model.py"]},
        {"train.py": CODE["train.py"], "lib/model.py": CODE["lib/model.py"], "lib/deep/b.txt": ""},
        {"train.py": CODE["lib/model.py"], "lib/model.py": CODE["train.py"], "lib/deep/a.txt": ""},
    ],
    ids=["a byte", "the size", "one more", "one less", "a name", "contents exchanged"],
)
def test_the_digest_changes_with(root, write, other):
    assert read_tree(write(root / "a", CODE), root).digest != read_tree(write(root / "b", other), root).digest


NAMES = st.sampled_from(["x", "y.txt", "é", "a b", "z\nz"])
TREES = st.dictionaries(
    st.tuples(st.lists(st.sampled_from(["d", "e"]), max_size=2), NAMES).map(lambda path: "/".join([*path[0], path[1]])),
    st.binary(max_size=3),
    max_size=3,
)


@settings(max_examples=60, deadline=None)
@given(one=TREES, other=TREES)
@example(one={"x": b"1", "d/x": b""}, other={"d/x": b"", "x": b"1"})
@example(one={"x": b"", "y.txt": b""}, other={"x": b""})
def test_two_trees_have_one_digest_only_if_they_have_the_same_files(write, one, other):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        digests = {read_tree(write(root / name, tree), root).digest for name, tree in (("1", one), ("2", other))}
    assert (len(digests) == 1) is (one == other)


def test_a_single_file_counts_by_its_content_alone(root, write):
    write(root, {"a.csv": "1", "deep/b.csv": "1", ".gitignore": "*.csv"})
    assert read_tree(root / "a.csv", root).digest == read_tree(root / "deep/b.csv", root).digest


@pytest.mark.skipif(sys.platform == "darwin", reason="names on macOS are UTF-8")
def test_a_name_that_is_not_utf8_is_a_name(root, write):
    write(root, CODE)
    before = read_tree(root, root).digest
    Path(os.fsdecode(os.fsencode(root) + b"/\xff.py")).touch()
    tree = read_tree(root, root)
    assert tree.digest != before
    copy_tree(tree, root / "copy")
    assert read_tree(root / "copy", root).digest == tree.digest


def test_links_inside_the_project_are_followed(root, write):
    write(root, {"code/a.py": "1", "shared/lib/b.py": "2", "shared/lib/c.log": "", "shared/lib/.gitignore": "*.log"})
    (root / "code/lib").symlink_to("../shared/lib")
    (root / "code/same.py").symlink_to("a.py")
    (root / "link").symlink_to("code")
    assert paths(root / "link", root) == ["a.py", "lib/.gitignore", "lib/b.py", "same.py"]
    assert read_tree(root / "link", root).digest == read_tree(root / "code", root).digest


LINKS = {
    "a link out of the project": ("out", "/etc/hosts", "the link {folder}/out leads out of the project"),
    "a relative one": ("out", "../../outside", "the link {folder}/out leads out of the project"),
    "one to nothing": ("gone", "nothing", "cannot read {folder}/gone: no such file or directory"),
    "one to itself": ("loop", "loop", "cannot read {folder}/loop: too many levels of symbolic links"),
    "one to the folder it lies in": ("loop", ".", "{folder}/loop leads back to a folder that it lies in"),
    "one to the folder above": ("up", "..", "{folder}/up/code leads back to a folder that it lies in"),
    "an ignore file out of the project": (".gitignore", "/etc/hosts", "{folder}/.gitignore leads out of the project"),
    "an amlignore out of the project": (".amlignore", "/etc/hosts", "{folder}/.amlignore leads out of the project"),
}


@pytest.mark.parametrize(("name", "to", "said"), LINKS.values(), ids=LINKS)
def test_a_link_is_refused_that_is(root, write, name, to, said):
    code = write(root / "code", CODE)
    (code / name).symlink_to(to)
    with pytest.raises(UnsafeTree) as caught:
        read_tree(code, root)
    assert said.format(folder=code) in caught.value.message


def test_an_ignored_link_may_lead_anywhere(root, write):
    code = write(root / "code", {**CODE, ".gitignore": "out"})
    (code / "out").symlink_to("/etc")
    assert paths(code, root) == [".gitignore", *sorted(CODE)]


def test_links_that_multiply_are_refused(root, write):
    for level in range(16):
        folder = write(root / f"{level}", {"x": ""})
        for name in "ab":
            (folder / name).symlink_to(f"../{level + 1}")
    (root / "16").mkdir()
    with pytest.raises(UnsafeTree, match="lead to more than 10,000 folders"):
        read_tree(root / "0", root)


def make_socket(path: Path) -> None:
    with tempfile.TemporaryDirectory() as short, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{short}/s")  # a socket's path has 108 bytes at most
        Path(short, "s").rename(path)


@pytest.mark.timeout(10)
@pytest.mark.parametrize("make", [os.mkfifo, make_socket], ids=["fifo", "socket"])
def test_what_is_neither_file_nor_folder_is_refused(root, write, make):
    code = write(root / "code", CODE)
    make(code / "odd")
    with pytest.raises(UnsafeTree, match=r"code/odd"):
        read_tree(code, root)


def test_a_device_is_refused():
    with pytest.raises(UnsafeTree, match="/dev/null is neither a file nor a folder"):
        read_tree(Path("/dev/null"), Path("/dev"))


def test_an_ignore_file_of_any_size_is_not_read(root, write):
    write(root, {**CODE, ".gitignore": "#" * (1024 * 1024 + 1)})
    with pytest.raises(UnsafeTree, match=r"\.gitignore is larger than 1024 KiB"):
        read_tree(root, root)


def test_a_copy_has_the_content_and_the_rights_of_the_original(root, write):
    write(root, {**CODE, "run.sh": "#!/bin/sh"})
    (root / "run.sh").chmod(0o750)
    (root / "link").symlink_to("train.py")
    tree = read_tree(root, root)
    copy = root.parent / "copy"
    copy_tree(tree, copy)
    assert read_tree(copy, copy).digest == tree.digest
    assert (copy / "run.sh").stat().st_mode & 0o777 == 0o755
    assert not (copy / "link").is_symlink()


def replace_by_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/hosts")


def replace_by_fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_text("print(2)\n"),
        lambda path: path.write_text("print(1)"),
        Path.unlink,
        replace_by_link,
        replace_by_fifo,
        replace_by_folder,
    ],
    ids=["content", "size", "removed", "link", "fifo", "folder"],
)
def test_a_file_that_is_swapped_before_it_is_copied_is_refused(root, write, change):
    tree = read_tree(write(root, CODE), root)
    change(root / "train.py")
    with pytest.raises(UnsafeTree, match=r"train\.py"):
        copy_tree(tree, root.parent / "copy")
