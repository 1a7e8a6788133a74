"""Data Lake Gen1 datastore: a store of the first Data Lake (CLI v2 `azureDataLakeGen1`)."""

from __future__ import annotations

from typing import Annotated

from runner.resources.base import Kind, Lifecycle
from runner.resources.fields import Anything, NonEmpty, Word, exactly
from runner.resources.parts.storage import (
    DATASTORE_NAME,
    DATASTORE_NAME_IN_WORDS,
    SECRETS,
    Datastore,
    LakeCredentials,
    storage_names,
)


class AzureDataLakeGen1(Datastore):
    """Fields of a Data Lake Gen1 datastore."""

    type: Annotated[str, Word("azure_data_lake_gen1", fold=exactly)]
    store_name: NonEmpty
    tags: dict[str, Anything] | None = None
    credentials: LakeCredentials | None = None


KIND = Kind(
    name="azure_data_lake_gen1",
    noun="Data Lake Gen1 datastore",
    section="datastores",
    folder="datastore",
    lifecycle=Lifecycle.MUTABLE,
    fields=AzureDataLakeGen1,
    name_rule=DATASTORE_NAME,
    name_rule_text=DATASTORE_NAME_IN_WORDS,
    credentials=SECRETS,
    identity_excluded=frozenset({"$schema", "description", "tags"}),
    rules=(storage_names,),
)
