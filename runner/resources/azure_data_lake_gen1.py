"""Data Lake Gen1 datastore: a store of the first Data Lake (CLI v2 `azureDataLakeGen1`)."""

from __future__ import annotations

from typing import Annotated

from runner.resources.fields import Anything, NonEmpty, Word, exactly
from runner.resources.parts.storage import Datastore, LakeCredentials, datastore_kind, storage_names


class AzureDataLakeGen1(Datastore):
    """Fields of a Data Lake Gen1 datastore."""

    type: Annotated[str, Word("azure_data_lake_gen1", fold=exactly)]
    store_name: NonEmpty
    tags: dict[str, Anything] | None = None
    credentials: LakeCredentials | None = None


KIND = datastore_kind("azure_data_lake_gen1", "Data Lake Gen1 datastore", AzureDataLakeGen1, (storage_names,))
