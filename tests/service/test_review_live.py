"""From two submissions through live matching into the queue: what matching writes is what people are shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.accounts import Clock
from tests.service.cases import CHILD, CONSENT, INQUIRY, record_id
from tests.service.parties import agency, person
from tracing.service import flags, queue, submission, upkeep
from tracing.service.context import Service
from tracing.service.decide import decide
from tracing.service.matching import match_pending
from tracing.service.pair import read_pair
from tracing.service.pairs import Pair
from tracing.service.promotion import ensure_matcher
from tracing.store.database import Reader


@pytest.fixture
def readers(service: Service) -> dict[str, Reader]:
    office = agency(service, "GT-OFICINA", "tracing_office", "")
    return {
        "found": person(service, agency(service, "MX-ALBERGUE", "shelter", "child"), "found_worker"),
        "family": person(service, agency(service, "GT-BUSCA", "family_tracing", "inquiry"), "family_worker"),
        "reviewer": person(service, office, "reviewer"),
    }


def test_what_is_matched_is_reviewed(service: Service, readers: dict[str, Reader]) -> None:
    service = replace(service, now=Clock())
    ensure_matcher(service)
    submission.submit(service, readers["found"], "child", CHILD)
    submission.submit(service, readers["family"], "inquiry", INQUIRY)
    flags.raise_flag(service, readers["found"], "A-1", "consent", CONSENT)
    match_pending(service)
    upkeep.keep_up(service)
    pair = Pair(record_id(service, "F-1"), record_id(service, "A-1"))
    assert queue.take(service, readers["reviewer"]).pair == pair
    explained = read_pair(service, readers["reviewer"], pair).explanation
    assert explained is not None
    assert sum(step.bits for step in explained.steps) == explained.weight
    levels = {step.name: step.level for step in explained.steps}
    assert (levels["sex"], levels["given_names"]) == ("same", "exact")

    # A correction that the pair survives leaves it in its place in the queue, open to whoever has it.
    (before,) = queue.page(service, readers["reviewer"])
    submission.correct(service, readers["found"], "child", "A-1", 1, {**CHILD, "marks": "cicatriz"})
    match_pending(service)
    upkeep.keep_up(service)
    (after,) = queue.page(service, readers["reviewer"])
    assert (after.pair, after.paired_at) == (before.pair, before.paired_at)
    answer = decide(service, readers["reviewer"], pair, "possible", ["names_agree"], (1, 2))
    assert answer.status == 201

    submission.withdraw(service, readers["family"], "inquiry", "F-1")
    match_pending(service)
    upkeep.keep_up(service)
    assert queue.page(service, readers["reviewer"]) == []
