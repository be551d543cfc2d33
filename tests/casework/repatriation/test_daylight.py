"""Daylight at places of handover. Sunrise and sunset as almanacs print them, local time, to the minute or two."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tracing.casework.repatriation.daylight import daylight_around, is_daylight

PLACES = {
    "Guatemala": (14.6349, -90.5069, "-06:00"),
    "San Pedro Sula": (15.5, -88.03, "-06:00"),
    "Tijuana": (32.5149, -117.0382, "-08:00"),
    "Montréal": (45.5019, -73.5674, "-04:00"),
    "Panamá": (8.98, -79.52, "-05:00"),
}


@pytest.mark.parametrize(
    ("place", "day", "sunrise", "sunset"),
    [
        ("Guatemala", "2026-06-21", "05:34", "18:33"),
        ("Guatemala", "2026-12-21", "06:23", "17:38"),
        ("Tijuana", "2026-12-21", "06:46", "16:46"),
        ("Montréal", "2026-06-21", "05:06", "20:46"),
        ("Panamá", "2026-03-20", "06:22", "18:29"),
    ],
)
def test_sunrise_and_sunset(place: str, day: str, sunrise: str, sunset: str) -> None:
    latitude, longitude, zone = PLACES[place]
    found = daylight_around(datetime.fromisoformat(f"{day}T12:00:00{zone}"), latitude, longitude)
    assert found is not None
    for moment, expected in zip(found, (sunrise, sunset), strict=True):
        assert abs(moment - datetime.fromisoformat(f"{day}T{expected}:00{zone}")) <= timedelta(minutes=2)


@pytest.mark.parametrize(
    ("hour", "day"),
    [("05:00", False), ("05:45", True), ("12:00", True), ("17:45", True), ("18:30", False), ("23:59", False)],
)
def test_hours_of_a_day_in_april(hour: str, day: bool) -> None:
    latitude, longitude, zone = PLACES["San Pedro Sula"]
    at = datetime.fromisoformat(f"2026-04-20T{hour}:00{zone}")
    assert is_daylight(at, latitude, longitude) is day
    # The hour written in another time zone is the same hour.
    assert (
        is_daylight(at.astimezone(datetime.fromisoformat("2026-01-01T00:00:00Z").tzinfo), latitude, longitude)
        is day
    )


def test_the_day_is_the_same_whatever_hour_of_it_is_asked() -> None:
    latitude, longitude, zone = PLACES["San Pedro Sula"]
    days = {
        daylight_around(datetime.fromisoformat(f"2026-04-20T{hour:02}:30:00{zone}"), latitude, longitude)
        for hour in range(1, 23)
    }
    assert len(days) <= 2  # to the minute
    assert all(found is not None for found in days)


def test_where_the_sun_does_not_set() -> None:
    assert daylight_around(datetime.fromisoformat("2026-06-21T12:00:00-07:00"), 68.3, -133.7) is None
    assert is_daylight(datetime.fromisoformat("2026-06-21T00:00:00-07:00"), 68.3, -133.7)
