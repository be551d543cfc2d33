"""Signing JSON so that any change shows, and where: a digest for each value, a signature over the digests.

The file is canonical: keys in order, no blank between, UTF-8, a newline at the end. So a byte that changes nothing of what
is said is found too. The signature (Ed25519) covers the digests of all values by their place (a JSON pointer), the format
and the number of the key.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tracing.service.sharing.signing import PublicKey, SigningKey

__all__ = ["FORMAT", "Fault", "Verdict", "blocks_of", "canonical", "changed_blocks", "seal", "verify_sealed"]

FORMAT = "tracing-bundle-1"
_ALGORITHM = "Ed25519, SHA-256"
_BLOCK = 1024
_MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that isn't as it was signed. ``where``: a JSON pointer, or ``bytes 1024-2047``, or ``signature``."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of a bundle. ``name``, ``agreement``, ``key`` are None where they can't be trusted."""

    faults: tuple[Fault, ...]
    name: str | None = None
    agreement: str | None = None
    key: int | None = None

    @property
    def whole(self) -> bool:
        """Whether every byte is as it was signed."""
        return not self.faults


def canonical(document: object) -> bytes:
    """Return a document of objects, lists, texts, whole numbers, true, false and null in its one form."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    # Half a character can come in by an escape, and is no less a change.
    return text.encode(errors="surrogatepass") + b"\n"


def seal(document: Mapping[str, Any], key: SigningKey) -> bytes:
    """Return a document with its seal, as the bytes of its file."""
    seal_: dict[str, Any] = {
        "format": FORMAT,
        "algorithm": _ALGORITHM,
        "key": key.public.number,
        "certificate": key.public.fingerprint,
        "digests": dict(_digests(document)),
    }
    signature = key.ed25519.sign(canonical(seal_))
    return canonical({**document, "seal": {**seal_, "signature": base64.b64encode(signature).decode()}})


def verify_sealed(data: bytes, keys: Sequence[PublicKey]) -> Verdict:
    """Say whether a sealed file is what was signed with one of the keys, and where it isn't."""
    try:
        return _verify(data, keys)
    except RecursionError:
        return Verdict((Fault("file", "is nested too deep for a bundle"),))


def _verify(data: bytes, keys: Sequence[PublicKey]) -> Verdict:
    try:
        text = data.decode()
        document = json.loads(text)
    except UnicodeDecodeError as error:
        return Verdict((Fault(f"byte {error.start}", "isn't UTF-8"),))
    except json.JSONDecodeError as error:
        place = len(error.doc[: error.pos].encode())
        return Verdict((Fault(f"byte {place}", "isn't JSON from here on"),))
    except ValueError:
        return Verdict((Fault("file", "can't be read as JSON"),))
    found = document.pop("seal", None) if isinstance(document, dict) else None
    if (
        not isinstance(found, dict)
        or not isinstance(found.get("digests"), dict)
        or found.get("format") != FORMAT
    ):
        return Verdict((Fault("/seal", "isn't the seal of a bundle"),))
    faults = list(_changed(dict(_digests(document)), found["digests"]))
    faults += _signed(found, keys)
    if not faults:
        faults += _written(data, {**document, "seal": found})
    bundle = document.get("bundle")
    if faults or not isinstance(bundle, dict):
        return Verdict(tuple(faults[:_MOST_FAULTS]) or (Fault("/bundle", "is missing"),))
    return Verdict((), str(bundle.get("name")), str(bundle.get("agreement")), found["key"])


def blocks_of(data: bytes) -> list[str]:
    """Return the digest of each kilobyte: what names the place of a change in a file that isn't JSON."""
    return [hashlib.sha256(data[n : n + _BLOCK]).hexdigest() for n in range(0, len(data), _BLOCK)]


def changed_blocks(data: bytes, digests: Sequence[str]) -> Iterator[Fault]:
    """Yield which kilobytes of a file aren't what they were."""
    for number, (now, then) in enumerate(zip(blocks_of(data), digests, strict=True)):
        if now != then:
            first = number * _BLOCK
            yield Fault(f"bytes {first}-{min(first + _BLOCK, len(data)) - 1}", "aren't what was signed")


def _digests(value: object, at: str = "") -> Iterator[tuple[str, str]]:
    """Yield (pointer, digest) of each value that holds no others, and of empty objects and lists."""
    if isinstance(value, dict) and value:
        for name in sorted(value):
            yield from _digests(value[name], f"{at}/{str(name).replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list) and value:
        for number, each in enumerate(value):
            yield from _digests(each, f"{at}/{number}")
    else:
        yield at, hashlib.sha256(canonical(value)).hexdigest()


def _changed(now: Mapping[str, str], signed: Mapping[str, object]) -> Iterator[Fault]:
    for where in sorted({*now, *signed}):
        if where not in signed:
            yield Fault(where, "was added")
        elif where not in now:
            yield Fault(where, "was removed")
        elif now[where] != signed[where]:
            yield Fault(where, "was changed")


def _signed(seal_: Mapping[str, Any], keys: Sequence[PublicKey]) -> Iterator[Fault]:
    key = next((one for one in keys if one.number == seal_.get("key")), None)
    if key is None:
        yield Fault("/seal/key", "is no key of this installation")
        return
    try:
        written = str(seal_.get("signature", ""))
        signature = base64.b64decode(written, validate=True)
        if base64.b64encode(signature).decode() != written:
            # Bits at the end that stand for nothing.
            yield Fault("/seal/signature", "isn't as it was written")
        body = {name: value for name, value in seal_.items() if name != "signature"}
        Ed25519PublicKey.from_public_bytes(key.ed25519).verify(signature, canonical(body))
    except (InvalidSignature, ValueError, TypeError):
        yield Fault("/seal", "isn't what was signed")


def _written(data: bytes, document: object) -> Iterator[Fault]:
    """Yield the first byte that isn't as such a document is written: blanks, order, a key that stands twice."""
    should = canonical(document)
    if data != should:
        place = next(
            (n for n, (a, b) in enumerate(zip(data, should, strict=False)) if a != b),
            min(len(data), len(should)),
        )
        yield Fault(f"byte {place}", "isn't as the file was written, though it says the same")
