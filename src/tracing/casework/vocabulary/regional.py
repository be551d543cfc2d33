"""Code lists beside those of casework: what the file contract's columns may hold, and what each country has a word of its
own for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tracing.casework.wording import Sentence

__all__ = ["REGIONAL_LISTS"]


def _list(*entries: tuple[str, str, str]) -> tuple[Sentence, ...]:
    return tuple(Sentence(*entry) for entry in entries)


def _same(names: str) -> list[tuple[str, str, str]]:
    """Return languages whose name is their own in every language, from "code name" each, in the order of their names: so
    they are found on paper."""
    parted = (line.strip().split(" ", 1) for line in names.split("·"))
    return sorted(((code, name, name) for code, name in parted), key=lambda each: each[1])


_LANGUAGES = _list(
    ("spa", "Español", "Spanish"),
    ("eng", "Inglés", "English"),
    ("fra", "Francés", "French"),
    ("por", "Portugués", "Portuguese"),
    ("hat", "Criollo haitiano", "Haitian Creole"),
    ("bzj", "Kriol de Belice", "Belize Kriol"),
    ("bzk", "Criollo nicaragüense", "Nicaragua Creole"),
    *_same(
        """cab Garífuna · miq Miskito · yan Mayangna · ulw Ulwa · rma Rama · pay Pech · jic Tol · mam Mam · quc K'iche' ·
        kek Q'eqchi' · cak Kaqchikel · tzj Tz'utujil · kjb Q'anjob'al · knj Akateko · cac Chuj · jac Popti' · ixl Ixil ·
        poh Poqomchi' · poc Poqomam · caa Ch'orti' · acr Achi · usp Uspanteko · agu Awakateko · quv Sakapulteko ·
        qum Sipakapense · ttc Tektiteko · itz Itza' · mop Mopan · toj Tojolab'al · tzh Tseltal · tzo Tsotsil ·
        ctu Ch'ol · chf Chontal de Tabasco · ppl Náhuat · tsz Purépecha · ote Otomí · hch Wixárika · tar Rarámuri ·
        amu Amuzgo · top Totonaco · cuk Guna · gym Ngäbere · sab Buglere · emp Emberá · noa Wounaan · tfr Naso ·
        bzd Bribri · cjp Cabécar · gut Maléku"""
    ),
    ("yua", "Maya yucateco", "Yucatec Maya"),
)

REGIONAL_LISTS: Final[Mapping[str, tuple[Sentence, ...]]] = {
    "sex": _list(
        ("F", "Femenino", "Female"),
        ("M", "Masculino", "Male"),
        ("X", "Registrado como ninguno de los dos", "Recorded as neither"),
    ),
    "inquirer_relations": _list(
        ("mother", "Madre", "Mother"),
        ("father", "Padre", "Father"),
        ("grandmother", "Abuela", "Grandmother"),
        ("grandfather", "Abuelo", "Grandfather"),
        ("aunt", "Tía", "Aunt"),
        ("uncle", "Tío", "Uncle"),
        ("sister", "Hermana", "Sister"),
        ("brother", "Hermano", "Brother"),
        ("cousin", "Prima o primo", "Cousin"),
        ("stepmother", "Madrastra", "Stepmother"),
        ("stepfather", "Padrastro", "Stepfather"),
        ("godparent", "Madrina o padrino", "Godparent"),
        ("guardian", "Persona tutora", "Guardian"),
        ("other", "Otra relación", "Other relation"),
    ),
    "document_kinds": _list(
        ("CURP", "Clave de registro de población (México)", "Population registry code (Mexico)"),
        ("CUI", "Código único de identificación (Guatemala)", "Unique identification code (Guatemala)"),
        ("DNI", "Documento nacional de identificación (Honduras)", "National identity document (Honduras)"),
        ("DUI", "Documento único de identidad (El Salvador)", "Unique identity document (El Salvador)"),
        ("NIT", "Número de identificación tributaria", "Tax number"),
        ("CEDULA", "Cédula de identidad", "Identity card (cédula)"),
        ("DIMEX", "Documento de identidad para personas extranjeras (Costa Rica)", "Foreigners' card (Costa Rica)"),
        ("ANUMBER", "Número de registro de extranjero (Estados Unidos)", "Alien registration number (United States)"),
        ("PASSPORT", "Pasaporte", "Passport"),
        ("BIRTHCERT", "Acta o partida de nacimiento", "Birth certificate"),
        ("OTHER", "Otro documento", "Other document"),
    ),
    "languages": _LANGUAGES,
    "countries": _list(
        ("BZ", "Belice", "Belize"),
        ("CA", "Canadá", "Canada"),
        ("CR", "Costa Rica", "Costa Rica"),
        ("DO", "República Dominicana", "Dominican Republic"),
        ("SV", "El Salvador", "El Salvador"),
        ("GT", "Guatemala", "Guatemala"),
        ("HN", "Honduras", "Honduras"),
        ("MX", "México", "Mexico"),
        ("NI", "Nicaragua", "Nicaragua"),
        ("PA", "Panamá", "Panama"),
        ("US", "Estados Unidos", "United States"),
    ),
    "persons": _list(
        ("child", "Persona de menos de 18 años", "Person under 18"),
        ("younger_child", "Niña o niño antes de la adolescencia", "Child before adolescence"),
        ("adolescent", "Adolescente", "Adolescent"),
        ("guardian", "Persona que tiene la tutela", "Guardian"),
        ("representative", "Representación legal o independiente", "Legal or independent representative"),
    ),
    "place_levels": _list(
        ("admin1", "Primer nivel: estado, departamento, provincia", "First level: state, department, province"),
        ("admin2", "Segundo nivel: municipio, cantón, distrito", "Second level: municipality, canton, county"),
        ("locality", "Lugar: aldea, colonia, barrio, ciudad", "Place: village, neighbourhood, town"),
    ),
    "answers": _list(("yes", "Sí", "Yes"), ("no", "No", "No"), ("unknown", "No se sabe", "Not known")),
}  # fmt: skip
"""Name of a list → its entries. Codes of the file contract are written as there: ``F``, ``CURP``, ``GT``."""
