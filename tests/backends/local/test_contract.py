from __future__ import annotations

import pytest
from contract import SPEC, Contract, prepare


@pytest.fixture(scope="class")
def ran(make_place, tmp_path_factory):
    place = make_place(tmp_path_factory.mktemp("contract"))
    prepare(place.root)
    place.apply(SPEC.replace("TARGET", "{backend: local, slots: 8}"))
    return place


class TestLocal(Contract):
    """This machine does what every backend has to do."""
