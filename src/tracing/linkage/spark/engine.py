"""Block, compare, score and rank on Spark: how the data moves; what is done with it stands in ``tasks``.

1. Rows become form tables, partition by partition.
2. Each side gives its keys: rule, key, row. A key that very many children share is cut into pieces by salt, and each
   inquiry that has it asks all the pieces.
3. Keys that meet give pairs. Inquiries are dealt out to bundles; all pairs of an inquiry are in its bundle, each once.
   Inquiries of one group are in one bundle.
4. A bundle gets its inquiries and, once each, the children that its pairs need (where groups meet, with their
   companions), and ranks them as the local engine does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tracing.linkage.encode import Progress
from tracing.linkage.form_table import FORM_SCHEMA
from tracing.linkage.groups import LARGEST
from tracing.linkage.local import Ranked, RuleCost
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.spark.session import spark_session
from tracing.linkage.spark.stages import Stages
from tracing.linkage.spark.tasks import (
    CHILDREN,
    INQUIRIES,
    KEY_SCHEMA,
    RANKED_SCHEMA,
    RECORD_SCHEMA,
    bundle_ranker,
    key_writer,
    write_forms,
)
from tracing.records import Records, Refusal
from tracing.standardise.guarded import faults_of
from tracing.standardise.record import is_standardised

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

__all__ = ["Spread", "rank_frames", "rank_records"]


@dataclass(frozen=True, slots=True)
class Spread:
    """How work is spread; no result depends on it.

    ``heavy``: children that may share a key before it is cut into pieces of that size. ``bundle``: inquiries ranked
    together, about; more of them share the children they need, and take more memory.
    """

    heavy: int = 20_000
    bundle: int = 2_000


SPREAD = Spread()

PART = 5_000
"""Records of a partition, about: some seconds of work, since a task of Python costs most of a second beside it."""

_SQL = {
    pa.int8(): "tinyint", pa.int32(): "int", pa.int64(): "bigint", pa.float64(): "double", pa.bool_(): "boolean",
    pa.string(): "string",
}  # fmt: skip


def _ddl(schema: pa.Schema) -> str:
    """Return an Arrow schema as Spark writes it."""

    def kind(of: pa.DataType) -> str:
        return f"array<{kind(of.value_type)}>" if pa.types.is_list(of) else _SQL[of]

    return ", ".join(f"`{f.name}` {kind(f.type)}" for f in schema)


def _families(records: DataFrame) -> DataFrame:
    """Leave out the groups that are too large for a family: every part of them would look like one."""
    from pyspark.sql import functions as F  # noqa: N812

    grouped = records.where(F.col("group") != 0)
    buses = (
        grouped.groupBy("group")
        .count()
        .where(F.col("count") > LARGEST)
        .select("group", F.lit(True).alias("bus"))
    )
    marked = records.join(F.broadcast(buses), "group", "left")
    group = F.when(F.col("bus"), F.lit(0)).otherwise(F.col("group")).alias("group")
    return marked.select(*(group if name == "group" else name for name in RECORD_SCHEMA.names))


def _hits(matcher: MatcherFile, children: DataFrame, inquiries: DataFrame, heavy: int | None) -> DataFrame:
    """Return the pairs of rows that share a key, with their groups, the rule's bit and what the key says: a pair as
    often as it shares one. A key of more than ``heavy`` children is split; None: there are fewer children than that."""
    from pyspark.sql import functions as F  # noqa: N812

    spark, on = children.sparkSession, ["rule", "key"]
    found = children.mapInArrow(key_writer(matcher, "children"), _ddl(KEY_SCHEMA))
    sought = inquiries.mapInArrow(key_writer(matcher, "inquiries"), _ddl(KEY_SCHEMA))
    # A child has a key once: fewer children than that share none too often, and nothing needs counting.
    if heavy is not None:
        shared = found.groupBy(*on).count().where(F.col("count") > heavy)
        cut = shared.select(*on, F.ceil(F.col("count") / heavy).cast("int").alias("pieces")).toArrow()
        pieces = F.broadcast(spark.createDataFrame(cut, "rule tinyint, key bigint, pieces int"))
        # The salt comes from the row, not from chance: a task that is run again does the same again.
        salt = F.coalesce(F.pmod(F.xxhash64("row"), F.col("pieces")).cast("int"), F.lit(0))
        found = found.join(pieces, on, "left").withColumn("salt", salt).drop("pieces")
        every = F.sequence(F.lit(0), F.coalesce(F.col("pieces") - 1, F.lit(0)))
        sought = sought.join(pieces, on, "left").withColumn("salt", F.explode(every)).drop("pieces")
        on.append("salt")
    found = found.withColumnsRenamed({"row": "child", "group": "together"}).drop("units")
    sought = sought.withColumnsRenamed({"row": "inquiry", "group": "asked"})
    bit = F.expr("shiftleft(1L, cast(rule as int))").alias("bit")
    return found.join(sought, on).select("inquiry", "asked", "child", "together", "units", bit)


@contextmanager
def rank_frames(
    matcher: MatcherFile,
    children: DataFrame,
    inquiries: DataFrame,
    *,
    top: int,
    spread: Spread = SPREAD,
    register: int | None = None,
) -> Iterator[DataFrame]:
    """Yield the ranked pairs (``tasks.RANKED_SCHEMA``, by row numbers) of two frames of ``tasks.RECORD_SCHEMA``; ``register`` as
    in ``local.rank_pairs``.

    Both frames are read several times: ``persist`` them, or read them from files. The result is worked out when it is
    used, which must be within the ``with`` block: after it, what Spark kept of the pairs is let go.
    """
    from pyspark.sql import functions as F  # noqa: N812

    children, inquiries = _families(children), _families(inquiries)
    held, at_once = children.count(), children.sparkSession.sparkContext.defaultParallelism
    bundles = max(at_once, -(-inquiries.count() // spread.bundle))

    def bundle(row: str, group: str) -> Column:
        """Where an inquiry is ranked: with the others of its group."""
        number = F.when(F.col(group) != 0, F.xxhash64(group)).otherwise(F.xxhash64(row))
        return F.pmod(number, F.lit(bundles)).cast("int").alias("bundle")

    # Sorted out to bundles once; what follows is done within them. Kept, since the pairs are needed twice: for what
    # they are, and for the children they need.
    hits = _hits(matcher, children, inquiries, spread.heavy if held > spread.heavy else None)
    hits = hits.select("*", bundle("inquiry", "asked")).repartition("bundle")
    pairs = hits.groupBy("bundle", "inquiry", "asked", "child", "together").agg(
        F.bit_or("bit").alias("rules"), F.max("units").alias("strength")
    )
    pairs = pairs.persist()
    try:
        needed = pairs.select("bundle", F.col("child").alias("row"))
        if matcher.group is not None:
            needed = needed.union(_companions(pairs, children))
        left = needed.distinct().join(children, "row").withColumn("side", F.lit(CHILDREN))
        right = inquiries.select("*", bundle("row", "group"), F.lit(INQUIRIES).alias("side"))
        records = left.unionByName(right).groupBy("bundle")
        # Under another name: Spark would not tell the bundle of the pairs from that of the records made of them.
        slim = pairs.select(F.col("bundle").alias("of"), "inquiry", "child", "rules", "strength")
        both = records.cogroup(slim.groupBy("of"))
        yield both.applyInArrow(
            bundle_ranker(matcher, top, held if register is None else register), _ddl(RANKED_SCHEMA)
        )
    finally:
        pairs.unpersist()


def _companions(pairs: DataFrame, children: DataFrame) -> DataFrame:
    """Return the rows of all children of the groups that a bundle's groups may have to do with."""
    from pyspark.sql import functions as F  # noqa: N812

    met = pairs.where((F.col("asked") != 0) & (F.col("together") != 0))
    met = met.select("bundle", F.col("together").alias("group")).distinct()
    members = children.where(F.col("group") != 0).select("row", "group")
    return met.join(members, "group").select("bundle", "row")


def rank_records(
    matcher: MatcherFile,
    children: Records,
    inquiries: Records,
    top: int,
    progress: Progress | None = None,
    spread: Spread = SPREAD,
    register: int | None = None,
) -> tuple[Ranked, tuple[Refusal, ...]]:
    """Rank on Spark what ``local.rank_pairs`` ranks in this process, to the last bit; with it come the rows that the
    program failed at.

    Raises InputError where Spark can't run.
    """
    stages = Stages(progress)
    stages.begin("start spark")
    with spark_session() as spark, stages.watching(spark.sparkContext.statusTracker()):
        stages.begin("standardise")
        found, sought = (_forms(spark, records).persist() for records in (children, inquiries))
        try:
            faults = [_faults(*side) for side in ((children, found), (inquiries, sought))]
            stages.begin("compare")
            with rank_frames(matcher, found, sought, top=top, spread=spread, register=register) as pairs:
                ranked = _collected(matcher, pairs.toArrow())
        finally:
            found.unpersist()
            sought.unpersist()
    stages.end()
    ranked.seconds = stages.seconds
    return ranked, (*faults[0], *faults[1])


def _faults(records: Records, forms: DataFrame) -> list[Refusal]:
    """Work out the form tables, all of them, and return what ``guarded.faults_of`` says of them."""
    from pyspark.sql import functions as F  # noqa: N812

    said = forms.where(F.col("fault").isNotNull()).select("row", "fault").sort("row").toArrow()
    return faults_of(records, said.column("row").to_pylist(), said.column("fault").to_pylist())


def _forms(spark: SparkSession, records: Records) -> DataFrame:
    """Return the form tables of records, with their rows numbered in the records' order."""
    done = records.forms if is_standardised(records) else None
    row = pa.array(np.arange(len(records), dtype=np.int64))
    names = ["record_id"] if done is not None else [str(name) for name in records.frame.columns]
    texts = [pa.array(records.frame[name].tolist(), type=pa.string()) for name in names]
    table = pa.Table.from_arrays([row, *texts], names=["row", *names])
    if done is None:
        rows = spark.createDataFrame(table, _ddl(table.schema))
        return rows.repartition(_parts(spark, len(records))).mapInArrow(write_forms, _ddl(RECORD_SCHEMA))
    for place, name in enumerate(FORM_SCHEMA.names):
        table = table.append_column(FORM_SCHEMA.field(place), done.column(name))
    return spark.createDataFrame(table, _ddl(RECORD_SCHEMA)).repartition(_parts(spark, len(records)))


def _parts(spark: SparkSession, size: int) -> int:
    at_once: int = spark.sparkContext.defaultParallelism
    return max(at_once, size // PART)


def _collected(matcher: MatcherFile, table: pa.Table) -> Ranked:
    """Bring ranked pairs into the order of the inquiries, and add up what the bundles counted."""
    # Nobody sought makes no bundle.
    nothing = [0] * (2 + 2 * len(matcher.blocking))
    counted = [nothing, *table.column("costs").drop_null().to_pylist()]
    compared, finished, *brought = (sum(column) for column in zip(*counted, strict=True))
    rules = [RuleCost(rule.name, *brought[2 * n : 2 * n + 2]) for n, rule in enumerate(matcher.blocking)]
    pairs = table.filter(pc.is_valid(table.column("inquiry")))
    width = len(matcher.comparisons) + 1
    pairs = pairs.sort_by([("inquiry", "ascending"), ("rank", "ascending")]).combine_chunks()

    def rows(name: str, kind: type[np.generic]) -> NDArray[Any]:
        values = pc.list_flatten(pairs.column(name)).to_numpy().astype(kind)
        return np.ascontiguousarray(values.reshape(-1, width).T)

    return Ranked(
        pairs.column("child").to_numpy(),
        pairs.column("inquiry").to_numpy(),
        pairs.column("rank").to_numpy(),
        pairs.column("total").to_numpy(),
        rows("levels", np.uint8),
        rows("weights", np.int32),
        compared, rules, {}, finished,
        None if matcher.group is None else pairs.column("group_term").to_numpy(),
    )  # fmt: skip
