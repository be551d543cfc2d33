"""The keys that sign case bundles: made when first needed, renewed by hand, their public halves kept to verify with.

Each key is two: Ed25519 for JSON, and P-256 with a certificate that it signs itself for PDF, since readers of PDF know no
other that is as short. The secret halves stand in the database encrypted by the keyring, so that a backup holds them and is
worth nothing without it; once a key is retired they are gone. Whoever is to check bundles elsewhere needs the public halves,
which ``public_keys`` exports; that they are this installation's they must have been told on another way.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)
from cryptography.x509.oid import NameOID

from tracing.service.context import Service
from tracing.store import signing as store
from tracing.store.database import Reader, write_audit

__all__ = ["PublicKey", "SigningKey", "public_keys", "renew", "signing_key"]

_YEARS = 10


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What is needed to verify bundles. ``number``: as bundles name it; ``ed25519``: 32 bytes, ``certificate``: DER."""

    number: int
    ed25519: bytes
    certificate: bytes
    created_at: datetime
    retired_at: datetime | None

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, as it is read out over the telephone."""
        return hashlib.sha256(self.certificate).hexdigest()

    @property
    def pem(self) -> str:
        """The certificate as text."""
        return x509.load_der_x509_certificate(self.certificate).public_bytes(Encoding.PEM).decode()


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The key in use."""

    public: PublicKey
    ed25519: Ed25519PrivateKey = field(repr=False)
    p256: ec.EllipticCurvePrivateKey = field(repr=False)


def signing_key(service: Service) -> SigningKey:
    """Return the key in use, made where there is none yet."""
    with service.database.working() as connection:
        store.lock(connection)
        found = store.in_use(connection) or _make(service, connection)
    secret = json.loads(service.keyring.decrypt(found.secret or b"", f"signing_keys.secret:{found.id}"))
    p256 = load_der_private_key(base64.b64decode(secret["p256"]), None)
    if not isinstance(p256, ec.EllipticCurvePrivateKey):
        raise TypeError("the signing key isn't one of P-256")
    return SigningKey(
        _public(found), Ed25519PrivateKey.from_private_bytes(base64.b64decode(secret["ed25519"])), p256
    )


def renew(service: Service, reader: Reader) -> PublicKey:
    """Put a new key in use; what the one before signed can still be verified, and nothing more be signed with it."""
    with service.database.working() as connection:
        store.lock(connection)
        store.retire(connection, service.now())
        made = _make(service, connection)
        write_audit(connection, reader, "renew_signing_key", "key", made.id)
    return _public(made)


def public_keys(service: Service) -> list[PublicKey]:
    """Return all keys that bundles were signed with, the first first."""
    with service.database.working() as connection:
        return [_public(one) for one in store.all_keys(connection)]


def _make(service: Service, connection: sa.Connection) -> store.Key:
    number = store.next_number(connection)
    ed25519, p256 = Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1())
    secret = {
        "ed25519": base64.b64encode(
            ed25519.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        ).decode(),
        "p256": base64.b64encode(
            p256.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        ).decode(),
    }
    sealed = service.keyring.encrypt(json.dumps(secret).encode(), f"signing_keys.secret:{number}")
    public = ed25519.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    made = store.Key(number, public, _certificate(p256, number, service.now()), sealed, service.now(), None)
    store.add(connection, made)
    return made


def _certificate(key: ec.EllipticCurvePrivateKey, number: int, now: datetime) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"tracing: case bundles, key {number}")])
    now = now.astimezone(UTC)
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(Encoding.DER)


def _public(found: store.Key) -> PublicKey:
    return PublicKey(found.id, found.public, found.certificate, found.created_at, found.retired_at)
