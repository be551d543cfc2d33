"""A Spark session to link in: the one that is there, or one of our own on this machine."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tracing.records import InputError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["check_spark", "spark_session"]

_LOGGING = Path(__file__).with_name("log4j2.properties")

_OWN = {
    "spark.app.name": "tracing",
    # Records of children pass between the processes of this machine: nothing listens to others, and what is laid
    # on disk meanwhile is encrypted with a key that only this run knows.
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.io.encryption.enabled": "true",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={_LOGGING.as_uri()}",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "5000",
}

_MEMORY_SHARE = 4
"""A part of so many of the machine's memory is Spark's own heap; the Python processes beside it need the rest."""


def check_spark() -> None:
    """Raise InputError, with what to install, where PySpark or Java is missing."""
    if sys.modules.get("pyspark", ...) is None or find_spec("pyspark") is None:
        raise InputError(
            "engine spark: PySpark is not installed; install it with: python -m pip install 'tracing[spark]'"
        )
    home = os.environ.get("JAVA_HOME")
    # Under spark-submit Java runs already and has started us.
    if "PYSPARK_GATEWAY_PORT" in os.environ:
        return
    if home and not (Path(home) / "bin" / "java").exists():
        raise InputError(
            f"engine spark: JAVA_HOME is {home}, but there is no bin/java; mend or unset JAVA_HOME"
        )
    if not home and shutil.which("java") is None:
        raise InputError(
            "engine spark: Java is not installed; install Java 17 or newer (Debian, Ubuntu: "
            "apt-get install openjdk-17-jre-headless) or set JAVA_HOME"
        )


def _heap() -> str:
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # not on every system
        return "1g"
    return f"{max(1024, memory // _MEMORY_SHARE // 2**20)}m"


@contextmanager
def spark_session() -> Iterator[SparkSession]:
    """Yield the active session, or the one that ``spark-submit`` provides, or a local one on all cores.

    Only one that was made here is stopped again. Raises InputError where there can be none.
    """
    check_spark()
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    active = SparkSession.getActiveSession()
    if active is not None:
        yield active
        return
    # Spark's Python processes must be this interpreter, which has tracing.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    builder = SparkSession.builder
    if "PYSPARK_GATEWAY_PORT" not in os.environ:
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        cores = os.cpu_count() or 1
        builder = builder.master(f"local[{cores}]").config("spark.driver.memory", _heap())
        builder = builder.config("spark.sql.shuffle.partitions", str(2 * cores))
        for name, value in _OWN.items():
            builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except PySparkException as error:
        raise InputError(f"engine spark: Spark did not start: {error}") from error
    try:
        yield session
    finally:
        session.stop()
