"""Anthropic's Messages API through its own SDK: one call, every way it can fail put into our words."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

from domain.errors import BadSetting
from domain.models import Tokens
from gateways.model import Answered, Ask, ModelAway, Why

THINKING: tuple[tuple[str, dict[str, str]], ...] = (
    ("haiku", {"type": "disabled"}),
    ("sonnet", {"type": "between_tools"}),
)
"""How thinking is switched off, by what a model's name holds; others cannot do without."""
BY_STATUS: dict[int, Why] = {
    400: "bad request", 401: "refused key", 402: "unpaid", 403: "refused key", 404: "no such model",
    408: "too slow", 413: "bad request", 422: "bad request", 429: "too many calls", 504: "too slow", 529: "overloaded",
}  # fmt: skip
LONGEST_WAIT_S = 600.0


class AnthropicModel:
    """Claude, wherever it is bought."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect, self._client, self._lock = connect, None, threading.Lock()

    def answer(self, ask: Ask, model: str, within_s: float) -> Answered:
        """The text of the answer with what it used. Raises: ModelAway."""
        client = self._connected()
        import anthropic

        try:
            message = client.messages.create(**_request(ask, model), timeout=within_s)
        except anthropic.APITimeoutError as error:
            raise ModelAway("too slow", used=None) from error
        except anthropic.APIResponseValidationError as error:
            raise ModelAway("garbled", used=None) from error
        except anthropic.APIConnectionError as error:
            raise ModelAway("unreachable", used=_before_it_was_sent(error)) from error
        except anthropic.APIStatusError as error:
            raise _refused(error) from error
        except (anthropic.AnthropicError, TypeError) as error:
            # The SDK complains of missing credentials with a TypeError, at the first call.
            raise ModelAway("no key", detail=type(error).__name__) from error
        except Exception as error:
            # A body that is no JSON or not of the SDK's shape, and whatever else a vendor's library may think of.
            raise ModelAway("garbled", used=None, detail=type(error).__name__) from error
        return _read(message)

    def close(self) -> None:
        """Lets go of the connections; the next call makes new ones."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _connected(self) -> Any:
        with self._lock:
            if self._client is None:
                try:
                    self._client = self._connect()
                except BadSetting as error:
                    raise ModelAway("no key", detail=str(error)) from error
                except Exception as error:
                    # Whatever a vendor's library says of missing credentials: there is no model.
                    raise ModelAway("no key", detail=type(error).__name__) from error
            return self._client


def _request(ask: Ask, model: str) -> dict[str, Any]:
    """The call's arguments: only the turns differ between two calls of an agent, so all before them is cached."""
    system = {"type": "text", "text": ask.system, "cache_control": {"type": "ephemeral", "ttl": "1h"}}
    shape = {"type": "json_schema", "schema": json.loads(ask.schema_text)}
    request: dict[str, Any] = {
        "model": model,
        "max_tokens": ask.most_out,
        "system": [system],
        "messages": [{"role": turn.by, "content": turn.text} for turn in ask.turns],
        "output_config": {"format": shape, "effort": "low"},
    }
    thinking = next((off for name, off in THINKING if name in model), None)
    return request | ({"thinking": thinking} if thinking else {})


def _read(message: Any) -> Answered:
    """The answer of a message that ended as it should. Raises: ModelAway for any other end."""
    used, vendor_id = _used(message), str(getattr(message, "id", "") or "")[:120]
    stopped = getattr(message, "stop_reason", None)
    if stopped == "refusal":
        raise ModelAway("declined", used=used, vendor_id=vendor_id)
    if stopped in ("max_tokens", "model_context_window_exceeded"):
        raise ModelAway("cut off", used=used, vendor_id=vendor_id)
    blocks = getattr(message, "content", None)
    # Thinking blocks may come first.
    texts = [block.text for block in blocks or () if getattr(block, "type", "") == "text"] if _is_list(blocks) else []
    if stopped != "end_turn" or len(texts) != 1 or not isinstance(texts[0], str):
        raise ModelAway("garbled", used=used, vendor_id=vendor_id)
    return Answered(text=texts[0], used=used, vendor_id=vendor_id)


def _is_list(blocks: Any) -> bool:
    return isinstance(blocks, list)


def _used(message: Any) -> Tokens | None:
    """What was billed; None when the message does not say it in whole numbers."""
    usage = getattr(message, "usage", None)
    names = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens")
    counts = [getattr(usage, name, None) for name in names]
    fresh, written, cached, out = (0 if count is None else count for count in counts)
    if counts[0] is None or counts[3] is None or not all(_is_count(n) for n in (fresh, written, cached, out)):
        return None
    return Tokens(fresh=fresh, written=written, cached=cached, out=out)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _refused(error: Any) -> ModelAway:
    status = int(getattr(error, "status_code", 0) or 0)
    why: Why = BY_STATUS.get(status, "broken")
    return ModelAway(
        why,
        detail=str(status),
        retry_in_s=_wait(error),
        vendor_id=str(getattr(error, "request_id", "") or "")[:120],
    )


def _wait(error: Any) -> float:
    """Seconds the service asks us to wait; 0 when it does not say, or says nonsense."""
    try:
        asked = float(error.response.headers.get("retry-after", 0))
    except (TypeError, ValueError, AttributeError):
        return 0.0
    return min(asked, LONGEST_WAIT_S) if asked > 0 else 0.0


def _before_it_was_sent(error: BaseException) -> Tokens | None:
    """Nothing used where no connection came about; unknown where it broke later."""
    cause = error.__cause__
    return Tokens() if type(cause).__name__ in ("ConnectError", "ConnectTimeout", "UnsupportedProtocol") else None
