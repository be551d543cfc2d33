"""One inquiry against children held in memory is ranked as in a batch: live = batch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tests.linkage.build import CHILD
from tracing import Matcher, read_children, read_inquiries
from tracing.linkage.matcher import Group, load_matcher

SAMPLES = Path(__file__).parents[2] / "data" / "samples"


@pytest.mark.parametrize("candidate_from", [10_000, 4])
def test_each_inquiry_alone_gets_the_links_of_the_batch(candidate_from: int) -> None:
    matcher = Matcher(replace(load_matcher("default"), candidate_from=candidate_from))
    children, inquiries = read_children(SAMPLES / "children.csv"), read_inquiries(SAMPLES / "inquiries.csv")
    batch = matcher.link(children, inquiries).to_pandas()
    register = matcher.register(children)
    rows = inquiries.frame.head(40).to_dict("records")
    live = pd.concat([register.rank(row) for row in rows], ignore_index=True)
    asked = batch[batch["inquiry_id"].isin(inquiries.frame["record_id"].head(40))].reset_index(drop=True)
    assert len(asked) > 20
    pd.testing.assert_frame_equal(live, asked)


def test_a_part_of_a_register_is_linked_as_the_whole_would_link_it() -> None:
    """What a register asks of a pair takes pairs out and changes none; 0 is the smallest, as live matching has it."""
    children, inquiries = read_children(SAMPLES / "children.csv"), read_inquiries(SAMPLES / "inquiries.csv")
    matcher = Matcher(replace(load_matcher("default"), candidate_from=4, output=-10.0))
    found = {
        register: {
            (row.child_id, row.inquiry_id): row.weight
            for row in matcher.link(children, inquiries, register=register).to_pandas().itertuples()
        }
        for register in (0, None, len(children.frame), 2**20)
    }
    assert found[None] == found[len(children.frame)]
    assert found[2**20].items() < found[None].items() < found[0].items()


def test_companions_speak_for_an_inquiry_as_in_the_batch() -> None:
    matcher = Matcher(replace(load_matcher("default"), group=Group(per_pair=3.0, cap=8.0, least=12.0)))
    brothers: list[dict[str, str | None]] = [
        CHILD,
        {**CHILD, "given_names": "José Luis", "birth_date": "2010-02-11"},
        {**CHILD, "given_names": "Ana Yamileth", "birth_date": "2015-09-30", "sex": "F"},
    ]
    found = [{**row, "record_id": f"C{n}", "group_id": "G"} for n, row in enumerate(brothers)]
    sought = [{**row, "record_id": f"I{n}", "group_id": "B"} for n, row in enumerate(brothers)]
    children = read_children(pd.DataFrame(found))
    batch = matcher.link(children, read_inquiries(pd.DataFrame(sought))).to_pandas()
    assert (batch["group_weight"] > 0).sum() == 3
    register = matcher.register(children)
    live = [register.rank(row, companions=[r for r in sought if r is not row]) for row in sought]
    pd.testing.assert_frame_equal(pd.concat(live, ignore_index=True), batch)


def test_an_inquiry_that_nothing_answers_has_no_links() -> None:
    register = Matcher.load("default").register(read_children(SAMPLES / "children.csv"))
    assert len(register) == 300
    assert register.rank({"record_id": "I", "full_name": "Xochitl Zempoalteca Quiacain"}).empty
