"""Who must agree, by the child's age (brief I5): what is needed, what lacks, what a refusal or a withdrawal stops."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.casework.build import OFFICER, POSSIBLE, act
from tests.casework.law.entries import entry
from tracing.casework.acts import ActKind, Outcome
from tracing.casework.holds import Consent
from tracing.casework.law.files import shipped
from tracing.casework.missing import Missing
from tracing.casework.rights.consent import (
    Band,
    Capacity,
    Form,
    Need,
    Said,
    Scope,
    Statement,
    consent_lacks,
    consent_status,
    contact_refused,
    in_words,
    need_of,
)
from tracing.casework.states import State, step

TODAY = date(2026, 4, 1)


def says(
    capacity: Capacity | None, said: Said = Said.GIVEN, form: Form = Form.SPOKEN, **more: object
) -> Statement:
    return replace(Statement(said, TODAY, capacity, form=form), **more)  # type: ignore[arg-type]


GUARDIAN, ADVISER = says(Capacity.GUARDIAN), says(Capacity.ADVISER)
CHILD = says(Capacity.CHILD)
WRITES = says(Capacity.CHILD, form=Form.WRITTEN)
OBSERVED = says(Capacity.CHILD, form=Form.OBSERVED)
PERSON = says(Capacity.PERSON)


def born(age: int) -> date:
    """Who turned an age yesterday."""
    return date(TODAY.year - age, 3, 31)


@pytest.mark.parametrize(
    ("age", "country", "band"),
    [
        (0, "MX", Band.INFANT),
        (5, "MX", Band.INFANT),
        (6, "MX", Band.CHILD),
        (11, "MX", Band.CHILD),
        (12, "MX", Band.ADOLESCENT),
        # Adolescence begins at 13 in Guatemala, Nicaragua and the Dominican Republic.
        (12, "GT", Band.CHILD),
        (12, "NI", Band.CHILD),
        (12, "DO", Band.CHILD),
        (13, "GT", Band.ADOLESCENT),
        (12, "SV", Band.ADOLESCENT),
        (12, "CR", Band.ADOLESCENT),
        # Where a country's law names no age, the one counts that asks for more.
        (12, "HN", Band.ADOLESCENT),
        (14, "MX", Band.ADOLESCENT),
        (15, "MX", Band.OWN),
        (17, "MX", Band.OWN),
        (18, "MX", Band.ADULT),
        (40, "MX", Band.ADULT),
    ],
)
def test_the_band_of_an_age(age: int, country: str, band: Band) -> None:
    assert need_of(born(age), born(age), country, TODAY).band is band


@pytest.mark.parametrize(
    ("earliest", "latest", "band"),
    [
        # Of the ages that a child may have, the one counts that asks for more.
        (born(6), born(5), Band.CHILD),
        (born(12), born(11), Band.ADOLESCENT),
        (born(15), born(14), Band.ADOLESCENT),
        (born(18), born(17), Band.OWN),
        (born(19), born(13), Band.ADOLESCENT),
        (None, None, Band.ADOLESCENT),
    ],
)
def test_doubt_about_the_age_asks_for_more(earliest: date | None, latest: date | None, band: Band) -> None:
    assert need_of(earliest, latest, "MX", TODAY).band is band


@pytest.mark.parametrize("days", [0, 1])
def test_a_band_begins_on_the_birthday(days: int) -> None:
    birth = date(2014, 4, 1 + days)
    assert need_of(birth, birth, "MX", TODAY).band is (Band.CHILD if days else Band.ADOLESCENT)


@pytest.mark.parametrize(
    ("corrected", "value", "age", "country", "band"),
    [
        ("MX/own_consent_from_age", "14", 14, "MX", Band.OWN),
        ("MX/own_consent_from_age", "14", 13, "MX", Band.ADOLESCENT),
        ("MX/own_consent_from_age", "14", 14, "GT", Band.ADOLESCENT),
        # Where the law says two ages, more is asked up to the later.
        ("MX/own_consent_from_age", "14-16", 15, "MX", Band.ADOLESCENT),
        ("INT/assent_from_age", "8", 7, "MX", Band.INFANT),
        ("INT/assent_from_age", "4", 4, "MX", Band.CHILD),
        # What a law says of written assent stands before what it says of adolescence.
        ("GT/written_assent_from_age", "11", 11, "GT", Band.ADOLESCENT),
        ("GT/written_assent_from_age", "14", 13, "GT", Band.CHILD),
        ("INT/written_assent_from_age", "14", 13, "GT", Band.ADOLESCENT),
        ("GT/adolescent_from_age", "11", 11, "GT", Band.ADOLESCENT),
    ],
)
def test_the_ages_are_those_of_the_register_of_law(
    corrected: str, value: str, age: int, country: str, band: Band
) -> None:
    place, _, rule = corrected.partition("/")
    register = shipped().with_entries([entry(place, rule, value)])
    assert need_of(born(age), born(age), country, TODAY, register=register).band is band


ALONE = {band: Need(band, date(2026, 3, 1)) for band in Band}


@pytest.mark.parametrize(
    ("band", "statements", "lacks"),
    [
        (Band.INFANT, [], ["consent_guardian", "consent_observed"]),
        (Band.INFANT, [GUARDIAN], ["consent_observed"]),
        (Band.INFANT, [GUARDIAN, OBSERVED], []),
        (Band.INFANT, [ADVISER, CHILD], []),
        (Band.CHILD, [GUARDIAN], ["consent_assent"]),
        (Band.CHILD, [CHILD], ["consent_guardian"]),
        (Band.CHILD, [GUARDIAN, OBSERVED], ["consent_assent"]),
        (Band.CHILD, [GUARDIAN, CHILD], []),
        (Band.ADOLESCENT, [GUARDIAN, CHILD], ["consent_written"]),
        (Band.ADOLESCENT, [WRITES], ["consent_guardian"]),
        (Band.ADOLESCENT, [GUARDIAN, WRITES], []),
        (Band.OWN, [GUARDIAN], ["consent_own"]),
        (Band.OWN, [CHILD], ["consent_guardian_told"]),
        (Band.OWN, [CHILD, says(Capacity.GUARDIAN, Said.INFORMED)], []),
        # Not informed, since it would harm the child.
        (Band.OWN, [CHILD, says(Capacity.GUARDIAN, Said.NOT_INFORMED)], []),
        (Band.OWN, [CHILD, GUARDIAN], []),
        # At 18 the person is asked anew: neither the guardian's word nor the child's counts.
        (Band.ADULT, [GUARDIAN, WRITES], ["consent_person"]),
        (Band.ADULT, [PERSON], []),
        (Band.ADULT, [replace(PERSON, on=date(2026, 2, 28))], ["consent_person"]),
        # The parent of an unaccompanied child isn't there; the accompanying officer is no guardian.
        (Band.CHILD, [says(Capacity.PARENT), CHILD], ["consent_guardian"]),
        (Band.CHILD, [says(Capacity.ACCOMPANYING_OFFICER), CHILD], ["consent_guardian"]),
        # What was taken back, refused, or said of something else.
        (Band.CHILD, [GUARDIAN, CHILD, says(Capacity.CHILD, Said.WITHDRAWN)], ["consent_assent"]),
        (Band.CHILD, [GUARDIAN, says(Capacity.CHILD, Said.REFUSED)], ["consent_assent"]),
        (Band.CHILD, [GUARDIAN, says(Capacity.CHILD, Said.REFUSED), CHILD], []),
        (Band.CHILD, [GUARDIAN, says(Capacity.CHILD, scope=Scope.SHARING)], ["consent_assent"]),
        # Release 1 didn't ask as what somebody consented: that stands in nobody's place.
        (Band.CHILD, [says(None)], ["consent_guardian", "consent_assent"]),
    ],
)  # fmt: skip
def test_what_a_set_of_consents_lacks(band: Band, statements: list[Statement], lacks: list[str]) -> None:
    assert list(consent_lacks(statements, ALONE[band])) == lacks


def test_a_parent_who_travels_with_the_child_may_consent() -> None:
    together = Need(Band.CHILD, accompanied=True)
    assert consent_lacks([says(Capacity.PARENT), CHILD], together) == ()
    assert consent_lacks([says(Capacity.CARER), CHILD], together) == ()


def test_sharing_is_consented_to_by_itself() -> None:
    given = [GUARDIAN, CHILD]
    assert consent_lacks(given, ALONE[Band.CHILD], Scope.SHARING) == ("consent_guardian", "consent_assent")
    shared = [replace(one, scope=Scope.SHARING) for one in given]
    assert consent_lacks([*given, *shared], ALONE[Band.CHILD], Scope.SHARING) == ()


@pytest.mark.parametrize(
    ("band", "statements", "codes"),
    [
        (Band.CHILD, [], ()),
        (Band.CHILD, [says(Capacity.CHILD, Said.GIVEN)], ()),
        (Band.CHILD, [says(Capacity.CHILD, Said.REFUSED)], ("child_refuses",)),
        (Band.CHILD, [says(Capacity.CHILD, Said.REFUSED), says(Capacity.GUARDIAN)], ("child_refuses",)),
        (Band.CHILD, [says(Capacity.CHILD, Said.REFUSED), says(Capacity.CHILD)], ()),
        (Band.CHILD, [says(Capacity.GUARDIAN, Said.REFUSED)], ("contact_refused",)),
        (Band.CHILD, [says(Capacity.CHILD), says(Capacity.CHILD, Said.WITHDRAWN)], ("contact_refused",)),
        # From 15 on the child's own word counts.
        (Band.OWN, [says(Capacity.GUARDIAN, Said.REFUSED)], ()),
    ],
)
def test_who_doesnt_agree_to_contact(band: Band, statements: list[Statement], codes: tuple[str, ...]) -> None:
    of_contact = [replace(one, scope=Scope.CONTACT) for one in statements]
    assert contact_refused(of_contact, ALONE[band]) == codes
    # What was said of tracing is another matter.
    assert contact_refused(statements, ALONE[band]) == ()


@pytest.mark.parametrize(
    ("band", "statements", "status"),
    [
        (Band.CHILD, [], Consent.UNKNOWN),
        (Band.CHILD, [GUARDIAN], Consent.GIVEN),
        (Band.CHILD, [says(Capacity.CHILD, Said.REFUSED)], Consent.REFUSED),
        # No consent of an adult outweighs the child's no, and the child may change its mind.
        (Band.CHILD, [says(Capacity.CHILD, Said.REFUSED), GUARDIAN], Consent.REFUSED),
        (Band.INFANT, [says(Capacity.CHILD, Said.REFUSED), GUARDIAN], Consent.REFUSED),
        (Band.CHILD, [says(Capacity.CHILD, Said.REFUSED), GUARDIAN, CHILD], Consent.GIVEN),
        (Band.CHILD, [GUARDIAN, CHILD, says(Capacity.CHILD, Said.WITHDRAWN)], Consent.WITHDRAWN),
        (Band.CHILD, [GUARDIAN, CHILD, says(Capacity.GUARDIAN, Said.WITHDRAWN)], Consent.WITHDRAWN),
        (Band.CHILD, [says(Capacity.GUARDIAN, Said.REFUSED), CHILD], Consent.WITHDRAWN),
        # Whose consent the age doesn't ask for stops nothing.
        (Band.OWN, [CHILD, says(Capacity.GUARDIAN, Said.REFUSED)], Consent.GIVEN),
        (Band.ADULT, [PERSON, says(Capacity.GUARDIAN, Said.WITHDRAWN)], Consent.GIVEN),
        (Band.OWN, [says(Capacity.GUARDIAN, Said.INFORMED)], Consent.UNKNOWN),
        # A withdrawal of sharing doesn't stop the search.
        (Band.CHILD, [GUARDIAN, CHILD, says(Capacity.CHILD, Said.WITHDRAWN, scope=Scope.SHARING)], Consent.GIVEN),
        # As release 1 noted it: the latest counts.
        (Band.CHILD, [says(None)], Consent.GIVEN),
        (Band.CHILD, [says(None), says(None, Said.REFUSED)], Consent.REFUSED),
        (Band.CHILD, [says(None), says(None, Said.WITHDRAWN)], Consent.WITHDRAWN),
        (Band.CHILD, [says(None), says(None, Said.UNKNOWN)], Consent.UNKNOWN),
        (Band.CHILD, [says(None, Said.REFUSED), GUARDIAN], Consent.REFUSED),
        (Band.CHILD, [says(None, Said.REFUSED), GUARDIAN, CHILD], Consent.GIVEN),
    ],
)  # fmt: skip
def test_what_holds_make_of_it(band: Band, statements: list[Statement], status: Consent) -> None:
    assert consent_status(statements, ALONE[band]) is status


def test_consent_to_the_search_is_none_to_sharing_and_a_refusal_of_it_stays_one() -> None:
    need = ALONE[Band.CHILD]
    refused = says(Capacity.CHILD, Said.REFUSED, scope=Scope.SHARING)
    assert consent_status([GUARDIAN, CHILD], need, Scope.SHARING) is Consent.UNKNOWN
    assert consent_status([refused, GUARDIAN, CHILD], need, Scope.SHARING) is Consent.REFUSED
    assert consent_status([replace(GUARDIAN, scope=Scope.SHARING)], need, Scope.SHARING) is Consent.GIVEN
    # Release 1 didn't ask to what.
    assert consent_status([says(None)], need, Scope.SHARING) is Consent.GIVEN


@pytest.mark.parametrize(
    ("kind", "outcome", "stopped"),
    [
        (ActKind.VERIFY_CHILD, Outcome.CONFIRMED, True),
        # Refuting, hearing the child, withholding and closing wait for no consent.
        (ActKind.VERIFY_CHILD, Outcome.REFUTED, False),
        (ActKind.CHILD_VIEWS, Outcome.AGREES, False),
        (ActKind.CLOSE, Outcome.UNSOLVED, False),
    ],
)
def test_incomplete_consent_stops_the_next_step_that_rests_on_it(
    kind: ActKind, outcome: Outcome, stopped: bool
) -> None:
    lacking = replace(POSSIBLE, consent_lacks=("consent_assent",))
    answer = step(lacking, act(kind, outcome, OFFICER))
    assert (answer.codes if isinstance(answer, Missing) else ()) == (("consent_assent",) if stopped else ())


def test_what_was_done_on_consent_that_was_enough_then_stands() -> None:
    """A child that turns 12 is asked in writing before the next step; its verification isn't undone."""
    done = replace(
        POSSIBLE, acts=(replace(act(ActKind.VERIFY_CHILD, Outcome.CONFIRMED, OFFICER), number=1),),
        consent_lacks=("consent_written",),
    )  # fmt: skip
    assert step(done, act(ActKind.CHILD_VIEWS, Outcome.AGREES)) is State.POSSIBLE
    answer = step(done, act(ActKind.VERIFY_FAMILY, Outcome.CONFIRMED, 5))
    assert isinstance(answer, Missing)
    assert answer.codes == ("consent_written",)


@pytest.mark.parametrize(
    ("band", "place", "words"),
    [
        (Band.INFANT, "MX", "Antes de los 6 años: consiente quien ejerce la tutela"),
        (Band.CHILD, "MX", "De los 6 a los 11 años:"),
        (Band.ADOLESCENT, "MX", "De los 12 a los 14 años:"),
        (Band.CHILD, "GT", "De los 6 a los 12 años:"),
        (Band.ADOLESCENT, "GT", "De los 13 a los 14 años:"),
        (Band.OWN, "GT", "De los 15 a los 17 años:"),
        (Band.ADULT, "GT", "Desde los 18 años:"),
    ],
)
def test_what_people_read_gives_the_ages_of_the_register(band: Band, place: str, words: str) -> None:
    assert in_words(band, place, TODAY).es.startswith(words)
    assert in_words(band, place, TODAY).code == band.value


def test_a_code_keeps_its_name_where_an_expert_enters_another_age() -> None:
    register = shipped().with_entries([entry("MX", "own_consent_from_age", "14")])
    said = in_words(Band.OWN, "MX", TODAY, register)
    assert (said.code, said.en.partition(":")[0]) == ("15_17", "From 14 to 17")
    assert said.source.endswith("; MX/own_consent_from_age")
    assert in_words(Band.ADOLESCENT, "MX", TODAY, register).en.startswith("From 12 to 13:")
    lower = shipped().with_entries([entry("MX", "own_consent_from_age", "12")])
    assert in_words(Band.ADOLESCENT, "MX", TODAY, lower).en.startswith("From 12:")
