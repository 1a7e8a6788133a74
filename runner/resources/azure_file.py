"""File datastore: a file share of a storage account (CLI v2 `azureFile`)."""

from __future__ import annotations

from typing import Annotated

from runner.resources.base import Kind, Lifecycle
from runner.resources.fields import NonEmpty, Word, exactly
from runner.resources.parts.storage import (
    DATASTORE_NAME,
    DATASTORE_NAME_IN_WORDS,
    SECRETS,
    StorageAccount,
    StorageCredentials,
    storage_names,
)


class AzureFile(StorageAccount):
    """Fields of a file datastore."""

    type: Annotated[str, Word("azure_file", fold=exactly)]
    file_share_name: NonEmpty
    credentials: StorageCredentials | None = None


KIND = Kind(
    name="azure_file",
    noun="file datastore",
    section="datastores",
    folder="datastore",
    lifecycle=Lifecycle.MUTABLE,
    fields=AzureFile,
    name_rule=DATASTORE_NAME,
    name_rule_text=DATASTORE_NAME_IN_WORDS,
    credentials=SECRETS,
    identity_excluded=frozenset({"$schema", "description", "tags"}),
    rules=(storage_names,),
)
