"""`runner ui`: MLflow's own web page on the local tracking store."""

from __future__ import annotations

import os
import socket
import sys

import click

from runner.backends.local.tracking import is_installed
from runner.commands.local_jobs import open_local
from runner.diagnostics import ActionFailed, UsageError

_HOST = "127.0.0.1"
_PORT = 5000
_TRIED = 20


@click.command("ui")
@click.option("--port", type=click.IntRange(1, 65535), help=f"The port, instead of the first free one from {_PORT} on.")
def command(port: int | None) -> None:
    """Serve MLflow's web page on this machine's runs and models, until Ctrl-C."""
    layout = open_local().layout
    if not is_installed():
        raise ActionFailed("the page needs MLflow", "install it into this Python, as `make quickstart` does")
    if not layout.tracking.exists():
        raise UsageError("nothing was tracked here yet", "runner apply SPEC makes the first run")
    chosen = _free_port(port)
    click.echo(f"http://{_HOST}:{chosen}  (Ctrl-C ends it)", err=True)
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    os.environ["MLFLOW_SERVER_ENABLE_JOB_EXECUTION"] = "false"  # seven processes for a queue that nothing here uses
    arguments = ["--backend-store-uri", layout.tracking_uri, "--default-artifact-root", layout.artifacts.as_uri()]
    serve = [sys.executable, "-P", "-m", "mlflow", "server", "--host", _HOST, "--port", str(chosen), *arguments]
    os.execv(sys.executable, [*serve, "--workers", "1"])  # noqa: S606 - this process becomes MLflow's


def _free_port(wanted: int | None) -> int:
    for port in [wanted] if wanted is not None else range(_PORT, _PORT + _TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((_HOST, port))
            except OSError:
                continue
            return port
    if wanted is not None:
        raise UsageError(f"port {wanted} is taken", "choose another with --port, or leave it out")
    raise UsageError(f"the ports {_PORT} to {_PORT + _TRIED - 1} are taken", "choose another with --port")
