"""OneLake datastore: a lakehouse of Microsoft Fabric (CLI v2 `oneLake`)."""

from __future__ import annotations

from typing import Annotated

from runner.resources.fields import Fields, NonEmpty, Tags, Word, exactly, snake
from runner.resources.parts.storage import Datastore, OneLakeCredentials, datastore_kind


class Artifact(Fields):
    """The lakehouse, by its name or id."""

    name: NonEmpty
    type: Annotated[str, Word("lake_house", fold=snake)] | None = None


class OneLake(Datastore):
    """Fields of a OneLake datastore."""

    type: Annotated[str, Word("one_lake", fold=exactly)]
    one_lake_workspace_name: NonEmpty
    endpoint: NonEmpty
    artifact: Artifact
    tags: Tags | None = None
    credentials: OneLakeCredentials | None = None


KIND = datastore_kind("one_lake", "OneLake datastore", OneLake)
