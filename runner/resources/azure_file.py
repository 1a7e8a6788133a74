"""File datastore: a file share of a storage account (CLI v2 `azureFile`)."""

from __future__ import annotations

from typing import Annotated

from runner.resources.fields import NonEmpty, Word, exactly
from runner.resources.parts.storage import StorageAccount, StorageCredentials, datastore_kind, storage_names


class AzureFile(StorageAccount):
    """Fields of a file datastore."""

    type: Annotated[str, Word("azure_file", fold=exactly)]
    file_share_name: NonEmpty
    credentials: StorageCredentials | None = None


KIND = datastore_kind("azure_file", "file datastore", AzureFile, (storage_names,))
