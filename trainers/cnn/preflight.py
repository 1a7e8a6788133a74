"""What a run needs and can be checked in a fraction of a second, before TensorFlow takes ten to import."""

from __future__ import annotations

import http.client
import importlib.util
import json
import os
import ssl
import urllib.error
import urllib.parse
import urllib.request

import data
from errors import TrainingError
from options import Options
from outputs import Outputs


def check(options: Options) -> None:
    """Prepare the output folder and find what is missing.

    Errors: TrainingError for what is missing or cannot be honoured, OSError where the output folder cannot be written.
    """
    check_workers(os.environ.get("TF_CONFIG"))
    check_packages(["tensorflow", "keras", *(["mlflow"] if options.tracking else [])])
    data.check_available(options.data)
    if options.tracking:
        check_tracking_server(os.environ.get("MLFLOW_TRACKING_URI", ""))
    Outputs(options.output_dir).prepare()


def check_workers(tf_config: str | None) -> None:
    """Refuse to be one of several workers: each would train and register a model of its own."""
    if not tf_config:
        return
    try:
        workers = json.loads(tf_config).get("cluster", {}).get("worker", [])
    except (ValueError, AttributeError) as error:
        raise TrainingError(f"TF_CONFIG is not a JSON object: {error}") from error
    if len(workers) > 1:
        raise TrainingError(
            f"TF_CONFIG names {len(workers)} workers, but this trainer runs on one: set instance_count 1"
        )


def check_packages(names: list[str]) -> None:
    """Find the packages without importing them."""
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    if missing:
        raise TrainingError(f"not installed: {', '.join(missing)}; see environments/cpu/conda.yml for the versions")


def check_tracking_server(address: str) -> None:
    """Whether anything answers at the tracking server's address; MLflow itself would try for minutes."""
    parts = urllib.parse.urlsplit(address)
    if parts.scheme not in {"http", "https"}:
        return
    server = urllib.parse.urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    try:
        urllib.request.urlopen(server, timeout=10).close()  # noqa: S310  # http and https only
    except urllib.error.HTTPError:
        return  # an answer; who may do what is for MLflow to find out
    except (OSError, ValueError, http.client.HTTPException) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        if isinstance(reason, ssl.SSLError):
            return  # MLflow has certificate settings of its own
        raise TrainingError(
            f"the tracking server {server} cannot be reached: {reason}; "
            "correct MLFLOW_TRACKING_URI, or train with --no-tracking"
        ) from error
