"""The headers of tables that analysts read, in Spanish and English: one place, so that a figure is called the same everywhere."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

__all__ = ["headed"]

_SPANISH: Mapping[str, str] = {
    # Who and what.
    "side": "lado",
    "agency": "institución",
    "records": "registros",
    "column": "columna",
    "reason": "motivo",
    "mend": "cómo corregir",
    "rows": "filas",
    "kind": "tipo",
    "title": "comparación",
    "text": "nivel",
    "sentence": "qué se vio",
    "label": "comparación y nivel",
    "place": "lugar",
    "key in the file": "clave en el archivo",
    "value": "valor",
    # What was written.
    "cells that say not known": "celdas que dicen «no se sabe»",
    "words": "palabras",
    "letters at most": "letras, máximo",
    "second surname": "segundo apellido",
    "in one cell": "en una celda",
    "in capitals": "en mayúsculas",
    "ages stated": "edades declaradas",
    "10, 12 or 15": "10, 12 o 15",
    "17 years": "17 años",
    "most often": "la más frecuente",
    "dates": "fechas",
    "1 January": "1 de enero",
    "share": "proporción",
    "written": "escrito",
    "birth written": "nacimiento escrito",
    "name": "nombre",
    "other readings": "otras lecturas",
    "birth": "nacimiento",
    "origin": "origen",
    # Pairs and figures.
    "rule": "regla",
    "keys": "claves",
    "at least, bits": "al menos, bits",
    "pairs": "pares",
    "only it": "solo ella",
    "true, only it": "verdaderos, solo ella",
    "recall": "exhaustividad",
    "compared": "comparados",
    "of all": "de todos",
    "weight": "peso",
    "sum": "suma",
    "as shipped": "como vino",
    "trained": "entrenado",
    "decision": "decisión",
    "matcher": "comparador",
    "best F1": "mejor F1",
    "F1 of strong": "F1 de la banda fuerte",
    "calibration error": "error de calibración",
    "strong from, bits": "fuerte desde, bits",
    "threshold": "umbral",
    "false expected": "falsos esperados",
    "false expected of 100": "falsos esperados de 100",
    "false": "falsos",
    "false of 100": "falsos de 100",
    "found": "hallados",
    "by": "según",
    "subgroup": "subgrupo",
    "way": "manera",
    "pairs compared": "pares comparados",
    "blocking finds": "halla el bloqueo",
    # Two matchers.
    "figure": "medida",
    "in use": "en uso",
    "candidate": "candidata",
    "change": "cambio",
    "low": "desde",
    "high": "hasta",
    "gets worse": "empeora",
    "what moved": "qué se movió",
    "band": "banda",
    "new band": "banda nueva",
    "new bits": "bits nuevos",
    "most by": "sobre todo por",
}
"""English → Spanish. What isn't here reads the same in both: ids, m and u, bits, recall@1."""


def _both(name: object) -> object:
    spanish = _SPANISH.get(name) if isinstance(name, str) else None
    return name if spanish is None else f"{spanish} / {name}"


def headed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table to be shown, with headers in both languages (``pares / pairs``); its numbers are the same."""
    shown = frame.rename(columns=_both)
    shown.index = frame.index.set_names([_both(name) for name in frame.index.names])
    return shown
