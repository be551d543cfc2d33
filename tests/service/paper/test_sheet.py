"""Sheets of paper: what is set can be read, on every page stands what it must, and no letter of a name is lost."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from tracing.service.paper import Head, Sheet
from tracing.service.paper.fonts import settable

MADE = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)


def read(sheet: Sheet) -> list[str]:
    """Return what each page says."""
    return [page.extract_text() for page in PdfReader(BytesIO(sheet.pdf())).pages]


def sheet(**given: object) -> Sheet:
    head = {"title": "Registro", "code": "T1", "made_at": MADE, "note": "vocabulario 2"}
    return Sheet(Head(**{**head, **given}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name",
    [
        "María de los Ángeles Güell Ñúñez",
        "K’iche’ Q’eqchi’ Tz’utujil",  # with the apostrophe that keyboards have
        "Kʼicheʼ Qʼeqchiʼ",  # with the letter that orthographies ask for
        "Tsꞌutujil Lachꞌab",  # with the saltillo
        "Ngäbe, Bribri, Cabécar: Kàl Tsä̀wa",
        "Ëjtsuk Tsɨmɨ Jyëktëp",  # Mixe
        "Żółć Šarić Đỗ Thị Hồng",
    ],
)
def test_names_of_the_region_are_set_letter_by_letter(name: str) -> None:
    assert settable(name) == __import__("unicodedata").normalize("NFC", name)
    made = sheet()
    made.facts([("Nombre", name)])
    (page,) = read(made)
    assert settable(name).replace(" ", "") in page.replace(" ", "").replace("\n", "")


def test_what_the_typeface_lacks_is_seen_to_be_lacking() -> None:
    assert settable("Lin 林 Mei") == "Lin \ufffd Mei"
    made = sheet()
    made.text("Lin 林 Mei")
    assert "\ufffd" in read(made)[0]


@pytest.mark.parametrize(
    ("language", "foot"),
    [("es", "Página {} de {} · Page {} of {}"), ("en", "Page {} of {} · Página {} de {}")],
)
def test_every_page_says_what_it_is_and_which_of_how_many_in_both_languages(language: str, foot: str) -> None:
    made = sheet(language=language)
    made.table(["Campo", "Valor"], [[f"campo {n}", "valor"] for n in range(120)])
    pages = read(made)
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert "T1 · vocabulario 2" in page
        assert foot.format(number, len(pages), number, len(pages)) in page
        assert "Registro" in page
        assert "Campo" in page  # the table's header stands on each page
    assert "campo 119" in pages[-1]


@pytest.mark.parametrize(("paper", "size"), [("A4", (595, 842)), ("letter", (612, 792))])
def test_pages_have_the_size_of_the_paper(paper: str, size: tuple[int, int]) -> None:
    box = PdfReader(BytesIO(sheet(paper=paper).pdf())).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_a_blank_form_has_all_that_is_written_on() -> None:
    made = sheet()
    made.heading("Datos", 2)
    made.line("Nombres", lines=2, hint="como los dice")
    made.cells("Nacimiento", [("día", 2), ("mes", 2), ("año", 4)])
    made.boxes("Sexo", [("F", "Femenino"), ("M", "Masculino"), ("", "No se sabe")], columns=3)
    made.signatures(["Quien entrega", "Quien recibe", "Testigo"])
    (page,) = read(made)
    for said in ("Datos", "Nombres", "como los dice", "día", "Femenino (F)", "No se sabe", "Testigo"):
        assert said in page


def test_nothing_is_cut_off_at_the_end_of_a_page() -> None:
    made = sheet()
    for number in range(40):
        made.boxes(f"Lista {number}", [(f"c{n}", f"opción {n} " + "larga " * 12) for n in range(5)])
        made.signatures(["Firma"])
    said = "\n".join(read(made))
    assert all(f"Lista {number}" in said for number in range(40))
    assert said.count("(c4)") == 40


def test_the_same_sheet_is_the_same_bytes() -> None:
    def make(at: datetime = MADE) -> bytes:
        made = sheet(made_at=at)
        made.text("igual")
        return made.pdf()

    assert make() == make()
    assert make() != make(datetime(2026, 4, 1, tzinfo=UTC))


def test_a_document_says_its_title_and_language() -> None:
    read_back = PdfReader(BytesIO(sheet(language="en").pdf()))
    assert read_back.metadata is not None
    assert (read_back.metadata.title, read_back.metadata.subject) == ("Registro", "T1")
    assert read_back.root_object["/Lang"] == "en"
