"""What the sources of casework's sentences name in the register."""

from __future__ import annotations

import pytest

from tests.casework.law.entries import entry
from tracing.casework.law.files import shipped
from tracing.casework.law.sources import cited, entries_of, unresolved


@pytest.mark.parametrize(
    ("source", "citations"),
    [
        ("CRC 12", ["CRC 12"]),
        ("CRC 9, 10; GC 6 §81-83", ["CRC 9", "CRC 10", "GC 6 §81-83"]),
        ("VCCR 36, 37(b)", ["VCCR 36", "VCCR 37(b)"]),
        ("GC 6 §29–30", ["GC 6 §29-30"]),
        (
            "Resolution 4, 33rd International Conference (2019)",
            ["Resolution 4, 33rd International Conference (2019)"],
        ),
        ("", []),
    ],
)
def test_single_citations(source: str, citations: list[str]) -> None:
    assert list(cited(source)) == citations


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("CRC 9, 10; GC 6 §81-83", ["INT/crc_9", "INT/crc_10", "INT/gc6_81_83"]),
        ("VCCR 36, 37(b)", ["INT/vccr_36", "INT/vccr_37"]),
        ("CRC 39", ["INT/crc"]),  # no entry of its own: the instrument's
        ("GC 6 §31", ["INT/gc6_31"]),
        ("8 CFR 208.6", ["US/asylum_confidentiality"]),
        ("TVPRA 2008 (8 USC 1232)", ["US/transfer_hours"]),
        ("Alba-Keneth", ["GT/missing_child_alert"]),
        ("ICRC RFL code of conduct (2015): accuracy", ["INT/icrc_code"]),
        ("Ley de Migración, reform of 11 November 2020", ["MX/migration_law"]),
        ("TVPRA 2008: 8 USC 1232(b)(3)", ["US/transfer_hours"]),
        (
            "1951 Convention 99; 1951 Convention practice",
            ["INT/refugee_convention", "INT/refugee_confidentiality"],
        ),
        ("GC 12 §25, 45", ["INT/gc12"]),
    ],
)
def test_what_they_name(source: str, names: list[str]) -> None:
    assert [found.name for found in entries_of(shipped(), source)] == names
    assert unresolved(shipped(), source) == ()


def test_what_the_register_does_not_know_is_said() -> None:
    assert unresolved(shipped(), "CRC 12; Ley de nadie 7") == ("Ley de nadie 7",)


def test_a_corrected_entry_is_what_a_source_names_from_then_on() -> None:
    register = shipped().with_entries(
        [entry("INT", "crc_12", cite="CRC 12", source="CRC, art. 12(1) and (2)")]
    )
    assert [found.source for found in entries_of(register, "CRC 12")] == ["CRC, art. 12(1) and (2)"]
