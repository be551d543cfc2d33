"""One inquiry against children held in memory is ranked as in a batch: live = batch."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tracing import Matcher, read_children, read_inquiries

SAMPLES = Path(__file__).parents[2] / "data" / "samples"


def test_each_inquiry_alone_gets_the_links_of_the_batch() -> None:
    matcher = Matcher.load("default")
    children, inquiries = read_children(SAMPLES / "children.csv"), read_inquiries(SAMPLES / "inquiries.csv")
    batch = matcher.link(children, inquiries).to_pandas()
    register = matcher.register(children)
    rows = inquiries.frame.head(40).to_dict("records")
    live = pd.concat([register.rank(row) for row in rows], ignore_index=True)
    asked = batch[batch["inquiry_id"].isin(inquiries.frame["record_id"].head(40))].reset_index(drop=True)
    assert len(asked) > 20
    pd.testing.assert_frame_equal(live, asked)


def test_an_inquiry_that_nothing_answers_has_no_links() -> None:
    register = Matcher.load("default").register(read_children(SAMPLES / "children.csv"))
    assert len(register) == 300
    assert register.rank({"record_id": "I", "full_name": "Xochitl Zempoalteca Quiacain"}).empty
