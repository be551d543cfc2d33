"""Every text of every page is there in Spanish, and no template says anything past the catalogues."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from importlib import resources
from io import BytesIO

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from tracing.web.rendering import template_names
from tracing.web.texts import catalogue, texts_in

PACKAGE = resources.files("tracing.web")
TEMPLATES = sorted(template_names())
PLACE = re.compile(r"%\((\w+)\)s")


def source(name: str) -> str:
    return (PACKAGE / "templates" / name).read_text(encoding="utf-8")


def said_in_templates() -> set[str]:
    found = set()
    for name in TEMPLATES:
        options = {"extensions": "jinja2.ext.i18n", "trim_blocks": "true", "lstrip_blocks": "true"}
        keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}
        for _, message, _, _ in extract(
            "jinja2.ext:babel_extract", BytesIO(source(name).encode()), keywords, options=options
        ):
            found.add(message if isinstance(message, str) else message[0])
    return found


def said_in_code() -> set[str]:
    found = set()
    for file in _python(PACKAGE):
        keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}
        for _, message, _, _ in extract("python", BytesIO(file), keywords):
            found.add(message if isinstance(message, str) else message[0])
    return found


def _python(folder: object) -> list[bytes]:
    files = []
    for one in folder.iterdir():  # type: ignore[attr-defined]
        if one.is_dir():
            files += _python(one)
        elif one.name.endswith(".py"):
            files.append(one.read_bytes())
    return files


def test_every_text_is_there_in_spanish() -> None:
    assert (said_in_templates() | said_in_code()) - set(catalogue()) == set()


@pytest.mark.parametrize("name", sorted(one.name for one in (PACKAGE / "locale" / "es").iterdir()))
def test_a_catalogue_fills_in_what_its_english_does(name: str) -> None:
    file = (PACKAGE / "locale" / "es" / name).read_bytes()
    for message in read_po(BytesIO(file), locale="es"):
        if not message.id:
            continue
        english = (message.id,) if isinstance(message.id, str) else message.id
        spanish = (message.string,) if isinstance(message.string, str) else message.string
        assert all(spanish), message.id
        places = {place for text in english for place in PLACE.findall(text)}
        assert {place for text in spanish for place in PLACE.findall(text)} <= places, message.id


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_says_nothing_by_itself(name: str) -> None:
    """Outside of ``_(...)`` there are marks, numbers and spaces only; the project's name is the same everywhere."""
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(source(name))
    text = "".join(data.data for data in tree.find_all(nodes.TemplateData))
    # What stands in attributes that people read counts as text.
    read = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"<>{}]+)"', text)
    shown = re.sub(r"<(script|style|kbd|meta)\b.*?(</\1>|>)", " ", text, flags=re.DOTALL)
    shown = re.sub(r"<!--.*?-->|<[^<>]*>|&\w+;", " ", shown, flags=re.DOTALL)
    words = re.findall(r"[^\W\d_]{2,}", shown + " ".join(read))
    assert set(words) - {"tracing"} == set(), words


def test_numbers_and_days_are_written_as_readers_write_them() -> None:
    spanish, english = texts_in("es"), texts_in("en")
    assert (spanish.day(date(2011, 3, 4)), english.day(date(2011, 3, 4))) == ("4 mar 2011", "4 Mar 2011")
    assert spanish.moment(datetime(2026, 3, 4, 17, 5, tzinfo=UTC)) == "4 mar 2026, 17:05 UTC"
    there = datetime(2026, 4, 20, 19, 30, tzinfo=timezone(timedelta(hours=-6)))
    assert english.moment(there) == "21 Apr 2026, 01:30 UTC"
    assert (spanish.number(12345.678, 1), english.number(12345.678, 1)) == ("12,345.7", "12,345.7")


def test_what_is_nearly_certain_isn_t_rounded_to_certain() -> None:
    texts = texts_in("en")
    assert (texts.percent(0.9999), texts.percent(1.0), texts.percent(0.0), texts.percent(0.0001)) == (
        "> 99 %", "100 %", "0 %", "< 1 %",
    )  # fmt: skip


def test_many_things_are_counted_in_the_plural() -> None:
    assert "1" in texts_in("es").ngettext("%(num)s day", "%(num)s days", 1)
