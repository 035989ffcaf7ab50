"""The model as this process has it: which provider, which key, and behind which budget; None where none is set."""

from __future__ import annotations

import uuid

from bot.settings import Settings
from gateways.model.anthropic import AnthropicModel
from gateways.model.paid import PaidModel
from gateways.model.provider import Provider, connect
from store import settings as saved
from store.clock import Clock
from store.session import Database


def provider_of(settings: Settings) -> Provider:
    """Where the environment says the model is bought."""
    return Provider.model_validate(
        {
            "name": settings.model_provider,
            "key": settings.anthropic_key.get_secret_value(),
            "base_url": settings.anthropic_url,
            "region": settings.model_region,
            "project": settings.model_project,
        }
    )


def model_of(settings: Settings, db: Database, clock: Clock) -> PaidModel | None:
    """The model behind its budget. Nothing of the vendor's is loaded before the first call."""
    provider = provider_of(settings)
    if not provider.is_set:
        return None
    return PaidModel(
        model=AnthropicModel(lambda: connect(provider)),
        db=db,
        now=clock.now,
        settings=lambda: saved.all_effective(db),
        new_id=lambda: f"call:{uuid.uuid4()}",
    )
