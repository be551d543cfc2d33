"""What differs between two versions, and whether a form filled in with one can be taken under another.

A form is taken where, in the lists that it uses, codes were only added: what was ticked then says the same now. A code that
is gone, or reads differently, may have been ticked for another reason than it would be now; then whoever filled the form in
is told what changed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from tracing.casework.vocabulary.change_kinds import ChangeKind
from tracing.casework.vocabulary.edition import Vocabulary, in_force, versions

__all__ = ["Change", "Standing", "Verdict", "changes", "judge_version"]


@dataclass(frozen=True, slots=True)
class Change:
    """One code that differs."""

    list: str
    code: str
    kind: ChangeKind


class Standing(StrEnum):
    """How a named version stands to the one in force."""

    IN_FORCE = "in_force"
    ONLY_ADDED = "only_added"
    CHANGED = "changed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a named version stands, and what changed since in the lists that were asked about."""

    standing: Standing
    in_force: Vocabulary
    changes: tuple[Change, ...] = ()

    @property
    def taken(self) -> bool:
        """Whether a form of that version can be taken."""
        return self.standing in (Standing.IN_FORCE, Standing.ONLY_ADDED)


def changes(old: Vocabulary, new: Vocabulary, lists: Collection[str] | None = None) -> tuple[Change, ...]:
    """Return what differs in the codes of some lists (all where none are named), in the order of the newer version."""
    names = [name for name in dict.fromkeys([*new.lists, *old.lists]) if lists is None or name in lists]
    found = []
    for name in names:
        before = {entry.code: entry for entry in old.lists.get(name, ())}
        after = {entry.code: entry for entry in new.lists.get(name, ())}
        for code, entry in after.items():
            if code not in before:
                found.append(Change(name, code, ChangeKind.ADDED))
            elif (before[code].es, before[code].en) != (entry.es, entry.en):
                found.append(Change(name, code, ChangeKind.REWORDED))
        found += [Change(name, code, ChangeKind.REMOVED) for code in before if code not in after]
    return tuple(found)


def judge_version(named: str, lists: Collection[str]) -> Verdict:
    """Say whether a form that uses some lists and names a version (``2`` or ``2-3fa9c1d2e5f6``) can be taken."""
    now = in_force()
    number, _, digest = named.partition("-")
    # Digits beyond any version's would take long to read.
    known = versions().get(int(number)) if number.isascii() and number.isdigit() and len(number) < 6 else None
    if known is None or (digest and not (len(digest) >= 8 and known.digest.startswith(digest))):
        return Verdict(Standing.UNKNOWN, now)
    found = changes(known, now, lists)
    if known.digest == now.digest:
        return Verdict(Standing.IN_FORCE, now)
    only_added = all(change.kind is ChangeKind.ADDED for change in found)
    return Verdict(Standing.ONLY_ADDED if only_added else Standing.CHANGED, now, found)
