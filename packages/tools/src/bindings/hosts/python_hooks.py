"""Runs middleware and hooks of an agent's files, by the interface of NexAU.

A middleware is made once per process and keeps its state there. A message or block that a hook did not change goes back
as `{"ref": index}`, so that the platform keeps its own.
"""

import dataclasses
import importlib
import importlib.util
import inspect
import json
import os
import sys
import threading

PHASES = ("before_agent", "before_model", "after_model", "before_tool", "after_tool", "after_agent")
WRAPPERS = ("wrap_model_call", "wrap_tool_call", "stream_chunk")
EXECUTION = "nexau.archs.main_sub.execution"

_made = {}
_lock = threading.Lock()


class NotLoaded(Exception):
    pass


def module_of(name):
    return importlib.import_module(name)


def make(spec):
    """The object that a file names; the same one for the same place of the file."""
    with _lock:
        if spec["id"] not in _made:
            _made[spec["id"]] = build(spec)
        return _made[spec["id"]]


def build(spec):
    found = load(spec)
    files = {key: os.path.join(os.environ.get("NEX_BUNDLE", ""), path) for key, path in spec["files"].items()}
    params = {**spec["params"], **files}
    if inspect.isclass(found):
        return found(**params)
    if callable(found) and (params or is_factory(found, spec)):
        return found(**params)
    if params:
        raise TypeError("it takes no parameters")
    return found


def load(spec):
    source = spec["source"]
    if source["kind"] == "module":
        found = module_of(source["module"])
    else:
        path = os.path.join(os.environ.get("NEX_BUNDLE", ""), source["file"])
        name = "nex_hooks_" + "".join(one if one.isalnum() else "_" for one in source["file"])
        place = importlib.util.spec_from_file_location(name, path)
        found = importlib.util.module_from_spec(place)
        # Dataclasses look their module up by its name.
        sys.modules[name] = found
        place.loader.exec_module(found)
    for name in spec["attribute"].split("."):
        found = getattr(found, name)
    return found


def is_factory(function, spec):
    """A function without parameters of the file: a hook takes one argument; a factory takes none."""
    if spec.get("phase") is None:
        return not any(hasattr(function, phase) for phase in PHASES)
    try:
        inspect.signature(function).bind(None)
        return False
    except TypeError:
        return True


def handler(made, spec, phase):
    """What runs at a step; `None` when nothing does."""
    if spec.get("phase") is not None and callable(made) and not hasattr(made, phase):
        return made if phase == spec["phase"] else None
    base = getattr(module_of(f"{EXECUTION}.hooks").Middleware, phase, None)
    own = getattr(type(made), phase, None)
    if own is None or own is base:
        return None
    return getattr(made, phase)


def describe(spec):
    made = make(spec)
    phases = [phase for phase in PHASES if handler(made, spec, phase)]
    wrappers = [name for name in WRAPPERS if handler(made, {**spec, "phase": None}, name)]
    if not phases and not wrappers:
        raise TypeError(f"it has none of {', '.join(PHASES)}")
    return {"phases": phases, "wrappers": wrappers}


def call(target, args, context):
    """The answer to one call: what `describe` found, or what a hook changed. May be awaitable."""
    try:
        spec = target["middleware"]
        made = make(spec)
        if target["hook"] == "describe":
            return describe(spec)
        run = handler(made, spec, target["hook"])
    except BaseException as error:
        raise NotLoaded(" ".join(f"{type(error).__name__}: {error}".split())) from None
    return Hook(target["hook"], run, args, context).run()


class Hook:
    def __init__(self, phase, run, args, context):
        self._phase = phase
        self._run = run
        self._args = args
        self._blocks = module_of("nexau.core.messages")
        messages = [self._message(one) for one in args.get("messages", [])]
        self._given = {str(message.id): (index, dump(message)) for index, message in enumerate(messages)}
        self._input = self._input_of(messages, context)

    async def run(self):
        result = self._run(self._input)
        if inspect.isawaitable(result):
            result = await result
        return self._changes(result)

    def _input_of(self, messages, context):
        args, phase = self._args, self._phase
        values = {
            **{name: value for name, value in args.items() if name not in ("messages", "tool_calls")},
            "agent_state": context,
            "framework_context": context,
            "sandbox": context.sandbox,
            "messages": messages,
        }
        if phase == "after_model":
            values.update(self._answer(args))
        if phase == "after_agent":
            values["stop_reason"] = stop_reason(args.get("stop_reason"))
        if phase == "after_tool":
            self._output_before = json.dumps(args.get("tool_output"))
        name = "".join(part.capitalize() for part in phase.split("_")) + "HookInput"
        return made_with(getattr(module_of(f"{EXECUTION}.hooks"), name), values)

    def _answer(self, args):
        structures = module_of(f"{EXECUTION}.parse_structures")
        response = module_of(f"{EXECUTION}.model_response").ModelResponse
        text = args["original_response"]
        calls = [made_with(structures.ToolCall, {"source": "structured", **one}) for one in args["tool_calls"]]
        parsed = {"original_response": text, "tool_calls": calls, "sub_agent_calls": [], "batch_agent_calls": []}
        self._calls_before = [call_of(one) for one in calls]
        return {
            "parsed_response": made_with(structures.ParsedResponse, parsed),
            "model_response": made_with(response, {"content": text, "tool_calls": calls}),
        }

    def _changes(self, result):
        """What differs from before, whether the hook gave it back or changed its input."""
        given = self._input
        changes = {}
        if result is not None and not hasattr(result, "messages"):
            raise TypeError(f"a hook gives back a HookResult or None, and not {type(result).__name__}")
        if hasattr(given, "messages"):
            messages = first(getattr(result, "messages", None), given.messages)
            changes["messages"] = [self._reference(message) for message in messages]
        if self._phase == "after_model":
            parsed = first(getattr(result, "parsed_response", None), given.parsed_response)
            calls = [call_of(one) for one in (parsed.tool_calls if parsed else [])]
            if calls != self._calls_before:
                changes["tool_calls"] = calls
            changes["force_continue"] = bool(getattr(result, "force_continue", False))
        if self._phase == "before_tool":
            changes["tool_input"] = first(getattr(result, "tool_input", None), given.tool_input)
        if self._phase == "after_tool":
            output = first(getattr(result, "tool_output", None), given.tool_output)
            if json.dumps(output, default=dump) != self._output_before:
                changes["tool_output"] = output
            shown = getattr(result, "llm_tool_output", None)
            if shown is not None:
                changes["llm_tool_output"] = shown
        if self._phase == "after_agent" and getattr(result, "agent_response", None) is not None:
            changes["agent_response"] = str(result.agent_response)
        return changes

    def _message(self, one):
        content = [self._block(block) for block in one["content"]]
        return self._blocks.Message(role=self._blocks.Role[one["role"].upper()], content=content)

    def _block(self, block):
        name = "".join(part.capitalize() for part in block["type"].split("_")) + "Block"
        values = dict(block)
        if isinstance(values.get("content"), list):
            values["content"] = [self._block(one) for one in values["content"]]
        return getattr(self._blocks, name)(**values)

    def _reference(self, message):
        if isinstance(message, dict):
            text = message.get("content")
            return {"role": str(message.get("role", "user")).lower(), "content": [{"type": "text", "text": text}]}
        now = dump(message)
        index, before = self._given.get(str(getattr(message, "id", None)), (None, None))
        if index is None:
            return now
        if now == before:
            return {"ref": index}
        old = before["content"] if now["role"] == before["role"] else []
        blocks = [{"ref": old.index(block)} if block in old else block for block in now["content"]]
        return {"ref": index, "role": now["role"], "content": blocks}


def dump(value):
    """Plain JSON of a message, a block or whatever can be written as such."""
    if hasattr(value, "role") and hasattr(value, "content"):
        role = getattr(value.role, "value", value.role)
        content = value.content if isinstance(value.content, list) else [{"type": "text", "text": value.content}]
        return {"role": str(role).lower(), "content": [dump(block) for block in content]}
    if isinstance(value, dict):
        return {name: dump(item) for name, item in value.items() if item is not None}
    if isinstance(value, (list, tuple)):
        return [dump(item) for item in value]
    if hasattr(value, "model_dump"):
        return dump(value.model_dump(mode="json"))
    if dataclasses.is_dataclass(value):
        return dump(dataclasses.asdict(value))
    return value


def call_of(one):
    return {"id": one.tool_call_id, "name": one.tool_name, "input": json.loads(json.dumps(one.parameters))}


def first(*values):
    return next((value for value in values if value is not None), None)


def made_with(kind, values):
    """An object of the class with those of the values that it has a place for."""
    known = {one.name for one in dataclasses.fields(kind)} if dataclasses.is_dataclass(kind) else set(values)
    return kind(**{name: value for name, value in values.items() if name in known})


def stop_reason(name):
    try:
        reasons = module_of(f"{EXECUTION}.stop_reason").AgentStopReason
        return reasons[name]
    except (ImportError, KeyError, AttributeError):
        return name
