"""Code lists that forms need beside those of the rules: what is ticked on paper about acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tracing.casework.wording import Sentence

__all__ = ["FORM_LISTS"]


def _list(*entries: tuple[str, str, str]) -> tuple[Sentence, ...]:
    return tuple(Sentence(*entry) for entry in entries)


FORM_LISTS: Final[Mapping[str, tuple[Sentence, ...]]] = {
    "consent_answers": _list(
        ("given", "Da su consentimiento", "Gives consent"),
        ("refused", "No da su consentimiento", "Refuses consent"),
        ("withdrawn", "Retira el consentimiento que había dado", "Withdraws consent given before"),
    ),
    "consent_givers": _list(
        ("child", "La niña, el niño o adolescente", "The child"),
        ("guardian", "Quien tiene la tutela o representación", "The guardian or representative"),
        ("parent", "La madre o el padre", "The mother or father"),
        ("adult", "La persona, ya mayor de edad", "The person, now of age"),
    ),
    "consent_scopes": _list(
        ("tracing", "Buscar a la familia", "Tracing the family"),
        ("photograph", "Usar una fotografía", "Using a photograph"),
        ("share_with_agency", "Compartir datos con otra institución", "Sharing data with another agency"),
        ("share_with_country", "Compartir datos con otro país", "Sharing data with another country"),
        ("consular_contact", "Contacto con el consulado", "Contact with the consulate"),
        ("family_contact", "Contacto con la familia", "Contact with the family"),
    ),
    "heard_on": _list(
        ("tracing", "Buscar a su familia", "Looking for the family"),
        ("telling", "Que se informe a su familia", "The family being told"),
        ("contact", "Hablar o verse con su familia", "Talking to or meeting the family"),
        ("placement", "El lugar donde vive ahora", "The place where the child lives now"),
        ("return", "Volver a su país o comunidad", "Returning to the country or community"),
        ("reunification", "Vivir con su familia", "Living with the family"),
    ),
    "wishes": _list(
        ("agrees", "Está de acuerdo", "Agrees"),
        ("refuses", "No quiere", "Doesn't want it"),
        ("undecided", "Todavía no sabe", "Doesn't know yet"),
        ("not_able_yet", "Todavía no puede formarse un juicio propio; se observó", "Can't form views yet; was observed"),
    ),
    "identity_checks": _list(
        ("document", "Documento de identidad, comparado con el registro", "Identity document, compared with the record"),
        ("verified_record", "Datos comparados con el registro verificado", "Data compared with the verified record"),
        ("known_to_officer", "Persona conocida por quien entrega", "Known to the officer who hands over"),
        ("authority_credential", "Credencial de la institución", "Credential of the authority"),
    ),
    "complaint_subjects": _list(
        ("treatment", "El trato recibido", "Treatment"),
        ("not_heard", "No fue escuchada o escuchado", "Was not heard"),
        ("decision", "Una decisión", "A decision"),
        ("delay", "Una demora", "A delay"),
        ("data", "El uso de los datos personales", "Use of personal data"),
        ("harm", "Violencia o daño", "Violence or harm"),
        ("other", "Otro asunto", "Another matter"),
    ),
}  # fmt: skip
