"""The command line: finds the command, and is the one place where failures become a line and an exit code."""

from __future__ import annotations

import importlib
import os
import sys
from typing import cast

import click

from runner import __version__
from runner.commands.registry import COMMANDS
from runner.diagnostics import InvalidSpec, RunnerError, UsageError

INTERRUPTED = 130
OUR_BUG = 70


class _Commands(click.Group):
    """The commands of the registry, each imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        return cast("click.Command", getattr(importlib.import_module(module), attribute))

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
    sys.exit(_run(arguments))


def _run(arguments: list[str] | None) -> int:
    try:
        code = cli.main(arguments, prog_name="runner", standalone_mode=False)
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
        # The reader of our output has gone; nothing more can be said, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception:  # noqa: BLE001 - the one error boundary: whatever comes here is a bug of ours
        import traceback  # 10 ms that only a bug should cost

        traceback.print_exc()
        click.echo("this is a bug of runner, not of your spec; please report it with the lines above", err=True)
        return OUR_BUG
    return code if isinstance(code, int) else 0
