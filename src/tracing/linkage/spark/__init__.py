"""The Spark engine: the same matcher and the same functions, on the records of a cluster (``docs/scale.md``).

The door of this package: ``rank_records`` ranks what the local engine ranks, ``rank_frames`` takes and gives Spark frames,
``check_spark`` tells before any work whether Spark can run here. Importing it needs no PySpark.
"""

from tracing.linkage.spark.engine import Spread, rank_frames, rank_records
from tracing.linkage.spark.session import check_spark, spark_session

__all__ = ["Spread", "check_spark", "rank_frames", "rank_records", "spark_session"]
