"""The output folder: what lies in it and under which names."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Outputs:
    """The results of one run in ``folder``, complete without any tracking server."""

    folder: Path

    @property
    def model(self) -> Path:
        """The best model, in Keras' own format."""
        return self.folder / "model.keras"

    @property
    def history(self) -> Path:
        """Losses and accuracies, one row an epoch."""
        return self.folder / "history.csv"

    @property
    def results(self) -> Path:
        """The best epoch and its model's loss and accuracy on the test images."""
        return self.folder / "results.json"

    def prepare(self) -> None:
        """Make the folder, and remove an earlier run's results: they would pass for this one's if it fails."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in (self.model, self.history, self.results):
            path.unlink(missing_ok=True)

    def write_results(self, results: dict[str, float]) -> None:
        """Write the numbers that sum the run up."""
        self.results.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
