"""How rare a name is where: department before country before census, and what sounds or short forms make of it."""

from __future__ import annotations

import pytest

from tracing.linkage.fixed import to_units
from tracing.linkage.frequencies import Kind, load_frequencies
from tracing.linkage.words import Spelling, Word, WordMaker
from tracing.standardise import phonetics

FREQUENCIES = load_frequencies(13.0)
MAKER = WordMaker(FREQUENCIES)


def rarity(kind: Kind, name: str, country: str | None = None, department: str | None = None) -> float:
    """Return the rarity of a name in bits."""
    return FREQUENCIES.units(kind, [name])[FREQUENCIES.region(country, department)] / 256


def word(kind: Kind, text: str) -> Word:
    return MAKER.word(Spelling(kind, text, (text,), text, False))


SAME = [
    ("PINEDA", ("HN", None), (None, None), "not among Honduras' ten published: the census has it"),
    ("HERNANDEZ", ("GT", None), (None, None), "not among Guatemala's three published: the census has it"),
    ("HERNANDEZ", ("SV", None), (None, None), "El Salvador has published nothing: the census has it"),
    ("LOPEZ", ("GT", "GT-16"), ("GT", None), "Alta Verapaz has figures of what clusters there: the rest is the country's"),
    ("CAAL", ("GT", "GT-05"), ("GT", None), "Escuintla has no figures of its own: the country's"),
    ("HERNANDEZ", ("XX", None), (None, None), "a country without figures is anywhere"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "here", "there", "because"), SAME)
def test_what_a_place_has_not_is_taken_from_the_next_larger(
    name: str, here: tuple[str | None, str | None], there: tuple[str | None, str | None], because: str
) -> None:
    assert rarity("surname", name, *here) == rarity("surname", name, *there), because


RARER = [
    ("HERNANDEZ", ("HN", None), ("GT", None), "4 % of Hondurans bear it, in either place; the census has more"),
    ("LOPEZ", (None, None), ("GT", None), "nearly one in ten Guatemalans bears it"),
    ("CAAL", ("SV", None), ("GT", "GT-16"), "a Q'eqchi' surname is rare in San Salvador and common in Cobán"),
    ("CAAL", ("GT", None), ("GT", "GT-17"), "it clusters in Petén too, half as much as in Alta Verapaz"),
    ("CAAL", ("GT", "GT-17"), ("GT", "GT-16"), "it clusters in Petén too, half as much as in Alta Verapaz"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "rare", "common", "because"), RARER)
def test_the_same_surname_says_more_where_it_is_rarer(
    name: str, rare: tuple[str | None, str | None], common: tuple[str | None, str | None], because: str
) -> None:
    assert rarity("surname", name, *rare) > rarity("surname", name, *common), because


def test_a_published_figure_counts_half_for_each_place_of_a_surname() -> None:
    # 400,000 of 10,000,000 Hondurans are a Hernández by father or mother: 2 % by each, 5.6 bits.
    assert rarity("surname", "HERNANDEZ", "HN") == pytest.approx(5.644, abs=0.004)


def test_a_name_nobody_counts_is_as_rare_as_the_cap_allows() -> None:
    assert set(FREQUENCIES.units("surname", ["XQZTL"])) == {to_units(13.0)}
    assert set(FREQUENCIES.units("given", [])) == {to_units(13.0)}
    assert max(FREQUENCIES.units("surname", ["TZOC"])) <= to_units(13.0)


@pytest.mark.parametrize(
    ("short", "full"), [("CHEPE", "JOSE"), ("PANCHO", "FRANCISCO"), ("LUPE", "GUADALUPE"), ("LUPITA", "GUADALUPE")]
)  # fmt: skip
def test_a_short_form_is_no_rarer_than_the_name_it_stands_for(short: str, full: str) -> None:
    # Chepe may be any José, and any other whom it stands for: together they are at least as many.
    nick, whole = word("given", short).rarity_nick, FREQUENCIES.units("given", [full])
    assert all(a <= b for a, b in zip(nick, whole, strict=True))


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("surname", ["HERNANDEZ", "ERNANDES", "HERNANDES"]),
        ("surname", ["MEJIA", "MEXIA", "MEGIA"]),
        ("given", ["JONATHAN", "YONATAN", "JONATAN"]),
        ("given", ["YESENIA", "JESSENIA", "YESSENIA"]),
    ],
)
def test_a_sound_is_no_rarer_than_the_commonest_name_that_has_it(kind: Kind, names: list[str]) -> None:
    # Agreement in sound alone may be any of the names that sound so: they are counted together.
    keys = [phonetics.keys(name, kind).k1 for name in names]
    assert frozenset.intersection(*map(frozenset, keys)), "these sound alike"
    for name in names:
        alike = word(kind, name).rarity_alike
        for member in names:
            assert all(a <= b for a, b in zip(alike, FREQUENCIES.units(kind, [member]), strict=True)), member
