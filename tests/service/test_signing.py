"""A promotion takes a report that speaks for it, or somebody's reason; the audit keeps both."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from tests.linkage.evaluation.test_gate import GOOD
from tests.service.parties import agency, person
from tests.service.test_promotion import STRICT
from tracing.service.context import Service
from tracing.service.errors import Conflict, Invalid
from tracing.service.promotion import MatcherView, ensure_matcher, enter_matcher, matchers, promote_matcher
from tracing.store.database import Reader


@pytest.fixture
def administrator(service: Service) -> Reader:
    ensure_matcher(service)
    return person(service, agency(service), "administrator")


@pytest.fixture
def made(service: Service, administrator: Reader) -> MatcherView:
    return enter_matcher(service, administrator, STRICT)


def _report(service: Service, reader: Reader, made: MatcherView, **overall: float) -> dict[str, Any]:
    (active,) = [one for one in matchers(service, reader) if one.state == "active"]
    figures = [{"figure": "strong.f1", "before": 0.9, "after": 0.9, "low": 0, "high": 0} | overall]
    return {
        **GOOD,
        "before": {**GOOD["before"], "digest": active.digest},
        "after": {**GOOD["after"], "digest": made.digest},
        "overall": figures,
    }


def _audited(service: Service) -> dict[str, Any]:
    with service.database._app.begin() as connection:
        connection.execute(sa.text("SELECT set_config('tracing.role', 'auditor', true)"))
        found = connection.execute(
            sa.text("SELECT detail FROM casework.audit WHERE act = 'promote' ORDER BY number DESC LIMIT 1")
        ).scalar_one()
    return dict(found)


def test_a_report_that_speaks_for_it(service: Service, administrator: Reader, made: MatcherView) -> None:
    promote_matcher(service, administrator, made.id, _report(service, administrator, made))
    kept = _audited(service)
    assert (kept["worse"], kept["reason"]) == ([], "")
    assert len(kept["report"]) == 64


def test_without_a_report_somebody_signs(service: Service, administrator: Reader, made: MatcherView) -> None:
    with pytest.raises(Conflict) as refused:
        promote_matcher(service, administrator, made.id, None, "  ")
    assert refused.value.code == "no_report"
    promote_matcher(service, administrator, made.id, None, "nothing is decided yet")
    assert _audited(service) == {"report": None, "reason": "nothing is decided yet"}


def test_a_report_that_speaks_against_it(service: Service, administrator: Reader, made: MatcherView) -> None:
    report = _report(service, administrator, made, after=0.8)
    with pytest.raises(Conflict) as refused:
        promote_matcher(service, administrator, made.id, report)
    assert refused.value.code == "subgroups_worse"
    assert "strong.f1 falls by 10.0 points" in refused.value.text
    promote_matcher(service, administrator, made.id, report, "agreed by both offices")
    assert "strong.f1" in _audited(service)["worse"][0]


def test_a_report_of_others_and_what_is_none(
    service: Service, administrator: Reader, made: MatcherView
) -> None:
    with pytest.raises(Conflict) as refused:
        promote_matcher(service, administrator, made.id, GOOD, "agreed")
    assert refused.value.code == "report_of_others"
    with pytest.raises(Invalid) as invalid:
        promote_matcher(service, administrator, made.id, {"format": "x"}, "agreed")
    assert invalid.value.code == "not_a_report"
    with pytest.raises(Invalid) as invalid:
        promote_matcher(service, administrator, made.id, None, "x" * 1001)
    assert invalid.value.code == "no_reason"
