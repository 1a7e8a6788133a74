"""The command line: finds the command, and is the one place where failures become a line and an exit code."""

from __future__ import annotations

import errno
import gc
import importlib
import io
import os
import sys
from typing import cast

import click

from runner import __version__
from runner.commands.registry import COMMANDS
from runner.diagnostics import ActionFailed, InvalidSpec, RunnerError, UsageError, closest

INTERRUPTED = 130
OUR_BUG = 70
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


class _Commands(click.Group):
    """The commands of the registry, each imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        return cast("click.Command", getattr(importlib.import_module(module), attribute))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            meant = closest(args[0], COMMANDS)
            raise click.UsageError(error.message + (f" Did you mean {meant}?" if meant else ""), ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="runner")
def cli() -> None:
    """Declarative training jobs and Azure ML infrastructure.

    SPEC is a project file or an Azure ML CLI v2 file. Exit codes: 0 done or nothing to do, 1 a job or an action
    failed, 2 changes pending (plan --detailed-exitcode), 3 spec invalid, 64 usage, 70 a bug of ours, 130 interrupted.
    """


def main(arguments: list[str] | None = None) -> None:
    """Runs a command and exits with its code."""
    # Looking for plugins of pydantic reads the metadata of every installed package, and none may see our models.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # A spec becomes millions of values without a cycle; looking for cycles among them takes a quarter of the time.
    gc.set_threshold(1_000_000)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Manifests and JSON are UTF-8 under any locale; a file's name may hold bytes that no encoding has.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    code = _run(arguments)
    # At its end Python looks for cycles among all that was imported, an eighth of the time of a short command.
    gc.freeze()
    sys.exit(code)


def _run(arguments: list[str] | None) -> int:
    try:
        os.getcwd()
    except OSError as error:
        click.echo(f"error: the current folder cannot be used: {(error.strerror or str(error)).lower()}", err=True)
        return UsageError.exit_code
    try:
        code = cli.main(arguments, prog_name="runner", standalone_mode=False)
        if sys.stdout is not None:  # a caller may have closed it
            sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return UsageError.exit_code if isinstance(error, click.UsageError) else error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except InvalidSpec as error:
        from runner.report.diagnostics import diagnostics_text

        click.echo(diagnostics_text(error.diagnostics), err=True)
        return error.exit_code
    except RunnerError as error:
        from runner.report.printable import printable

        click.echo(printable(f"error: {error.message}"), err=True)
        if error.hint:
            click.echo(printable(f"    → {error.hint}"), err=True)
        return error.exit_code
    except BrokenPipeError:
        # The reader of our output has gone.
        _discard_output()
        return ActionFailed.exit_code
    except Exception as error:  # noqa: BLE001 - the one error boundary: whatever else comes here is a bug of ours
        if isinstance(error, OSError) and error.errno in _NO_SPACE:
            _discard_output()
            where = f" for {error.filename}" if error.filename else " for the output"
            click.echo(f"error: no space is left on the disk{where}", err=True)
            return ActionFailed.exit_code
        import traceback  # 10 ms that only a bug should cost

        traceback.print_exc()
        click.echo("this is a bug of runner, not of your spec; please report it with the lines above", err=True)
        return OUR_BUG
    return code if isinstance(code, int) else 0


def _discard_output() -> None:
    """What is still to be written goes nowhere, so that Python does not try once more at its exit."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
