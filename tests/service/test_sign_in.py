"""Signing in and out."""

from __future__ import annotations

import pyotp
import pytest

from tests.accounts import ADDRESS, ADMINISTRATOR, PASSWORD, Clock, at, person, senaf
from tracing.service import agencies, second_factor, users
from tracing.service.context import Service
from tracing.service.errors import NotFound, TooMany, Unknown
from tracing.service.sign_in import SignedIn, end_session, list_sessions, person_of, sign_in, sign_out


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(service: Service, clock: Clock) -> Service:
    service = at(service, clock)
    senaf(service)
    person(service, "HN-SENAF", "ana.lopez", "family_worker")
    return service


def enter(
    service: Service, password: str = PASSWORD, code: str | None = None, address: str = ADDRESS
) -> SignedIn:
    return sign_in(service, "ana.lopez", password, code, address)


def test_it_works(service: Service) -> None:
    signed_in = enter(service)
    person = person_of(service, signed_in.token)
    assert (person.login, person.role, person.agency.code) == ("ana.lopez", "family_worker", "HN-SENAF")
    assert not person.strong
    assert not person.lacks_second_factor


def test_capitals_and_blanks_around_a_login_do_not_matter(service: Service) -> None:
    assert sign_in(service, " Ana.Lopez ", PASSWORD, None, ADDRESS).person.login == "ana.lopez"


def test_signing_out_ends_this_session_alone(service: Service) -> None:
    here, there = enter(service), enter(service)
    sign_out(service, here.person)
    with pytest.raises(Unknown):
        person_of(service, here.token)
    assert person_of(service, there.token)


def test_own_sessions_are_listed_and_ended(service: Service) -> None:
    here, there = enter(service), enter(service)
    assert [s.id for s in list_sessions(service, here.person)] == [there.person.session, here.person.session]
    end_session(service, here.person, there.person.session)
    with pytest.raises(Unknown):
        person_of(service, there.token)


def test_nobody_ends_the_session_of_another(service: Service) -> None:
    person(service, "HN-SENAF", "luis.mejia", "family_worker")
    hers = enter(service)
    his = sign_in(service, "luis.mejia", PASSWORD, None, ADDRESS)
    with pytest.raises(NotFound):
        end_session(service, his.person, hers.person.session)
    assert person_of(service, hers.token)


def test_a_session_ends_without_use(service: Service, clock: Clock) -> None:
    signed_in = enter(service)
    clock.move(minutes=29)
    person_of(service, signed_in.token)
    clock.move(minutes=29)
    person_of(service, signed_in.token)
    clock.move(minutes=31)
    with pytest.raises(Unknown):
        person_of(service, signed_in.token)
    assert not list_sessions(service, signed_in.person)


def test_a_session_ends_after_a_working_day_in_any_case(service: Service, clock: Clock) -> None:
    signed_in = enter(service)
    for _ in range(12 * 3 - 1):
        clock.move(minutes=20)
        person_of(service, signed_in.token)
    clock.move(minutes=20)
    with pytest.raises(Unknown):
        person_of(service, signed_in.token)


@pytest.mark.parametrize("token", ["", "x", "é", "\udce9", "a" * 10_000])
def test_what_is_no_token_opens_nothing(service: Service, token: str) -> None:
    with pytest.raises(Unknown):
        person_of(service, token)


def test_the_refusal_does_not_tell_why(service: Service) -> None:
    users.add_user(service, ADMINISTRATOR, "HN-SENAF", "de.baja", "De Baja", "family_worker")
    users.change_user(service, ADMINISTRATOR, "de.baja", active=False)
    refusals = set()
    for login, password in [("ana.lopez", "wrong"), ("nobody", "wrong"), ("de.baja", "wrong")]:
        with pytest.raises(Unknown) as refused:
            sign_in(service, login, password, None, ADDRESS)
        refusals.add((refused.value.code, str(refused.value)))
    assert len(refusals) == 1


def test_a_person_of_an_agency_that_was_shut_out_is_out_at_once(service: Service) -> None:
    signed_in = enter(service)
    agencies.change_agency(service, ADMINISTRATOR, "HN-SENAF", active=False)
    with pytest.raises(Unknown):
        person_of(service, signed_in.token)
    with pytest.raises(Unknown):
        enter(service)


def test_guessing_waits_longer_each_time(service: Service, clock: Clock) -> None:
    for _ in range(5):
        with pytest.raises(Unknown):
            enter(service, "wrong")
    waits = []
    for _ in range(4):
        with pytest.raises(TooMany) as refused:
            enter(service, "wrong")
        waits.append(refused.value.wait)
        clock.move(seconds=refused.value.wait)
        with pytest.raises(Unknown):
            enter(service, "wrong")
    assert waits == [15, 30, 60, 120]


def test_a_wait_is_no_longer_than_a_quarter_of_an_hour(service: Service, clock: Clock) -> None:
    for _ in range(5 + 10):
        with pytest.raises(Unknown):
            enter(service, "wrong")
        clock.move(minutes=15)
    assert enter(service)


def test_even_the_right_password_waits(service: Service) -> None:
    for _ in range(5):
        with pytest.raises(Unknown):
            enter(service, "wrong")
    with pytest.raises(TooMany):
        enter(service)


def test_nobody_locks_another_person_out(service: Service) -> None:
    for _ in range(6):
        with pytest.raises((Unknown, TooMany)):
            enter(service, "wrong", address="198.51.100.66")
    assert enter(service)


def test_another_address_of_the_same_network_is_no_new_start(service: Service) -> None:
    for last in range(5):
        with pytest.raises(Unknown):
            enter(service, "wrong", address=f"2001:db8:1:2::{last:x}")
    with pytest.raises(TooMany):
        enter(service, "wrong", address="2001:db8:1:2:ffff::9")


def test_a_login_that_nobody_has_waits_as_well(service: Service) -> None:
    for _ in range(5):
        with pytest.raises(Unknown):
            sign_in(service, "nobody", "wrong", None, ADDRESS)
    with pytest.raises(TooMany):
        sign_in(service, "nobody", "wrong", None, ADDRESS)


def test_success_forgets_the_failures(service: Service) -> None:
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(Unknown):
                enter(service, "wrong")
        assert enter(service)


def test_a_one_time_password_is_good_for_a_week(service: Service, clock: Clock) -> None:
    made = users.add_user(service, ADMINISTRATOR, "HN-SENAF", "nueva", "Nueva", "family_worker")
    clock.move(days=6, hours=23)
    assert sign_in(service, "nueva", made.password, None, ADDRESS).person.must_change
    clock.move(hours=2)
    with pytest.raises(Unknown):
        sign_in(service, "nueva", made.password, None, ADDRESS)


def enrolled(service: Service) -> pyotp.TOTP:
    signed_in = enter(service)
    reader = signed_in.person.reader("test")
    codes = pyotp.TOTP(second_factor.enrol(service, reader).secret)
    second_factor.confirm(service, reader, signed_in.person.session, codes.at(service.now()))
    return codes


def test_with_a_second_factor_a_code_is_needed(service: Service, clock: Clock) -> None:
    codes = enrolled(service)
    with pytest.raises(Unknown) as refused:
        enter(service)
    assert refused.value.code == "code_needed"
    clock.move(seconds=60)
    assert enter(service, code=codes.at(clock.now)).person.strong


def test_a_code_is_good_once(service: Service, clock: Clock) -> None:
    codes = enrolled(service)
    clock.move(seconds=60)
    assert enter(service, code=codes.at(clock.now))
    with pytest.raises(Unknown):
        enter(service, code=codes.at(clock.now))


def test_the_code_that_confirmed_is_used_up(service: Service, clock: Clock) -> None:
    codes = enrolled(service)
    with pytest.raises(Unknown):
        enter(service, code=codes.at(clock.now))


@pytest.mark.parametrize(("seconds", "good"), [(-30, True), (0, True), (30, True), (-60, False), (60, False)])
def test_a_clock_may_be_half_a_minute_wrong(service: Service, clock: Clock, seconds: int, good: bool) -> None:
    codes = enrolled(service)
    clock.move(minutes=5)
    shown = codes.at(int(clock.now.timestamp()) + seconds)
    if good:
        assert enter(service, code=f" {shown[:3]} {shown[3:]} ")
    else:
        with pytest.raises(Unknown):
            enter(service, code=shown)


@pytest.mark.parametrize("code", ["abcdef", "０１２３４５", "1" * 1000, "é", "-00001"])
def test_what_is_no_code_is_refused(service: Service, code: str) -> None:
    enrolled(service)
    with pytest.raises(Unknown):
        enter(service, code=code)


def test_guessing_codes_waits(service: Service, clock: Clock) -> None:
    codes = enrolled(service)
    clock.move(minutes=5)
    for _ in range(5):
        with pytest.raises(Unknown):
            enter(service, code="000000")
    with pytest.raises(TooMany):
        enter(service, code=codes.at(clock.now))


def test_asking_for_the_code_costs_no_attempt(service: Service, clock: Clock) -> None:
    codes = enrolled(service)
    clock.move(minutes=5)
    for _ in range(8):
        with pytest.raises(Unknown):
            enter(service)
    assert enter(service, code=codes.at(clock.now))
