"""Data Lake Gen2 datastore: a file system of a storage account (CLI v2 `azureDataLakeGen2`)."""

from __future__ import annotations

from typing import Annotated

from runner.resources.fields import NonEmpty, Word, exactly
from runner.resources.parts.storage import LakeCredentials, StorageAccount, datastore_kind, storage_names


class AzureDataLakeGen2(StorageAccount):
    """Fields of a Data Lake Gen2 datastore."""

    type: Annotated[str, Word("azure_data_lake_gen2", fold=exactly)]
    filesystem: NonEmpty
    credentials: LakeCredentials | None = None


KIND = datastore_kind("azure_data_lake_gen2", "Data Lake Gen2 datastore", AzureDataLakeGen2, (storage_names,))
