"""What keeps one record from crossing under an agreement in force: asylum, holds, flags, consent, the child's wish."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tracing.casework.agencies import AgencyKind, Side
from tracing.casework.holds import Consent
from tracing.casework.sharing.consular import Wish
from tracing.casework.sharing.firewall import STOPS, Basis, CrossingFacts, stops

ABROAD = CrossingFacts(
    Side.CHILD, Basis.CONSENT, AgencyKind.CHILD_PROTECTION, "GT", abroad=True, consent=Consent.GIVEN
)
AT_HOME = replace(ABROAD, receiver_country="MX", abroad=False)
CONSULATE = replace(ABROAD, receiver_kind=AgencyKind.CONSULATE, wish=Wish.YES)

CASES: list[tuple[str, CrossingFacts, dict[str, Any], list[str]]] = [
    ("consent stands, nothing against it", ABROAD, {}, []),
    ("asylum: nothing crosses the border", ABROAD, {"asylum": True}, ["asylum_firewall"]),
    ("asylum: not on any other basis either", ABROAD, {"asylum": True, "basis": Basis.LEGAL_DUTY}, ["asylum_firewall"]),
    ("asylum: within the country care goes on", AT_HOME, {"asylum": True}, []),
    ("asylum: no consulate, though the child wished", CONSULATE, {"asylum": True}, ["asylum_firewall"]),
    (
        "asylum: a consulate in the same country is the country of origin",
        replace(CONSULATE, abroad=False),
        {"asylum": True},
        ["asylum_firewall"],
    ),
    ("asylum: its own hold isn't named beside it", ABROAD, {"asylum": True, "confidential_hold": True}, ["asylum_firewall"]),
    ("shielded", AT_HOME, {"shielded": True}, ["record_shielded"]),
    ("on hold for protection", ABROAD, {"confidential_hold": True}, ["held_for_protection"]),
    ("on hold, within the country", AT_HOME, {"confidential_hold": True}, []),
    ("a flag bars Guatemala", ABROAD, {"barred_countries": frozenset({"GT"})}, ["country_barred"]),
    ("a flag bars Honduras", ABROAD, {"barred_countries": frozenset({"HN"})}, []),
    ("consent was withdrawn", ABROAD, {"consent": Consent.WITHDRAWN}, ["consent_missing"]),
    ("the child refuses", ABROAD, {"consent": Consent.REFUSED}, ["consent_missing"]),
    ("nobody knows of consent", ABROAD, {"consent": Consent.UNKNOWN}, ["consent_missing"]),
    (
        "best interests carry it without consent", ABROAD,
        {"consent": Consent.UNKNOWN, "basis": Basis.BEST_INTERESTS, "determined": True}, [],
    ),
    ("best interests that nobody determined carry nothing", ABROAD, {"basis": Basis.BEST_INTERESTS}, ["basis_not_on_record"]),
    ("the inquiry neither", replace(ABROAD, side=Side.INQUIRY), {"basis": Basis.BEST_INTERESTS}, ["basis_not_on_record"]),
    ("who asks has agreed by asking", replace(ABROAD, side=Side.INQUIRY), {"consent": Consent.UNKNOWN}, []),
    ("withdrawn", ABROAD, {"live": False}, ["record_not_live"]),
    ("the consulate, as the child wishes", CONSULATE, {}, []),
    ("the consulate, and nobody told the child of it", CONSULATE, {"wish": None}, ["contact_not_wished"]),
    ("the consulate, and the child said no", CONSULATE, {"wish": Wish.NO}, ["contact_not_wished"]),
    ("the consulate, and the child hasn't decided", CONSULATE, {"wish": Wish.UNDECIDED}, ["contact_not_wished"]),
    ("the consulate, by a legal duty alone", CONSULATE, {"basis": Basis.LEGAL_DUTY}, ["consulate_needs_consent"]),
    (
        "everything at once is named",
        CONSULATE,
        {"live": False, "asylum": True, "barred_countries": frozenset({"GT"}), "consent": Consent.UNKNOWN, "wish": None},
        ["record_not_live", "asylum_firewall", "country_barred", "consent_missing", "contact_not_wished"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("case", "facts", "change", "expected"), CASES, ids=[c[0] for c in CASES])
def test_what_keeps_a_record_from_crossing(
    case: str, facts: CrossingFacts, change: dict[str, Any], expected: list[str]
) -> None:
    assert [stop.code for stop in stops(replace(facts, **change))] == expected


@pytest.mark.parametrize("basis", Basis)
@pytest.mark.parametrize("kind", AgencyKind)
@pytest.mark.parametrize("consent", Consent)
def test_no_basis_no_consent_and_no_kind_of_agency_carries_asylum_over_a_border(
    basis: Basis, kind: AgencyKind, consent: Consent
) -> None:
    facts = replace(CONSULATE, receiver_kind=kind, basis=basis, consent=consent, asylum=True)
    assert "asylum_firewall" in {stop.code for stop in stops(facts)}


def test_each_stop_names_the_law_it_rests_on() -> None:
    assert all(stop.source for stop in STOPS.values())
