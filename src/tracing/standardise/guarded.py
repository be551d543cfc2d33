"""Rows that break the program: each is named and left out, and no other is lost with it.

Reading a row never raises on purpose. If it does, the fault is the program's, and the thousands of rows around it are to
be read all the same. What is said of the fault is its kind and its place in the program, never the value.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tracing.standardise.profile import Profile
from tracing.standardise.record import profile

if TYPE_CHECKING:
    from tracing.records import Records, Refusal

__all__ = ["fault_of", "faults_of", "guarded", "profile_or_fault"]

T = TypeVar("T")
U = TypeVar("U")


def fault_of(error: Exception) -> str:
    """Return what broke and where, without the value that broke it."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {Path(frames[-1].filename).stem}.{frames[-1].name}" if frames else ""
    return f"{type(error).__name__}{where}"


def guarded(make: Callable[[], T], otherwise: Callable[[str], U]) -> T | U:
    """Return what is made, or what stands for it where the program fails at it: ``otherwise`` is told how (``fault_of``).
    MemoryError is raised: it is no row's fault, and whatever was left out for it would change the result with the machine."""
    try:
        return make()
    except MemoryError:
        raise
    except Exception as error:
        return otherwise(fault_of(error))


def profile_or_fault(row: dict[str, str | None]) -> Profile | str:
    """Return the profile of a row, or how the program failed at it."""
    return guarded(lambda: profile(row), lambda fault: fault)


def faults_of(records: Records, rows: Iterable[int], faults: Iterable[str | None]) -> list[Refusal]:
    """Return a remark for each of ``rows`` that the program failed at (``faults``), of which nothing is used."""
    # Standardising processes read rows and write no remarks: they need no readers, and pandas takes long to load.
    from tracing.records import Refusal

    mend = "The fault is the program's: please report it. Nothing of the row was used."
    return [
        Refusal(
            records.source, int(records.lines[row]), "", "", f"the row could not be standardised ({fault})", mend,
            "refused",
        )
        for row, fault in zip(rows, faults, strict=True)
        if fault is not None
    ]  # fmt: skip
