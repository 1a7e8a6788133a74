from __future__ import annotations

import shutil

import pytest
from place import Place

from runner.backends.local.layout import Layout


@pytest.fixture(scope="session")
def make_place(tracking_store):
    def make(root):
        layout = Layout(root)
        layout.folder.mkdir(parents=True)
        shutil.copy(tracking_store, layout.tracking)
        return Place(root)

    return make


@pytest.fixture
def place(make_place, tmp_path):
    return make_place(tmp_path)
