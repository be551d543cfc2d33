"""What Spark's Python processes do with each batch: write form tables, write keys, rank a bundle of inquiries.

Arrow in, Arrow out, and nothing of PySpark: each function calls what the local engine calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tracing.linkage.best import Best, BestFinder
from tracing.linkage.blocking import Candidates, keys_by_rule
from tracing.linkage.encode import Blocked, encode_table
from tracing.linkage.features import FormMaker
from tracing.linkage.form_pipe import standardise_rows
from tracing.linkage.form_table import FORM_SCHEMA
from tracing.linkage.frequencies import load_frequencies
from tracing.linkage.groups import Companions, GroupSide
from tracing.linkage.key_columns import key_columns
from tracing.linkage.local import Costs, inquiry_chunks
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.rank import order_of
from tracing.linkage.score import Scorer
from tracing.linkage.screen import Screen
from tracing.linkage.words import WordMaker

__all__ = [
    "CHILDREN",
    "INQUIRIES",
    "KEY_SCHEMA",
    "RANKED_SCHEMA",
    "RECORD_SCHEMA",
    "Batches",
    "bundle_ranker",
    "key_writer",
    "write_forms",
]

Batches = Iterator[pa.RecordBatch]

CHILDREN, INQUIRIES = 0, 1
"""The sides of a bundle."""

_WHO = [pa.field("row", pa.int64()), pa.field("record_id", pa.string())]

RECORD_SCHEMA = pa.schema([*_WHO, *FORM_SCHEMA])
"""A form table with the place of each record on its side and its reference, which decides between equal weights."""

KEY_SCHEMA = pa.schema(
    [
        ("rule", pa.int8()),
        ("key", pa.int64()),
        ("units", pa.int32()),
        ("row", pa.int64()),
        ("group", pa.int64()),
    ]
)
"""One key of one rule and what sharing it says, with its record's row and group; ``key`` holds the hash's 64 bits."""

RANKED_SCHEMA = pa.schema(
    [
        ("inquiry", pa.int64()),
        ("child", pa.int64()),
        ("rank", pa.int32()),
        ("total", pa.int32()),
        ("levels", pa.list_(pa.int8())),
        ("weights", pa.list_(pa.int32())),
        ("group_term", pa.int32()),
        ("costs", pa.list_(pa.int64())),
    ]
)
"""Ranked pairs, weights in units. One row of each bundle has ``costs`` instead: pairs compared, pairs finished, then for
each rule the pairs it brought and those that only it brought."""


@lru_cache(maxsize=1)
def _form_maker() -> FormMaker:
    return FormMaker(load_frequencies())


@lru_cache(maxsize=2)
def _word_maker(cap: float) -> WordMaker:
    return WordMaker(load_frequencies(cap))


def write_forms(batches: Batches) -> Batches:
    """Turn rows of the file contract, numbered by ``row``, into rows of ``RECORD_SCHEMA``."""
    for batch in batches:
        rows = pa.Table.from_batches([batch])
        forms = standardise_rows(rows.drop_columns(["row"]), _form_maker())
        who = [rows.column(field.name).cast(field.type) for field in _WHO]
        yield from pa.Table.from_arrays([*who, *forms.columns], schema=RECORD_SCHEMA).to_batches()


def key_writer(matcher: MatcherFile, side: str) -> Callable[[Batches], Batches]:
    """Return what turns rows of ``RECORD_SCHEMA`` into their keys; ``side`` as ``key_columns`` has it."""
    wanted = [part for rule in matcher.blocking for part in rule.parts]

    def write(batches: Batches) -> Batches:
        for batch in batches:
            records = pa.Table.from_batches([batch])
            columns = encode_table(matcher, records, _word_maker(matcher.frequencies["cap"]))
            parts = key_columns(columns, wanted, side)
            rows, groups = (records.column(name).to_numpy() for name in ("row", "group"))
            for number, own in enumerate(keys_by_rule(parts, matcher.blocking)):
                count = np.diff(own.start)
                rules = np.full(len(own.keys), number, dtype=np.int8)
                owners = (np.repeat(values, count) for values in (rows, groups))
                arrays = [pa.array(values) for values in (rules, own.keys.view(np.int64), own.units, *owners)]
                yield pa.RecordBatch.from_arrays(arrays, schema=KEY_SCHEMA)

    return write


def bundle_ranker(matcher: MatcherFile, top: int, register: int) -> Callable[[pa.Table, pa.Table], pa.Table]:
    """Return what ranks one bundle of inquiries; ``register`` children are held in all.

    It takes the records of the bundle, both sides, with ``side``, and its distinct pairs (``inquiry``, ``child``,
    ``rules``, ``strength``), among them all pairs of each of its inquiries; it gives ``RANKED_SCHEMA``. Inquiries of one group are
    in one bundle, and where a pair is of two groups, all children of that group.
    """

    def rank(records: pa.Table, pairs: pa.Table) -> pa.Table:
        children, child_rows, child_order = _side(records, CHILDREN)
        inquiries, inquiry_rows, inquiry_order = _side(records, INQUIRIES)
        words = _word_maker(matcher.frequencies["cap"])
        blocked = Blocked(encode_table(matcher, children, words), encode_table(matcher, inquiries, words))
        scorer = Scorer(matcher)
        screen, finder = Screen(scorer, blocked, register), BestFinder(scorer, blocked, child_order, top)
        asked = GroupSide.of(blocked.inquiries.group, inquiry_order)
        companions = Companions(finder, GroupSide.of(blocked.children.group, child_order), asked)
        sequence, chunks = inquiry_chunks(asked)
        place = np.argsort(sequence)
        left = np.searchsorted(child_rows, pairs.column("child").to_numpy())
        right = np.searchsorted(inquiry_rows, pairs.column("inquiry").to_numpy())
        order = np.lexsort((left, place[right]))
        left, right = left[order], right[order]
        rules, strength = (pairs.column(name).to_numpy()[order] for name in ("rules", "strength"))
        costs, finished, tables = Costs([rule.name for rule in matcher.blocking]), 0, []
        for chunk in chunks:
            some = slice(*np.searchsorted(place[right], chunk))
            found = Candidates(left[some], right[some], rules[some].view(np.uint64), strength[some])
            found, known = companions.join(*screen.split(found))
            best = finder.best(found.left, found.right, known)
            costs.add(found)
            finished += best.finished
            tables.append(_ranked(best, child_rows, inquiry_rows))
        brought = [count for rule in costs.rules for count in (rule.pairs, rule.only)]
        tables.append(_counted([costs.compared, finished, *brought]))
        return pa.concat_tables(tables)

    return rank


def _side(records: pa.Table, side: int) -> tuple[pa.Table, NDArray[np.int64], NDArray[np.int64]]:
    """Return the records of one side in the order of their rows, these, and the places of their references."""
    mine = records.filter(pc.equal(records.column("side"), side)).sort_by("row").combine_chunks()
    ids = np.array(mine.column("record_id").to_pylist(), dtype=object)
    return mine, mine.column("row").to_numpy(), order_of(ids)


def _ranked(best: Best, child_rows: NDArray[np.int64], inquiry_rows: NDArray[np.int64]) -> pa.Table:
    size, width = len(best.left), best.scores.levels.shape[0]
    start = pa.array(np.arange(size + 1, dtype=np.int32) * width)

    def lists(values: NDArray[np.uint8] | NDArray[np.int32], kind: pa.DataType) -> pa.Array:
        return pa.ListArray.from_arrays(start, pa.array(np.ascontiguousarray(values.T).ravel()).cast(kind))

    arrays = [
        pa.array(inquiry_rows[best.right]),
        pa.array(child_rows[best.left]),
        pa.array(best.rank),
        pa.array(best.scores.total),
        lists(best.scores.levels, pa.int8()),
        lists(best.scores.weights, pa.int32()),
        pa.array(best.known),
        pa.nulls(size, RANKED_SCHEMA.field("costs").type),
    ]
    return pa.Table.from_arrays(arrays, schema=RANKED_SCHEMA)


def _counted(costs: list[int]) -> pa.Table:
    arrays = [pa.nulls(1, field.type) for field in RANKED_SCHEMA]
    arrays[-1] = pa.array([costs], type=RANKED_SCHEMA.field("costs").type)
    return pa.Table.from_arrays(arrays, schema=RANKED_SCHEMA)
