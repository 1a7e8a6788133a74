"""Keeps TensorFlow's start-up chatter off the screen, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# Lines that TensorFlow prints while it is imported, before it looks at TF_CPP_MIN_LOG_LEVEL. The last is logged as an
# error by every CUDA build of 2.16, where two of its own libraries register the same factories.
CHATTER = (
    "^WARNING: All log messages before absl::InitializeLog",
    "^I0000 ",
    "^$",
    "Unable to register cu[A-Z]* factory",
)


@contextmanager
def quiet_import() -> Iterator[None]:
    """Drop the chatter from this process's standard error while TensorFlow is imported in the block.

    The lines pass through another process, so that what a crashing import says still comes out.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "WARNING")
    grep = shutil.which("grep")
    if grep is None:
        yield
        return
    sys.stderr.flush()
    stderr = os.dup(2)
    patterns = [part for pattern in CHATTER for part in ("-e", pattern)]
    with subprocess.Popen([grep, "--line-buffered", "-v", *patterns], stdin=subprocess.PIPE, stdout=stderr) as process:
        assert process.stdin is not None  # for the type checker: it is a pipe
        os.dup2(process.stdin.fileno(), 2)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(stderr, 2)
            os.close(stderr)
