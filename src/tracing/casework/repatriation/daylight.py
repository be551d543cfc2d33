"""Whether the sun is up at a place: children are handed over by day (CRM Regional Guidelines, 2009).

The sun's place is the Astronomical Almanac's low-precision formula (good to about a minute of time between 1950 and 2050);
sunrise and sunset are when its upper edge touches the horizon, 50 minutes of arc below the centre with refraction. Mountains
and weather aren't looked at.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import asin, atan2, cos, degrees, radians, sin
from typing import Final

__all__ = ["daylight_around", "is_daylight"]

_J2000: Final = datetime(2000, 1, 1, 12, tzinfo=UTC)
_HORIZON: Final = -50 / 60
_HALF_A_DAY: Final = timedelta(hours=12)


def is_daylight(at: datetime, latitude: float, longitude: float) -> bool:
    """Say whether the sun is up; ``at`` with time zone, degrees north and east."""
    return _height(at, latitude, longitude) >= _HORIZON


def daylight_around(at: datetime, latitude: float, longitude: float) -> tuple[datetime, datetime] | None:
    """Return sunrise and sunset of the day whose noon is nearest, in the time zone of ``at``, to the minute and inside the
    day; None where the sun doesn't rise or doesn't set."""
    noon = _noon(at, longitude)
    edges = (noon - _HALF_A_DAY, noon, noon + _HALF_A_DAY)
    if [is_daylight(edge, latitude, longitude) for edge in edges] != [False, True, False]:
        return None
    rises = _edge(edges[0], noon, latitude, longitude)
    sets = _edge(edges[2], noon, latitude, longitude)
    up = rises.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return up.astimezone(at.tzinfo), sets.replace(second=0, microsecond=0).astimezone(at.tzinfo)


def _sun(at: datetime) -> tuple[float, float, float]:
    """Return right ascension and declination of the sun and the sidereal time at Greenwich, in radians."""
    days = (at - _J2000) / timedelta(days=1)
    anomaly = radians(357.528 + 0.9856003 * days)
    longitude = radians(280.460 + 0.9856474 * days + 1.915 * sin(anomaly) + 0.020 * sin(2 * anomaly))
    tilt = radians(23.439 - 0.0000004 * days)
    ascension = atan2(cos(tilt) * sin(longitude), cos(longitude))
    return ascension, asin(sin(tilt) * sin(longitude)), radians((280.46062 + 360.98564737 * days) % 360)


def _height(at: datetime, latitude: float, longitude: float) -> float:
    """Return the height of the sun's centre in degrees, without refraction."""
    ascension, declination, sidereal = _sun(at)
    hour, north = sidereal + radians(longitude) - ascension, radians(latitude)
    return degrees(asin(sin(north) * sin(declination) + cos(north) * cos(declination) * cos(hour)))


def _noon(at: datetime, longitude: float) -> datetime:
    """Return when the sun stands highest nearest to a moment, to a few seconds."""
    at = at.astimezone(UTC)
    ascension, _, sidereal = _sun(at)
    hour = (degrees(sidereal + radians(longitude) - ascension) + 180) % 360 - 180
    return at - timedelta(days=hour / 360)


def _edge(dark: datetime, bright: datetime, latitude: float, longitude: float) -> datetime:
    while abs(bright - dark) > timedelta(seconds=1):
        middle = dark + (bright - dark) / 2
        if is_daylight(middle, latitude, longitude):
            bright = middle
        else:
            dark = middle
    return bright
