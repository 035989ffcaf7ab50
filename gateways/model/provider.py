"""Where the model is bought: from Anthropic, or through Amazon or Google. Chosen here and nowhere else."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any, Literal

from domain.errors import BadSetting
from domain.value import Value

Name = Literal["anthropic", "bedrock", "vertex"]
PROVIDERS: tuple[str, ...] = ("anthropic", "bedrock", "vertex")
LIBRARIES = {"bedrock": "botocore", "vertex": "google.auth"}
"""What the SDK needs besides itself; without it, it fails at the first call in words that help nobody."""


class Provider(Value):
    """Which door, and what it takes to open it. Amazon and Google find their keys where their own tools do."""

    name: Name = "anthropic"
    key: str = ""
    base_url: str = ""
    region: str = ""
    project: str = ""

    def __repr__(self) -> str:
        return f"Provider({self.name})"

    @property
    def is_set(self) -> bool:
        """Whether there is enough to try a call."""
        return bool(self.key) if self.name == "anthropic" else bool(self.region)


def connect(provider: Provider) -> Any:
    """A client of the SDK that tries once. The library is loaded here, at the first call and not before.

    Raises: BadSetting when the provider's own library is not installed.
    """
    if not has_library(provider.name):
        why = f"its library is not installed; run `pip install quartermaster[{provider.name}]`"
        raise BadSetting("QUARTERMASTER_MODEL_PROVIDER", why)
    import anthropic

    # One attempt: the SDK's timeout counts per attempt, and a chat turn has one deadline for everything.
    once: dict[str, Any] = {"max_retries": 0}
    match provider.name:
        case "bedrock":
            return anthropic.AnthropicBedrock(aws_region=provider.region, **once)
        case "vertex":
            return anthropic.AnthropicVertex(
                region=provider.region, project_id=provider.project or anthropic.NOT_GIVEN, **once
            )
        case _:
            # No redirects: the key goes to the address that was set and to no other.
            plain = anthropic.DefaultHttpxClient(follow_redirects=False)
            return anthropic.Anthropic(
                api_key=provider.key, base_url=provider.base_url or None, http_client=plain, **once
            )


def has_library(provider: str) -> bool:
    """Whether the provider's own library is installed."""
    library = LIBRARIES.get(provider, "")
    try:
        return not library or find_spec(library) is not None
    except ImportError:
        return False
