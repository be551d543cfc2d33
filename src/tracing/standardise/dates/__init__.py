"""Dates and ages as intervals with provenance, never as a bare date (brief E).

A text that can be read in two orders keeps both days with weights; a year is the whole year; an age stated on a day is
the year of births that it allows; a filled-in 1 January counts as the year alone.
"""

from tracing.standardise.dates.age import parse_age
from tracing.standardise.dates.birth import parse_birth, parse_event
from tracing.standardise.dates.majority import is_minor
from tracing.standardise.dates.model import BirthDate, DateError, Day, Order

__all__ = ["BirthDate", "DateError", "Day", "Order", "is_minor", "parse_age", "parse_birth", "parse_event"]
