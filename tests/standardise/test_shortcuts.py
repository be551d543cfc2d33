"""What most texts are spared: every shortcut gives what the rules give that it skips."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracing.standardise import placeholders, text
from tracing.standardise.dates import DateError, reading
from tracing.standardise.names import beside, chunks
from tracing.standardise.places.wording import cut

_NAMES = """Ana María José Ma. M J. j Peña Pe na MU OZ Iñíguez Güell López LOPEZ de DE del la los y e Y O o' Sta. Sn San
    Cruz De DELACRUZ León Deras Delgado Reyes Jr. jr II h. (p) Sr. SR Don Lic. Menor Occiso Alias alias Apodado Tcc AKA
    conocido como Le le dicen Also known as viuda vda. Hú Pé IIÍ ª º A a X XX xxx Zz ZZZ NN N/A n/a S/N Na Niña NIÑO FNU
    unknown Unk Desconocido DESCONOCIDA sin nombre no sabe baby boy RN hijo de MU?OZ Mu~noz Mun\u0303oz MUÃ‘OZ Ö Ç ﬁ ß
    ０ 0 00 1111 - – . , &ntilde; & ; Ñandú É""".split()  # noqa: SIM905
_NAMES += [
    "2012-07-03",
    "00/00/0000",
    "+50499990000",
    "N/Ana",
    "Sin-Pérez",
    "x-1",
    "\u200b",
    "\x1c",
    "\x85",
    "\xa0",
    "\t",
]
_texts = st.lists(st.sampled_from(_NAMES) | st.text(max_size=6), max_size=6).flatmap(
    lambda words: st.sampled_from([" ", "  ", ""]).map(lambda between: between.join(words))
)
_words = st.lists(st.sampled_from(_NAMES) | st.text(min_size=1, max_size=6), max_size=6).map(
    lambda words: tuple(part for word in words for part in word.split())
)
_EVERYTHING, _NOTHING = re.compile(""), re.compile("(?!)")


def _no(word: str) -> bool:
    return False


@given(_texts)
def test_repair(raw: str) -> None:
    with pytest.MonkeyPatch.context() as without:
        quick = text.repair(raw)
        without.setattr(text, "_SUSPECT", _EVERYTHING)
        assert quick == text.repair(raw)


@given(_texts, st.booleans())
def test_fold(raw: str, keep_tilde: bool) -> None:
    with pytest.MonkeyPatch.context() as without:
        quick = text.fold.__wrapped__(raw, keep_tilde)
        for table in ("_MARKED", "_UNMARKED", "_TILDES"):
            without.setattr(text, table, {})
        assert quick == text.fold.__wrapped__(raw, keep_tilde)


@given(_texts)
@example("DESCON\x1cOCIDO")
@example("no\u00a0sabe")
def test_placeholders(raw: str) -> None:
    with pytest.MonkeyPatch.context() as without:
        whole, rest = placeholders.is_placeholder(raw), placeholders.strip_placeholders(raw)
        without.setattr(placeholders, "_speaks", _no)
        assert whole == placeholders._is_placeholder.__wrapped__(raw)
        assert rest == placeholders._stripped.__wrapped__(raw)


@given(_texts, st.booleans())
def test_what_stands_beside_a_name(raw: str, field: bool) -> None:
    with pytest.MonkeyPatch.context() as without:
        quick = beside.part_off(raw, field=field)
        without.setattr(beside, "_only_a_name", _no)
        assert quick == beside.part_off(raw, field=field)


@given(_words, st.booleans(), st.sampled_from([None, "given", "surname"]))
def test_chunks(words: tuple[str, ...], fold_open: bool, kind: str | None) -> None:
    with pytest.MonkeyPatch.context() as without:
        quick = chunks.chunked.__wrapped__(words, fold_open, kind)
        without.setattr(chunks, "_stands_alone", _no)
        assert quick == chunks.chunked.__wrapped__(words, fold_open, kind)


@given(st.text("0123456789/-", max_size=10) | st.dates().map(lambda day: day.strftime("%d/%m/%Y")))
@example("2012-07-03")
@example("-2012")
@example("20120703")
def test_dates(raw: str) -> None:
    def read() -> reading.Read | str:
        try:
            return reading.read.__wrapped__(raw, "dmy", False, date(2026, 6, 1))
        except DateError as error:
            return str(error)

    with pytest.MonkeyPatch.context() as without:
        quick = read()
        without.setattr(reading, "_FIGURES", _NOTHING)
        assert quick == read()


def test_a_part_of_a_column_is_not_the_part_of_a_text() -> None:
    assert [part.column for part in (*cut("Danlí"), *cut("Danlí", 2), *cut("Danlí"))] == [None, 2, None]
