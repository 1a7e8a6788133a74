"""What ends a training run for a reason that a person can mend: one line for them, no traceback."""


class TrainingError(Exception):
    """The run cannot go on; the message says what is wrong and what to do about it."""


class DivergedError(TrainingError):
    """A loss is no longer a finite number, so further training is wasted."""
