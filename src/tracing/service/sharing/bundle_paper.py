"""A bundle as PDF: the same content on pages, the sealed JSON in it as an attachment, and one signature over all (PAdES).

The signature says whether any byte was changed. Where, is said by the attachment: it holds a digest of each kilobyte of the
pages as they were before it was attached, and they stand at the beginning of the file as they were.
"""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from asn1crypto import algos, cms
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils import embed
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import EmbeddedPdfSignature, SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import CertificateStore, SimpleCertificateStore

from tracing.service.paper import Head, Sheet
from tracing.service.sharing.seal import Fault, Verdict, blocks_of, changed_blocks, seal, verify_sealed
from tracing.service.sharing.signing import PublicKey, SigningKey

__all__ = ["on_paper", "verify_paper"]

_ATTACHMENT = "bundle.json"
_FIELD = "Bundle"

# What it says of a file that was changed holds what stands in the file.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


def on_paper(document: Mapping[str, Any], key: SigningKey, now: datetime) -> bytes:
    """Return a bundle's content as a signed PDF."""
    pages = _pages(document, key, now)
    sealed = seal({**document, "paper": {"bytes": len(pages), "blocks": blocks_of(pages)}}, key)
    writer = IncrementalPdfFileWriter(io.BytesIO(pages))
    attached = embed.EmbeddedFileObject.from_file_data(writer, data=sealed, mime_type="application/json")
    embed.embed_file(writer, embed.FileSpec(_ATTACHMENT, embedded_data=attached))
    private = key.p256.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(key.public.certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(private),
        cert_registry=_no_others(),
    )
    about = signers.PdfSignatureMetadata(
        field_name=_FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason="Case bundle"
    )
    made = signers.sign_pdf(writer, about, signer=signer)
    return bytes(made.getvalue())


def _no_others() -> CertificateStore:
    """Return a store of no certificates: the one that signs is the only one."""
    made: Callable[[], CertificateStore] = SimpleCertificateStore
    return made()


def verify_paper(data: bytes, keys: Sequence[PublicKey]) -> Verdict:
    """Say whether a signed PDF is what was signed with one of the keys, and where it isn't."""
    verdict = _attached(data, keys)
    faults = list(verdict.faults)
    faults += _signature(data, keys)
    if faults:
        return Verdict(tuple(dict.fromkeys(faults)))
    return verdict


def _attached(data: bytes, keys: Sequence[PublicKey]) -> Verdict:
    """Return what is found of the attachment, and of the pages by its digests."""
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
        sealed = bytes(names[1].get_object()["/EF"]["/F"].data)
        verdict = verify_sealed(sealed, keys)
        if not verdict.whole:
            return verdict
        paper = json.loads(sealed)["paper"]
        length = int(paper["bytes"])
        if len(data) < length:
            return Verdict((Fault(f"byte {len(data)}", "is where the file was cut off"),))
        faults = tuple(changed_blocks(data[:length], paper["blocks"]))
    except Exception:
        # What a file that was changed does to its reader can't be listed.
        return Verdict((Fault("attachment", "can't be read"),))
    return Verdict(faults) if faults else verdict


def _signature(data: bytes, keys: Sequence[PublicKey]) -> list[Fault]:
    try:
        what = _unsigned(data, keys)
    except Exception:
        what = "can't be read"
    return [] if what is None else [Fault("signature", what)]


def _unsigned(data: bytes, keys: Sequence[PublicKey]) -> str | None:
    """Return why a file isn't what one of the keys signed, None where it is."""
    found = PdfFileReader(io.BytesIO(data)).embedded_signatures
    if len(found) != 1:
        return f"should be one, and there are {len(found)}"
    signed = found[0].signer_cert.dump()
    if signed not in {key.certificate for key in keys}:
        return "isn't of a key of this installation"
    certificate = asn1_x509.Certificate.load(signed)
    context = ValidationContext(
        trust_roots=[certificate],
        allow_fetching=False,
        revocation_mode="soft-fail",
        moment=_within(certificate),
    )
    status = validate_pdf_signature(found[0], context, skip_diff=True)
    if not (status.intact and status.valid):
        return "doesn't fit: something that was signed has been changed"
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        return "doesn't cover the whole file: something was added after it"
    return None if _envelope_is_ours(data, found[0], signed) else "isn't as it was written, though it fits"


def _within(certificate: asn1_x509.Certificate) -> datetime:
    """Return a moment at which a certificate is good: a bundle can be verified after its key has run out."""
    begins: datetime = certificate.not_valid_before
    return begins


def _envelope_is_ours(data: bytes, found: EmbeddedPdfSignature, certificate: bytes) -> bool:
    """Say whether the signature's own bytes are as they were written.

    They stand in a gap that no signature can cover: blanks at its end, the writing of its digits, and what in the envelope
    (RFC 5652) is beside what was signed could be changed unseen.
    """
    _, begins, ends, _ = found.byte_range
    content = cms.ContentInfo.load(bytes(found.pkcs7_content), strict=False)
    envelope = content.dump(force=True)
    if data[begins:ends] != b"<" + envelope.hex().upper().encode().ljust(ends - begins - 2, b"0") + b">":
        return False
    signed = content["content"]
    (info,) = signed["signer_infos"]
    ours = asn1_x509.Certificate.load(certificate)
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"}).native
    sid = {"issuer": ours.issuer.native, "serial_number": ours.serial_number}
    return bool(
        content["content_type"].native == "signed_data"
        and signed["version"].native == info["version"].native == "v1"
        and [one.native for one in signed["digest_algorithms"]] == [sha256]
        and signed["encap_content_info"].native == {"content_type": "data", "content": None}
        and [one.chosen.dump() for one in signed["certificates"]] == [certificate]
        and not signed["crls"].native
        and info["sid"].native == sid
        and info["digest_algorithm"].native == sha256
        and info["signature_algorithm"].native == {"algorithm": "sha256_ecdsa", "parameters": None}
        and not info["unsigned_attrs"].native
    )


def _pages(document: Mapping[str, Any], key: SigningKey, now: datetime) -> bytes:
    about = document["bundle"]
    head = Head(
        "Expediente del caso · Case bundle", f"{about['agreement']} · {about['name']}", now,
        note=f"llave · key {key.public.number}", dated=True,
    )  # fmt: skip
    sheet = Sheet(head)
    sheet.facts(
        [
            ("Acuerdo · Agreement", about["agreement"]),
            ("Para qué · Purpose", _both(about["purpose"])),
            ("Base legal · Legal basis", _both(about["basis"])),
            ("Entrega · Sender", about["sender"]),
            ("Recibe · Receiver", about["receiver"]),
            ("Hecho · Made", about["made_at"]),
            ("Huella del certificado · Certificate (SHA-256)", key.public.fingerprint),
        ]
    )
    for side, title in (("child", "Niña, niño o adolescente · Child"), ("inquiry", "Solicitud · Inquiry")):
        if document.get(side):
            sheet.heading(title, 2)
            sheet.facts([(name, _cell(value)) for name, value in document[side].items()])
    case = document["case"]
    if "state" in case:
        sheet.heading("Estado · State", 2)
        sheet.text(_both(case["state"]))
    for part, title, what in (
        ("decisions", "Decisiones · Decisions", lambda one: _both(one["decision"])),
        ("acts", "Pasos · Steps", lambda one: _both(one["step"])),
        ("placements", "Dónde ha vivido · Where the child has lived", _stay),
        ("hearings", "Cuándo fue escuchada o escuchado · When the child was heard", _hearing),
        (
            "checklist",
            "Lo hecho y lo que falta · What is done and what isn't",
            lambda one: _both(one["step"]),
        ),
    ):
        if case.get(part):
            sheet.heading(title, 2)
            sheet.table(
                ("Fecha · Date", "Qué · What", "Resultado · Outcome"),
                [
                    (_when(one), what(one), _both(one.get("outcome") or one.get("basis")))
                    for one in case[part]
                ],
                (1, 3, 2),
            )
    sheet.heading("No se incluye · Left out", 2)
    sheet.text(
        "De cada categoría, los campos que el acuerdo no permite. Esto vale para todos los casos: no dice si hay algún dato.",
        small=True,
    )
    sheet.text(
        "Of each category, the fields that the agreement doesn't allow. It is so for every case, and doesn't say whether there "
        "is anything.",
        small=True,
    )
    sheet.facts([(_both(left["category"]), ", ".join(left["fields"])) for left in document["left_out"]])
    return sheet.pdf()


def _when(one: Mapping[str, Any]) -> str:
    if "from" in one:
        return f"{one['from']} – {one.get('until', '')}".rstrip()
    return str(one.get("on", ""))


def _stay(one: Mapping[str, Any]) -> str:
    return "; ".join(part for part in (_both(one["kind"]), one.get("place", "")) if part)


def _hearing(one: Mapping[str, Any]) -> str:
    answers = [f"{_both(each['question'])}: {_both(each['answer'])}" for each in one.get("answers", [])]
    return "; ".join(part for part in (_both(one.get("way")), one.get("language", ""), *answers) if part)


def _both(said: Mapping[str, str] | None) -> str:
    return "" if said is None else f"{said['es']} · {said['en']}"


def _cell(value: object) -> str:
    return "; ".join(value) if isinstance(value, list) else str(value)
