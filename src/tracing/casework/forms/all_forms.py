"""Every form by its code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tracing.casework.forms.act_forms import ACT_FORMS
from tracing.casework.forms.form import Form
from tracing.casework.forms.record_forms import FOUND_CHILD, FOUND_CHILD_QUICK, INQUIRY

__all__ = ["FORMS"]

FORMS: Final[Mapping[str, Form]] = {
    form.code: form for form in (FOUND_CHILD, FOUND_CHILD_QUICK, INQUIRY, *ACT_FORMS)
}
