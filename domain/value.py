"""One base for every value that crosses a border, so that all of them are frozen, strict and JSON-ready."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value object; unknown fields are an error, `model_dump(mode="json")` is its stored form."""

    model_config = ConfigDict(frozen=True, extra="forbid")
