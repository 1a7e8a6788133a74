"""Blob datastore: a container of a storage account (CLI v2 `azureBlob`)."""

from __future__ import annotations

from typing import Annotated

from runner.resources.fields import NonEmpty, Word, exactly
from runner.resources.parts.storage import StorageAccount, StorageCredentials, datastore_kind, storage_names


class AzureBlob(StorageAccount):
    """Fields of a blob datastore."""

    type: Annotated[str, Word("azure_blob", fold=exactly)]
    container_name: NonEmpty
    credentials: StorageCredentials | None = None


KIND = datastore_kind("azure_blob", "blob datastore", AzureBlob, (storage_names,))
