"""Templates to pages. Everything is escaped; a name that a template doesn't know is an error, never an empty place."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from uuid import uuid4

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse

from tracing.api.door import Door
from tracing.casework.codes import CODE_LISTS
from tracing.web.navigation import entries_for
from tracing.web.texts import LANGUAGES, Texts, texts_in
from tracing.web.tokens import token_for
from tracing.web.visitors import Visitor, language_of

__all__ = ["POLICY", "render", "static_folder", "template_names", "version_of"]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
    " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Nothing from elsewhere, and no script or style that stands in the page."""


def static_folder() -> Path:
    """Return where scripts and styles are."""
    return Path(str(resources.files("tracing.web") / "static"))


@cache
def version_of(name: str) -> str:
    """Return a name for what a static file holds now: browsers keep it until that changes."""
    return hashlib.sha256((static_folder() / name).read_bytes()).hexdigest()[:12]


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("tracing.web", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.globals["static"] = lambda name: f"/static/{version_of(name)}/{name}"
    environment.globals["once"] = lambda: uuid4().hex
    environment.globals["languages"] = LANGUAGES
    environment.globals["navigation"] = entries_for
    return environment


@cache
def _in_language(texts: Texts) -> jinja2.Environment:
    overlay = _environment().overlay()
    overlay.install_gettext_callables(texts.gettext, texts.ngettext, newstyle=False)  # type: ignore[attr-defined]
    overlay.globals = {
        **_environment().globals,
        **overlay.globals,
        "texts": texts,
        "lang": texts.language,
        "codes": _codes(texts),
        "listed": _listed(texts),
    }
    overlay.filters = {
        **overlay.filters,
        "day": texts.day,
        "moment": texts.moment,
        "country": texts.country,
        "country_choices": lambda codes: [(code, texts.country(code)) for code in codes],
        "choices": lambda says: [(code, texts.told(one)) for code, one in says.items()],
        "number": texts.number,
        "percent": texts.percent,
        "told": texts.told,
    }
    return overlay


def _codes(texts: Texts) -> Callable[[str, str], str]:
    """Return how templates say a code of a list (``casework.codes``) in words."""

    def said(name: str, code: str) -> str:
        return texts.told(next(one for one in CODE_LISTS[name] if one.code == code))

    return said


def _listed(texts: Texts) -> Callable[[str], list[tuple[str, str]]]:
    """Return how templates get a list of codes with their words, for a choice."""

    def listed(name: str) -> list[tuple[str, str]]:
        return [(one.code, texts.told(one)) for one in CODE_LISTS[name]]

    return listed


def render(
    request: Request,
    template: str,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """Return a page. Templates know ``visitor``, ``person`` (None for strangers), ``token``, ``path``, ``notice`` beside what
    they are given, and ``_`` and ``ngettext`` for their texts."""
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    person = None if visitor is None else visitor.person
    texts = visitor.texts if visitor is not None else texts_in(language_of(request, None))
    door: Door = request.app.state.door
    known = {
        "visitor": visitor,
        "person": person,
        "token": "" if person is None else token_for(door.service.keyring, person),
        "path": request.url.path,
        "notice": getattr(request.app.state, "notice", None),
    }
    text = _in_language(texts).get_template(template).render(**(known | values))
    always = {
        "Content-Security-Policy": POLICY,
        # Without one a form would say that it comes from nowhere, and be taken for another site's.
        "Referrer-Policy": "same-origin",
        "Content-Language": texts.language,
        "Vary": "HX-Request, Cookie",
    }
    return HTMLResponse(text, int(status), {**always, **(headers or {})})


def template_names() -> Iterator[str]:
    """Yield the names of all templates."""
    yield from _environment().list_templates()
