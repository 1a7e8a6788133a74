"""The plan as Markdown for a comment on a pull request: a summary line, then each step folded.

Whatever comes from the spec or the target stands escaped inside HTML's `<code>` and `<pre>`, where neither Markdown nor
mentions are read. The same plan gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from runner.plan import Action, Plan, Step
from runner.report.plan_text import SYMBOLS, count_text, detail_lines, head_text
from runner.report.printable import one_line

MOST_BYTES = 65_000
"""What a comment may hold: GitHub takes 65,536 characters, others less."""
_TAIL_BYTES = 600
"""Kept for the line that says what was left out."""
_STEP_BYTES = 16_000
_LONGEST_NAME = 200


def plan_markdown(plan: Plan) -> str:
    """The plan in at most `MOST_BYTES` bytes of UTF-8; what is left out is counted at its end."""
    where = f"{plan.project} → {plan.target} ({plan.backend}{', offline' if plan.is_offline else ''})"
    head = f"### Plan {_code(where)}\n\n**{count_text(plan.counts)}**\n\n"
    unchanged = [step for step in plan.steps if step.action is Action.UNCHANGED]
    others = [step for step in plan.steps if step.action is not Action.UNCHANGED]
    # What cannot be done comes first: it has to be read.
    others.sort(key=lambda step: step.action is not Action.REFUSE)
    blocks = [_plain([step]) if not any(detail_lines(step)) else _folded(step) for step in others]
    if unchanged:
        blocks.append(_folded_lines(f"{len(unchanged)} unchanged", map(head_text, unchanged)))
    left = MOST_BYTES - _TAIL_BYTES - len(head.encode())
    for at, block in enumerate(blocks):
        left -= len(block.encode())
        if left < 0:
            return "".join([head, *_joined(blocks[:at]), _rest([*others[at:], *unchanged])])
    return "".join([head, *_joined(blocks)])


_BETWEEN = "</pre>\n<pre>\n"


def _plain(steps: Iterable[Step]) -> str:
    return f"<pre>\n{_lines(map(head_text, steps))}\n</pre>\n"


def _joined(blocks: Iterable[str]) -> str:
    """The blocks, lines that follow each other as one."""
    return "".join(blocks).replace(_BETWEEN, "")


def _folded(step: Step) -> str:
    title = f"{SYMBOLS[step.action].strip()} {step.action} {step.id}"
    lines = list(detail_lines(step))
    kept: list[str] = []
    size = 0
    for line in lines:
        size += len(escape(line).encode()) + 1
        if size > _STEP_BYTES:
            kept.append(f"… {len(lines) - len(kept)} more lines")
            break
        kept.append(line)
    return _folded_lines(title, [head_text(step), *kept])


def _folded_lines(title: str, lines: Iterable[str]) -> str:
    return f"<details><summary>{_code(title)}</summary>\n\n<pre>\n{_lines(lines)}\n</pre>\n</details>\n"


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(escape(one_line(line), quote=False) for line in lines)


def _code(text: str) -> str:
    shown = one_line(text)
    short = shown if len(shown) <= _LONGEST_NAME else f"{shown[: _LONGEST_NAME - 1]}…"
    return f"<code>{escape(short, quote=False)}</code>"


def _rest(steps: list[Step]) -> str:
    counts = {action: n for action in Action if (n := sum(step.action is action for step in steps))}
    noun = "step is" if len(steps) == 1 else "steps are"
    return f"\n{len(steps)} more {noun} left out here, to keep this short: {count_text(counts)} `runner plan` shows them.\n"
