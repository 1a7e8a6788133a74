"""Data Lake Gen2 datastore: a file system of a storage account (CLI v2 `azureDataLakeGen2`)."""

from __future__ import annotations

from typing import Annotated

from runner.resources.base import Kind, Lifecycle
from runner.resources.fields import NonEmpty, Word, exactly
from runner.resources.parts.storage import (
    DATASTORE_NAME,
    DATASTORE_NAME_IN_WORDS,
    SECRETS,
    LakeCredentials,
    StorageAccount,
    storage_names,
)


class AzureDataLakeGen2(StorageAccount):
    """Fields of a Data Lake Gen2 datastore."""

    type: Annotated[str, Word("azure_data_lake_gen2", fold=exactly)]
    filesystem: NonEmpty
    credentials: LakeCredentials | None = None


KIND = Kind(
    name="azure_data_lake_gen2",
    noun="Data Lake Gen2 datastore",
    section="datastores",
    folder="datastore",
    lifecycle=Lifecycle.MUTABLE,
    fields=AzureDataLakeGen2,
    name_rule=DATASTORE_NAME,
    name_rule_text=DATASTORE_NAME_IN_WORDS,
    credentials=SECRETS,
    identity_excluded=frozenset({"$schema", "description", "tags"}),
    rules=(storage_names,),
)
