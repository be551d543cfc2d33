"""The report of a comparison as a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tracing.records import InputError, OutputError, open_atomic

__all__ = ["read_report", "write_report"]

_LONGEST = 20_000_000


def read_report(path: Path) -> Any:
    """Return what a report says. InputError where it can't be read; whether it is one is for the gate to say."""
    try:
        data = path.read_bytes()
        if len(data) > _LONGEST:
            raise InputError(f"{path}: too long for a report")
        return json.loads(data)
    except OSError as error:
        raise InputError(f"{path}: can't read the report: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: this is no JSON: {error}") from error


def write_report(report: Mapping[str, Any], path: Path) -> None:
    """Write a report, whole or not at all."""
    try:
        with open_atomic(path) as file:
            json.dump(report, file, ensure_ascii=False, indent=1)
            file.write("\n")
    except OSError as error:
        raise OutputError(f"{path}: the report could not be written ({error.strerror or error}).") from error
