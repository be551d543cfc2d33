"""What the bodies of the API have in common."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, ConfigDict, StringConstraints

__all__ = ["AgencyCode", "Code", "Id", "Line", "Model"]


class Model(BaseModel):
    """A body. A field that isn't known is refused: it may be a misspelt one."""

    model_config = ConfigDict(extra="forbid", from_attributes=True, hide_input_in_errors=True)


Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=40)]
AgencyCode = Annotated[str, StringConstraints(min_length=1, max_length=40)]
