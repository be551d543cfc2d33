"""Files on pages: sent, looked at, their columns confirmed, taken in, and what couldn't be."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import expect

from tests import accounts
from tests.service.at_work import do_jobs
from tests.web.conftest import Opener, accessible, enter, person, read_in
from tests.web.people import sign_in, token_in
from tests.web.test_records import filled, own
from tracing.api.settings import ApiSettings
from tracing.service import import_previews
from tracing.service.context import Service
from tracing.web.site import create_site

SPANISH = """Folio;Nombres;Apellido paterno;Apellido materno;Fecha de nacimiento;Tel 1;Tel 2;Cama;Estatus
F-1;Josué;Caal;Pop;11/02/2017;5555 0101;5555 0202;12;abierto
F-2;Ana;López;;ayer noche;;;3;abierto
F-3;Leo;Pop;Xol;2013;;;7;cerrado
"""


@pytest.fixture
def worker(service: Service) -> str:
    """Somebody who works for families at an agency that asks."""
    accounts.agency(service, "GT-CRUZ", "family_tracing", "inquiry")
    return person(service, "GT-CRUZ", "flor", "family_worker")


@pytest.fixture
def client(stranger: TestClient, worker: str) -> TestClient:
    sign_in(stranger, worker)
    return stranger


def send(client: TestClient, data: str | bytes, name: str = "lista.csv", side: str = "inquiries") -> str:
    """Send a file to be looked at, and return the page that comes."""
    fields = {"token": token_in(client.get("/imports").text), "side": side}
    body = data.encode() if isinstance(data, str) else data
    answer = client.post("/imports", data=fields, files={"file": (name, body, "text/csv")})
    return answer.text


def chosen(page: str) -> dict[str, str]:
    """Return header → what its select stands on."""
    found = {}
    for header, select in re.findall(
        r'<label for="c-\d+">(.*?)</label>.*?<select(.*?)</select>', page, re.DOTALL
    ):
        marked = re.search(r'<option value="([^"]*)" selected', select)
        assert marked
        found[header] = marked[1]
    return found


def take_in(client: TestClient, **changes: str) -> str:
    """Confirm what stands on the page of columns, but for changes (by the column's place), and return where that leads."""
    html = client.get("/imports/columns").text
    columns = {f"column_{place}": value for place, value in enumerate(chosen(html).values())}
    return client.post(
        "/imports/columns", data={**filled(client, "/imports/columns"), **columns, **changes}
    ).url.path


def kept(service: Service) -> list[object]:
    with service.database.working() as connection:
        return list(connection.exec_driver_sql("SELECT file FROM casework.import_previews").scalars())


def test_columns_are_guessed_by_their_headers(client: TestClient) -> None:
    page = send(client, SPANISH)
    assert chosen(page) == {
        "Folio": "record_id", "Nombres": "given_names", "Apellido paterno": "first_surname",
        "Apellido materno": "second_surname", "Fecha de nacimiento": "birth_date", "Tel 1": "phones", "Tel 2": "phones",
        "Cama": "=", "Estatus": "=",
    }  # fmt: skip
    assert "Josué" in page
    assert "se conserva, no se usa" in page


def test_a_file_is_taken_in_as_its_columns_were_confirmed(client: TestClient, service: Service) -> None:
    send(client, SPANISH)
    assert own(service) == []
    upload = take_in(client, column_8="")
    assert upload == "/imports/inquiries/1"
    do_jobs(service, "import")
    josue, leo = own(service)
    assert josue.content == {
        "given_names": "Josué", "first_surname": "Caal", "second_surname": "Pop", "birth_date": "11/02/2017",
        "phones": ["5555 0101", "5555 0202"], "Cama": "12",
    }  # fmt: skip
    assert (leo.reference, leo.content["birth_date"]) == ("F-3", "2013")
    page = client.get(upload).text
    assert "ingresado" in page
    assert "no es una fecha; se esperaba una fecha" in page


def test_refusals_are_a_table_in_the_reader_s_language_and_hold_no_value(
    client: TestClient, service: Service
) -> None:
    send(client, SPANISH)
    upload = take_in(client)
    do_jobs(service, "import")
    answer = client.get(f"{upload}/refusals.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    title, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert title == ["Línea", "Columna", "Ingresadas", "Por qué", "Cómo corregirlo"]
    (refused,) = [row for row in rows if row[2] == "no"]
    assert refused[:2] == ["3", "birth_date"]
    assert refused[4] == "Escriba la fecha como 2012-07-03, 2012-07 o 2012, o deje el campo vacío."
    assert "ayer" not in answer.text
    client.cookies.set("tracing_language", "en")
    assert "Line,Column" in client.get(f"{upload}/refusals.csv").text


def test_a_column_that_a_spreadsheet_would_calculate_is_text_in_the_table(
    client: TestClient, service: Service
) -> None:
    send(client, 'record_id,full_name,"=HYPERLINK(""x"")"\nF-1,Ana,1\n')
    upload = take_in(client)
    do_jobs(service, "import")
    rows = csv.reader(io.StringIO(client.get(f"{upload}/refusals.csv").content.decode("utf-8-sig")))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ('{"folio": "F-1", "nombre completo": "Ana López", "edad": 9}\n', "lista.jsonl"),
        ("folio\tnombre completo\tedad\nF-1\tAna López\t9\n", "lista.txt"),
    ],
)
def test_json_lines_and_tables_with_tabs_are_looked_at_as_well(
    client: TestClient, service: Service, data: str, name: str
) -> None:
    assert list(chosen(send(client, data, name)).values()) == ["record_id", "full_name", "age"]
    take_in(client)
    do_jobs(service, "import")
    assert own(service)[0].content == {"full_name": "Ana López", "age": "9"}


def test_a_spreadsheet_is_looked_at_as_well(client: TestClient, service: Service) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["No. de expediente", "Nombre completo", "Sexo"])
    book.active.append(["F-1", "Ana López", "F"])
    file = io.BytesIO()
    book.save(file)
    assert list(chosen(send(client, file.getvalue(), "lista.xlsx")).values()) == [
        "record_id",
        "full_name",
        "sex",
    ]
    take_in(client)
    do_jobs(service, "import")
    assert own(service)[0].content == {"full_name": "Ana López", "sex": "F"}


def test_two_columns_for_one_value_are_refused_beside_them(client: TestClient, service: Service) -> None:
    send(client, "folio,DOB,otra\nF-1,2012,2013\n")
    form = {
        **filled(client, "/imports/columns"),
        "column_0": "record_id",
        "column_1": "birth_date",
        "column_2": "birth_date",
    }
    refused = client.post("/imports/columns", data=form)
    assert refused.status_code == 422
    assert "ya se eligió otra columna del archivo para esto" in refused.text
    assert chosen(refused.text)["otra"] == "birth_date"
    assert len(kept(service)) == 1


@pytest.mark.parametrize("column", ["agency_id", "../x", "<script>", "=="])
def test_a_column_that_there_isn_t_is_refused(client: TestClient, column: str) -> None:
    send(client, SPANISH)
    form = {**filled(client, "/imports/columns"), "column_0": "record_id", "column_1": column}
    assert client.post("/imports/columns", data=form).status_code == 422


def test_a_file_without_a_column_of_references_is_refused_until_one_is_chosen(client: TestClient) -> None:
    page = send(client, "nombre completo,edad\nAna,9\n")
    assert "record_id" not in chosen(page).values()
    assert take_in(client) == "/imports/columns"


def test_the_file_is_kept_encrypted_and_goes_once_it_is_taken_in_or_let_be(
    client: TestClient, service: Service
) -> None:
    send(client, SPANISH)
    (hidden,) = kept(service)
    assert "Josué".encode() not in bytes(hidden)  # type: ignore[call-overload]
    client.post("/imports/forget", data=filled(client, "/imports/columns"))
    assert kept(service) == []
    assert client.get("/imports/columns").status_code == 404
    send(client, SPANISH)
    take_in(client)
    assert kept(service) == []


def test_a_file_that_nobody_comes_back_to_is_forgotten(client: TestClient, service: Service) -> None:
    send(client, SPANISH)
    later = accounts.Clock(service.now() + import_previews.KEPT_FOR)
    later.move(seconds=-60)
    assert import_previews.forget_old(accounts.at(service, later)) == 0
    later.move(seconds=120)
    assert import_previews.forget_old(accounts.at(service, later)) == 1
    assert kept(service) == []


def test_nobody_sees_a_file_of_somebody_else(client: TestClient, service: Service) -> None:
    send(client, SPANISH)
    other = person(service, "GT-CRUZ", "saul", "family_worker")
    client.cookies.clear()
    sign_in(client, other)
    assert client.get("/imports/columns").status_code == 404


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "No se eligió un archivo, o está vacío."),
        (b"%PDF-1.7 x", "el archivo: es un documento PDF, no una tabla."),
        (b"PK\x03\x04damaged", "el archivo: es un archivo ZIP o XLSX dañado o cortado."),
        (b"PAR1xx", "El archivo es de tipo Parquet."),
        (b"[{}]", "el archivo: es una lista JSON."),
        (b"a,a\n1,2\n", "tienen el mismo nombre"),
    ],
)
def test_what_is_no_table_is_refused_in_words_and_not_kept(
    client: TestClient, service: Service, data: bytes, says: str
) -> None:
    assert says in send(client, data)
    assert kept(service) == []


def test_a_file_that_is_too_long_is_cut_off(service: Service, worker: str) -> None:
    settings = ApiSettings(secure_cookies=False, second_factor=False, upload_bytes=100_000)
    with TestClient(create_site(service, settings), headers={"accept": "text/html"}) as client:
        sign_in(client, worker)
        fields = {"token": token_in(client.get("/imports").text), "side": "inquiries"}
        answer = client.post("/imports", data=fields, files={"file": ("x.csv", b"a" * 200_000)})
        assert answer.status_code == 413
    assert kept(service) == []


def test_nothing_of_a_form_is_laid_down_on_the_disk(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a file was made")

    for name in ("NamedTemporaryFile", "SpooledTemporaryFile", "TemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, never)
    rows = "".join(f"F-{n},Ana López\n" for n in range(200_000))
    assert "Ana López" in send(client, "folio,nombre completo\n" + rows)


def test_a_form_with_a_file_is_taken_nowhere_else(client: TestClient) -> None:
    answer = client.post("/inquiries/new", data={"token": "x"}, files={"file": ("x.csv", b"a")})
    assert answer.status_code == 415


def test_of_strangers_no_file_is_read(stranger: TestClient, service: Service) -> None:
    answer = stranger.post("/imports", data={"token": "x"}, files={"file": ("x.csv", b"a")})
    assert answer.url.path == "/sign-in"
    assert kept(service) == []


def test_a_form_without_the_session_s_token_brings_in_nothing(client: TestClient, service: Service) -> None:
    answer = client.post(
        "/imports", data={"token": "x", "side": "inquiries"}, files={"file": ("x.csv", b"a,b\n1,2\n")}
    )
    assert answer.status_code == 403
    assert kept(service) == []


def test_whoever_brings_in_nothing_sees_nothing_of_it(stranger: TestClient, service: Service) -> None:
    accounts.agency(service, "MX-OFFICE", "tracing_office")
    sign_in(stranger, person(service, "MX-OFFICE", "ana", "reviewer"))
    for page in (
        "/imports",
        "/imports/columns",
        "/imports/inquiries",
        "/imports/inquiries/1",
        "/imports/inquiries/1/refusals.csv",
    ):
        assert stranger.get(page).status_code == 403


def test_a_side_that_isn_t_one_s_own_is_not_taken(client: TestClient, service: Service) -> None:
    # Of an agency that asks, the only side there is.
    send(client, SPANISH, side="children")
    with service.database.working() as connection:
        assert connection.exec_driver_sql("SELECT side FROM casework.import_previews").scalars().all() == [
            "inquiry"
        ]


@pytest.mark.parametrize(
    "odd", ["<script>alert(1)</script>", "علي \u202eabc", "X" * 300, "👧🏽", "{{7*7}} %(a)s"]
)
def test_odd_headers_and_cells_break_no_page(client: TestClient, odd: str) -> None:
    page = send(client, f'folio,"{odd}"\nF-1,"{odd}"\n')
    assert "<script>alert" not in page
    assert len(chosen(page)) == 2


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_file_is_brought_in_with_a_browser(
    opened: Opener, worker: str, service: Service, language: str, tmp_path: Path
) -> None:
    file = tmp_path / "lista.csv"
    file.write_text(SPANISH, encoding="utf-8")
    page = opened(viewport={"width": 360, "height": 740}).new_page()
    enter(page, worker)
    read_in(page, language)
    page.goto("/imports")
    assert page.locator("html").get_attribute("lang") == language
    accessible(page)
    page.set_input_files("[name=file]", file)
    page.click("main form button.main")
    page.locator("table.columns").wait_for()
    assert page.locator("#c-0").input_value() == "record_id"
    accessible(page)
    page.select_option("#c-8", "")
    page.click("main form button.main")
    page.locator("#progress progress").wait_for()
    accessible(page)
    do_jobs(service, "import")
    # The page looks again by itself.
    page.locator("#progress .tag.good").wait_for()
    accessible(page)
    with page.expect_download() as download:
        page.click("a[download]")
    assert download.value.suggested_filename == "inquiries-1.csv"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_file_is_brought_in_without_scripts(
    opened: Opener, worker: str, service: Service, tmp_path: Path
) -> None:
    file = tmp_path / "lista.csv"
    file.write_text(SPANISH, encoding="utf-8")
    page = opened(java_script_enabled=False).new_page()
    enter(page, worker)
    page.goto("/imports")
    page.set_input_files("[name=file]", file)
    page.click("main form button.main")
    page.locator("table.columns").wait_for()
    page.click("main form button.main")
    page.locator("#progress").wait_for()
    do_jobs(service, "import")
    page.click("#progress a")
    expect(page.locator("#progress .tag.good")).to_have_count(1)
    assert len(own(service)) == 2
