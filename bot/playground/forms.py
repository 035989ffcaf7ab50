"""What a person filled in (Slack's `state.values`), what a Slack client refuses to send, which button was meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from bot.playground.limits import elements_of, flat, holders

Json = dict[str, Any]

# For each element that holds a value: the field it is in, and the field with what it is at first.
HOLDS = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "file_input": ("files", "initial_files"),
}


class Misfit(ValueError):
    """What was pressed or filled in does not fit what is on the screen; the sentence says how."""


def fields(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Each block with each element in it that holds a value."""
    for block in flat(blocks):
        for element in elements_of(block):
            if element["type"] in HOLDS:
                yield block, element


def values_of(blocks: list[Json], filled: Json | None = None) -> Json:
    """Slack's `state.values`: every element that can hold a value, null (or an empty list) when it is empty."""
    values: Json = {}
    for block, element in fields(blocks):
        name = element["action_id"]
        given = ((filled or {}).get(block["block_id"]) or {}).get(name)
        values.setdefault(block["block_id"], {})[name] = _held(element, given)
    return values


def _held(element: Json, given: Json | None) -> Json:
    field, initial = HOLDS[element["type"]]
    empty: Any = [] if field.endswith("s") else None
    value = given.get(field) if isinstance(given, dict) else element.get(initial)
    return {"type": element["type"], field: empty if value in (None, "", []) else value}


def from_flat(blocks: list[Json], given: Json) -> Json:
    """Slack's shape for values given as `{action_id or block_id: value}` or already in Slack's shape. Raises Misfit."""
    values: Json = {}
    meant = set()
    for block, element in fields(blocks):
        for name in (block["block_id"], element["action_id"]):
            if name in given:
                meant.add(name)
                held = given[name]
                if name == block["block_id"] and isinstance(held, dict) and element["action_id"] in held:
                    held = held[element["action_id"]]
                elif name == block["block_id"] and _is_slack_shaped(held):
                    continue
                values.setdefault(block["block_id"], {})[element["action_id"]] = as_held(element, held)
    if unknown := [name for name in given if name not in meant]:
        known = ", ".join(f"{block['block_id']}/{element['action_id']}" for block, element in fields(blocks)) or "none"
        raise Misfit(
            f"There is no field {', '.join(unknown)} in this view. Its fields (block_id/action_id) are: {known}."
        )
    return values


def _is_slack_shaped(held: Any) -> bool:
    return (
        isinstance(held, dict) and bool(held) and all(isinstance(one, dict) and "type" in one for one in held.values())
    )


def as_held(element: Json, given: Any) -> Json:
    """What Slack holds for an element when a person enters `given`: a value, a label, or Slack's own shape."""
    field, _ = HOLDS[element["type"]]
    if isinstance(given, dict) and (field in given or "type" in given):
        return given
    if field == "selected_option":
        return {"type": element["type"], field: None if given in (None, "") else chosen(element, given)}
    if field == "selected_options":
        listed = given if isinstance(given, list) else [] if given in (None, "") else [given]
        return {"type": element["type"], field: [chosen(element, one) for one in listed]}
    if field.endswith("s") and field != "files":
        return {"type": element["type"], field: given if isinstance(given, list) else [given]}
    return {"type": element["type"], field: str(given) if field == "value" and given is not None else given}


def options_of(element: Json) -> list[Json]:
    """The choices of a menu, those in groups included."""
    grouped = [option for group in element.get("option_groups") or [] for option in group["options"]]
    return [*(element.get("options") or []), *grouped]


def chosen(element: Json, given: Any) -> Json:
    """The option whose value or label was given. Raises Misfit when there is none."""
    if isinstance(given, dict):
        given = given.get("value")
    options = options_of(element)
    for option in options:
        if given == option["value"]:
            return option
    for option in options:
        if str(given).casefold() == option["text"]["text"].casefold():
            return option
    if "external" in element["type"]:
        return {"text": {"type": "plain_text", "text": str(given), "emoji": True}, "value": str(given)}
    raise Misfit(f"{given} is not among the choices: {', '.join(option['text']['text'] for option in options)}.")


# --- what a Slack client refuses to send -----------------------------------------------------------------------


def mistakes_in(blocks: list[Json], values: Json) -> dict[str, str]:
    """By block id, what a Slack client says under a field instead of sending the form."""
    found = {}
    for block, element in fields(blocks):
        if block["type"] != "input":
            continue
        value = values[block["block_id"]][element["action_id"]][HOLDS[element["type"]][0]]
        says = _mistake(block, element, value)
        if says:
            found[block["block_id"]] = says
    return found


def _mistake(block: Json, element: Json, value: Any) -> str:
    if value in (None, "", []):
        return "" if block.get("optional") else "Please complete this required field."
    check = CHECKS.get(element["type"])
    return check(element, value) if check else ""


def _text_mistake(element: Json, value: Any) -> str:
    if len(str(value)) < element.get("min_length", 0):
        return f"Must be at least {element['min_length']} characters."
    if len(str(value)) > element.get("max_length", 3000):
        return f"Must be at most {element.get('max_length', 3000)} characters."
    return ""


def _number_mistake(element: Json, value: Any) -> str:
    if not re.fullmatch(r"-?\d+(\.\d+)?", str(value)):
        return "Please enter a number."
    if not element["is_decimal_allowed"] and "." in str(value):
        return "Please enter a whole number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Must be at least {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Must be at most {element['max_value']}."
    return ""


def _form_mistake(pattern: str, says: str) -> Callable[[Json, Any], str]:
    return lambda _element, value: "" if re.fullmatch(pattern, str(value)) else says


def _choice_mistake(element: Json, value: Any) -> str:
    listed = value if isinstance(value, list) else [value]
    if any(one not in options_of(element) for one in listed):
        return "Please choose one of the options."
    return _most_mistake(element, value)


def _most_mistake(element: Json, value: Any) -> str:
    most = element.get("max_selected_items")
    return f"Choose at most {most}." if most and isinstance(value, list) and len(value) > most else ""


CHECKS: dict[str, Callable[[Json, Any], str]] = {
    "plain_text_input": _text_mistake,
    "number_input": _number_mistake,
    "email_text_input": _form_mistake(r"[^\s@]+@[^\s@]+\.[^\s@]+", "Please enter a valid email address."),
    "url_text_input": _form_mistake(r"[A-Za-z][A-Za-z0-9+.-]*://\S+", "Please enter a valid URL."),
    "datepicker": _form_mistake(r"\d{4}-\d\d-\d\d", "Please enter a date, as in 2026-11-30."),
    "timepicker": _form_mistake(r"([01]\d|2[0-3]):[0-5]\d", "Please enter a time, as in 09:30."),
    "static_select": _choice_mistake,
    "radio_buttons": _choice_mistake,
    "multi_static_select": _choice_mistake,
    "checkboxes": _choice_mistake,
    "multi_users_select": _most_mistake,
    "multi_external_select": _most_mistake,
    "multi_channels_select": _most_mistake,
    "multi_conversations_select": _most_mistake,
}


# --- which element was used ------------------------------------------------------------------------------------


def named(blocks: list[Json]) -> list[Json]:
    """The blocks, each and each element with an id, as Slack gives them one where the app did not."""
    for index, block in enumerate(flat(blocks)):
        block.setdefault("block_id", f"b{index}")
        for place, holder in enumerate(holders(block)):
            holder.setdefault("block_id", f"b{index}-{place}")
            for position, element in enumerate(elements_of(holder)):
                element.setdefault("action_id", f"a{index}-{place}-{position}")
    return blocks


def usable(blocks: list[Json], reader: str) -> Iterator[tuple[str, Json]]:
    """Each element this person can use, with the id of its block."""
    for block in flat(blocks):
        for holder in holders(block):
            for element in elements_of(holder):
                seen_by = element.get("visible_to_user_ids")
                if not seen_by or reader in seen_by:
                    yield holder["block_id"], element


def action_of(blocks: list[Json], reader: str, wanted: Json) -> Json:
    """The action Slack reports for what a person used, without its time. Raises Misfit.

    `wanted` has an `action_id` or a `label`, perhaps a `block_id` where the id is not alone, and a value for menus.
    """
    found = [(name, element) for name, element in usable(blocks, reader) if _is_wanted(name, element, wanted)]
    if not found:
        raise Misfit(f"There is nothing called {_called(wanted)} here. {_offered(blocks, reader)}")
    block_id, element = found[0]
    if len({name for name, _ in found}) > 1:
        raise Misfit(f"{_called(wanted)} is in several blocks; add block_id, one of: {', '.join(n for n, _ in found)}.")
    return {"type": element["type"], "action_id": element["action_id"], "block_id": block_id, **_given(element, wanted)}


def _is_wanted(block_id: str, element: Json, wanted: Json) -> bool:
    if wanted.get("block_id") not in (None, block_id):
        return False
    if wanted.get("action_id") is not None:
        # The same action in several blocks is told apart by the value of its buttons.
        value = wanted.get("value")
        same_value = element["type"] != "button" or value is None or value == element.get("value", value)
        return bool(element["action_id"] == wanted["action_id"]) and same_value
    return str(wanted.get("label", "")).casefold() in [label.casefold() for label in labels_of(element)]


def labels_of(element: Json) -> list[str]:
    """The words on an element by which a person would name it."""
    texts = [element.get("text"), element.get("positive_button"), element.get("negative_button"), *options_of(element)]
    return [found for text in texts if text and (found := _words(text))]


def _words(text: Json) -> str:
    inner = text.get("text")
    return str(inner.get("text", "")) if isinstance(inner, dict) else str(inner or "")


def _called(wanted: Json) -> str:
    return repr(wanted.get("action_id") or wanted.get("label") or "")


def _offered(blocks: list[Json], reader: str) -> str:
    offered = [
        f"{labels_of(element)[:3] or ''} {element['action_id']}".strip() for _, element in usable(blocks, reader)
    ]
    return f"What can be used: {'; '.join(offered)}." if offered else "There is nothing to use in it."


def _given(element: Json, wanted: Json) -> Json:
    kind = element["type"]
    if kind in ("button", "icon_button", "workflow_button"):
        return {name: element[name] for name in ("text", "value", "style", "url", "icon") if name in element}
    if kind == "feedback_buttons":
        return _feedback(element, wanted)
    if kind == "overflow":
        option = wanted.get("selected_option") or wanted.get("value") or wanted.get("label")
        return {"selected_option": chosen(element, option)}
    return _entered(element, wanted)


def _feedback(element: Json, wanted: Json) -> Json:
    for half in (element["positive_button"], element["negative_button"]):
        if wanted.get("value") == half["value"] or str(wanted.get("label")).casefold() == _words(half).casefold():
            return {"text": half["text"], "value": half["value"]}
    values = [element[half]["value"] for half in ("positive_button", "negative_button")]
    raise Misfit(f"Say which of the two buttons by value: {' or '.join(values)}.")


def _entered(element: Json, wanted: Json) -> Json:
    field, initial = HOLDS[element["type"]]
    given = wanted[field] if field in wanted else wanted.get("value", wanted.get("label"))
    kept = {name: element[name] for name in ("placeholder", initial) if name in element}
    if field not in wanted and given is None:
        raise Misfit(f"Say what was entered or chosen in {element['action_id']}: give value or {field}.")
    return {**{name: value for name, value in as_held(element, given).items() if name != "type"}, **kept}
