from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from runner.diagnostics import StalePlan, UsageError
from runner.plan.bound import differences
from runner.plan.file import is_plan_file, make_plan_file, plan_file_text, read_plan_file
from tests.plan.test_written import PLAN

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def written(path, lasts=None):
    file = make_plan_file(PLAN, "specs/spec.yml", {"k": 1}, ("HOME",), {"file specs/spec.yml": "0"}, NOW, lasts)
    path.write_text(plan_file_text(file), "utf-8")
    return file


def test_a_plan_is_read_as_it_was_written(tmp_path):
    file = written(tmp_path / "plan.json")
    assert read_plan_file(tmp_path / "plan.json", NOW) == file
    assert is_plan_file(tmp_path / "plan.json")


@pytest.mark.parametrize(("after", "is_stale"), [(timedelta(hours=23), False), (timedelta(hours=25), True)])
def test_a_plan_expires(tmp_path, after, is_stale):
    written(tmp_path / "plan.json", timedelta(hours=24))
    if is_stale:
        with pytest.raises(StalePlan, match="the plan expired at 2026-01-02T00:00:00"):
            read_plan_file(tmp_path / "plan.json", NOW + after)
    else:
        assert read_plan_file(tmp_path / "plan.json", NOW + after)


def test_a_plan_of_another_version_says_so(tmp_path):
    path = tmp_path / "plan.json"
    written(path)
    path.write_text(path.read_text().replace('"version": 1', '"version": 2', 1))
    with pytest.raises(UsageError, match="is a plan of version 2"):
        read_plan_file(path, NOW)


@pytest.mark.parametrize("text", ["", "project: p\n", '{"project": "p"}', '{"a": "runner-plan"}'])
def test_a_spec_is_no_plan(tmp_path, text):
    (tmp_path / "spec.yml").write_text(text)
    assert not is_plan_file(tmp_path / "spec.yml")
    assert not is_plan_file(tmp_path / "nothing.yml")


def test_differences_name_files_rather_than_the_folder_that_they_are_in():
    before = {
        "file a": "1",
        "content of src": "1",
        "content of src: x": "1",
        "content of src: y": "1",
        "content of d": "1",
    }
    after = {
        "file a": "1",
        "content of src": "2",
        "content of src: x": "2",
        "content of src: z": "1",
        "content of d": "2",
    }
    assert list(differences(before, after)) == [
        "content of d changed",
        "content of src: x changed",
        "content of src: y is gone",
        "content of src: z was added",
    ]
