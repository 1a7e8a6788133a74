"""What the lines of a `.gitignore` match, as git itself reads them (gitignore(5); dir.c and wildmatch.c of git 2.39).

One difference is known: in `a**/b` the asterisks are two ordinary ones, as the manual has it, not what git makes of it.

Which files a code tree has is part of a digest that can never change, so this is not left to a library: its next
version, or another engine that it finds installed, would make every job a new one. A rule is matched against one file
or folder, never against what lies below; whoever walks a tree does not enter what is ignored. Everything is bytes, as
in git, and no pattern can make matching slow.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_UTF8_MARK = b"\xef\xbb\xbf"
_STAR, _SLASH, _ANY = b"*", b"/", b"."
_EVERY_BYTE = frozenset(range(256))
_NAMED_CLASS = re.compile(rb"\[:([^\]]*):\]")
_CLASSES = {
    b"alnum": rb"[a-zA-Z0-9]",
    b"alpha": rb"[a-zA-Z]",
    b"blank": rb"[ \t]",
    b"cntrl": rb"[\x00-\x1f\x7f]",
    b"digit": rb"[0-9]",
    b"graph": rb"[!-~]",
    b"lower": rb"[a-z]",
    b"print": rb"[ -~]",
    b"punct": rb"[!-/:-@[-`{-~]",
    b"space": rb"[ \t-\r]",
    b"upper": rb"[A-Z]",
    b"xdigit": rb"[0-9a-fA-F]",
}

_Segment = bytes | re.Pattern[bytes] | None
"""One name of a path: exactly this one, one that matches, or (None, written `**`) any number of folders."""


class Rule(NamedTuple):
    """A line of an ignore file. `by_path`: it is matched against the whole path, else against the name alone."""

    segments: tuple[_Segment, ...]
    by_path: bool
    folders_only: bool
    includes: bool


def parse_rules(content: bytes) -> tuple[Rule, ...]:
    """The rules of an ignore file, in its order; a malformed line matches nothing, as in git."""
    lines = (line.removesuffix(b"\r") for line in content.removeprefix(_UTF8_MARK).split(b"\n"))
    rules = (_rule(line) for line in lines if not line.startswith(b"#"))
    return tuple(rule for rule in rules if rule is not None)


def decide(rules: tuple[Rule, ...], path: bytes, *, is_folder: bool) -> bool | None:
    """Whether rules ignore a path, relative to the folder that they are for; None where none says anything."""
    parts = path.split(b"/")
    for rule in reversed(rules):
        if rule.folders_only and not is_folder:
            continue
        if _match(rule.segments, parts) if rule.by_path else _match_name(rule.segments[0], parts[-1]):
            return not rule.includes
    return None


def _rule(line: bytes) -> Rule | None:
    pattern = line.rstrip(b" ")
    if pattern != line and (len(pattern) - len(pattern.rstrip(b"\\"))) % 2:
        pattern += b" "  # the backslash was for the first of the spaces
    includes = pattern.startswith(b"!")
    pattern = pattern.removeprefix(b"!")
    folders_only = pattern.endswith(b"/")
    pattern = pattern.removesuffix(b"/")
    tokens = _tokens(pattern.removeprefix(b"/"))
    if not tokens:
        return None
    return Rule(tuple(_segments(tokens)), b"/" in pattern, folders_only, includes)


def _tokens(pattern: bytes) -> list[bytes] | None:
    """A pattern as `*`, `/`, and a regular expression for each single byte; None where it is malformed."""
    found = []
    at = 0
    while at < len(pattern):
        character = pattern[at : at + 1]
        at += 1
        if character == b"[":
            bracket = _bracket(pattern, at)
            if bracket is None:
                return None
            allowed, at = bracket
            found.append(b"[" + b"".join(b"\\x%02x" % code for code in sorted(allowed)) + b"]" if allowed else b"(?!)")
        elif character == b"?":
            found.append(_ANY)
        elif character in (_STAR, _SLASH):
            found.append(character)
        else:
            if character == b"\\":
                character = pattern[at : at + 1]
                at += 1
                if not character:
                    return None
            found.append(_SLASH if character == _SLASH else re.escape(character))
    return found


def _bracket(pattern: bytes, at: int) -> tuple[frozenset[int], int] | None:
    """The bytes that a `[…]` allows, and where it ends; `at` is after the `[`. None where it is malformed."""
    is_negated = pattern[at : at + 1] in (b"!", b"^")
    at += is_negated
    start, previous = at, 0
    allowed: set[int] = set()
    while at < len(pattern):
        if pattern[at] == ord("]") and at > start:
            return (_EVERY_BYTE - allowed if is_negated else frozenset(allowed)), at + 1
        named = _NAMED_CLASS.match(pattern, at)
        if named:
            if named[1] not in _CLASSES:
                return None
            allowed |= {code for code in _EVERY_BYTE if re.match(_CLASSES[named[1]], bytes([code]))}
            at, previous = named.end(), 0
            continue
        is_range = pattern[at] == ord("-") and previous > 0 and pattern[at + 1 : at + 2] not in (b"", b"]")
        at += is_range
        if pattern[at] == ord("\\"):
            at += 1
            if at == len(pattern):
                return None
        code = pattern[at]
        allowed |= set(range(previous, code + 1)) if is_range else {code}
        previous = 0 if is_range else code
        at += 1
    return None


def _segments(tokens: list[bytes]) -> list[_Segment]:
    found: list[_Segment] = []
    start = 0
    for end in [*(at for at, token in enumerate(tokens) if token == _SLASH), len(tokens)]:
        name = tokens[start:end]
        start = end + 1
        if len(name) > 1 and set(name) == {_STAR}:
            found.append(None)
            if end == len(tokens):
                found.append(_expression([_STAR]))  # at the end it stands for one name or more
        elif all(token not in (_STAR, _ANY) and not token.startswith((b"[", b"(")) for token in name):
            found.append(b"".join(token[-1:] for token in name))
        else:
            found.append(_expression(name))
    return found


def _expression(name: list[bytes]) -> re.Pattern[bytes]:
    """A name with wildcards.

    What stands between two `*` is taken where it first fits and never tried again: that finds all there is to find,
    and keeps a hostile pattern from taking forever.
    """
    chunks = [b""]
    for token in name:
        if token == _STAR:
            chunks.append(b"")
        else:
            chunks[-1] += token
    if len(chunks) == 1:
        return re.compile(chunks[0], re.DOTALL)
    between = b"".join(b"(?>.*?" + chunk + b")" for chunk in chunks[1:-1])
    return re.compile(chunks[0] + between + b".*" + chunks[-1], re.DOTALL)


def _match_name(segment: _Segment, name: bytes) -> bool:
    if segment is None:
        return True
    return segment == name if isinstance(segment, bytes) else segment.fullmatch(name) is not None


def _match(segments: tuple[_Segment, ...], parts: list[bytes]) -> bool:
    """Whether a path matches; `**` takes as few folders as it can, and one more where the rest then fails."""
    at = part = taken = 0
    star = -1
    while part < len(parts):
        if at < len(segments) and segments[at] is None:
            star, taken = at, part
            at += 1
        elif at < len(segments) and _match_name(segments[at], parts[part]):
            at, part = at + 1, part + 1
        elif star >= 0:
            taken += 1
            at, part = star + 1, taken
        else:
            return False
    return at == len(segments)
