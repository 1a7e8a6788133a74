"""The model registry: register a run's model where it is better than all before it, and mark the champion.

Two runs may finish together, each seeing nothing better than itself, and both register. So the champion is not whoever
came last but a function of the versions alone, which everyone computes after registering: the highest accuracy, and
the lowest version among equals.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from mlflow import MlflowClient
from mlflow.entities import Run
from mlflow.entities.model_registry import ModelVersion
from mlflow.exceptions import MlflowException

METRIC = "test_accuracy"
ACCURACY_TAG = "runner.metric.test_accuracy"
CHAMPION_ALIAS = "champion"


@dataclass(frozen=True)
class Candidate:
    """A run's model that may be registered as the next version of ``name``; ``source`` is its artifact's address."""

    name: str
    run_id: str
    source: str
    accuracy: float


@dataclass(frozen=True)
class Registered:
    """A version in the registry with the accuracy that it was registered with."""

    version: int
    accuracy: float


def promote(candidate: Candidate, policy: str) -> str:
    """Register the candidate as ``policy`` (better, never, always) says, and tell what was done and why in a line.

    Under `better` it must strictly beat every finished run of its experiment and every registered version.
    Errors: MlflowException where the store or the registry fails.
    """
    if policy == "never":
        return "not registered: --register never"
    client = MlflowClient()
    accuracy = f"{METRIC} {candidate.accuracy:.4f}"
    if policy == "always":
        return register(client, candidate, reason=f"{accuracy}, --register always")
    best = best_before(client, candidate)
    if best is None:
        return register(client, candidate, reason=f"{accuracy}, the first")
    if candidate.accuracy > best:
        return register(client, candidate, reason=f"{accuracy} beats {best:.4f}")
    return f"not registered: {accuracy} {'equals' if candidate.accuracy == best else 'does not beat'} {best:.4f}"


def best_before(client: MlflowClient, candidate: Candidate) -> float | None:
    """The highest accuracy of finished runs on the same data and of registered versions, None where there is none."""
    run = client.get_run(candidate.run_id)
    accuracies = [
        *finished_accuracies(client, run),
        *(registered.accuracy for registered in registered_versions(client, candidate.name)),
    ]
    return max(accuracies, default=None)


def finished_accuracies(client: MlflowClient, run: Run) -> Iterator[float]:
    """Test accuracies of the other finished runs in the run's experiment, but for runs on other data.

    The server sends all runs and the choice is made here: Azure ML filters neither by status nor by metric.
    """
    data = run.data.params.get("data")
    for other in paged(lambda token: client.search_runs([run.info.experiment_id], page_token=token)):
        if other.info.status != "FINISHED" or other.info.run_id == run.info.run_id:
            continue
        accuracy = other.data.metrics.get(METRIC, math.nan)
        if math.isfinite(accuracy) and other.data.params.get("data", data) == data:
            yield accuracy


def registered_versions(client: MlflowClient, name: str) -> Iterator[Registered]:
    """The model's versions that have an accuracy; none where the model does not exist."""
    for version in paged(lambda token: client.search_model_versions(f"name='{name}'", 100, page_token=token)):
        accuracy = tagged_accuracy(version)
        if accuracy is not None:
            yield Registered(int(version.version), accuracy)


def tagged_accuracy(version: ModelVersion) -> float | None:
    """The accuracy in the version's tag; None where people registered it without one, or wrote something else there."""
    try:
        accuracy = float(version.tags.get(ACCURACY_TAG, ""))
    except ValueError:
        return None
    return accuracy if math.isfinite(accuracy) else None


def register(client: MlflowClient, candidate: Candidate, reason: str) -> str:
    """Create the candidate's version, see to the champion, and tell both in a line."""
    version = create_version(client, candidate)
    champion = mark_champion(client, candidate.name)
    line = f"registered {candidate.name} version {version} ({reason})"
    if champion.version == version:
        return line
    return f"{line}; champion is version {champion.version} with {champion.accuracy:.4f}"


def create_version(client: MlflowClient, candidate: Candidate) -> int:
    """Create the model where it is missing, then its next version, which has its accuracy from the first moment."""
    try:
        client.create_registered_model(candidate.name)
    except MlflowException:
        client.get_registered_model(candidate.name)  # fails with the reason unless it exists, perhaps since just now
    version = client.create_model_version(
        candidate.name,
        source=candidate.source,
        run_id=candidate.run_id,
        tags={ACCURACY_TAG: repr(candidate.accuracy)},
    )
    return int(version.version)


def mark_champion(client: MlflowClient, name: str) -> Registered:
    """Give the champion's version the alias, where the server has aliases.

    Read again after each time: another run may have registered a better version and set the alias in between, and
    whoever sets it last must have seen all versions.
    """
    champion = find_champion(client, name)
    while True:
        try:
            client.set_registered_model_alias(name, CHAMPION_ALIAS, str(champion.version))
        except MlflowException as error:
            reason = str(error).partition("\n")[0]
            print(f"warning: {name} has no alias {CHAMPION_ALIAS}: {reason}", file=sys.stderr, flush=True)
            return champion
        latest = find_champion(client, name)
        if latest == champion:
            return champion
        champion = latest


def find_champion(client: MlflowClient, name: str) -> Registered:
    """The version with the highest accuracy, the lowest among equals."""
    return max(registered_versions(client, name), key=lambda registered: (registered.accuracy, -registered.version))


def paged(page: Callable[[str | None], Any]) -> Iterable[Any]:
    """The items of every page; ``page`` takes the token of the one that it fetches."""
    token: str | None = None
    while True:
        items = page(token)
        yield from items
        token = items.token
        if not token:
            return
