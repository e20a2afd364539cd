"""Runs functions of Python modules for the platform: JSON-RPC 2.0 over standard input and output, a message a line.

Started with the folders that modules are imported from. A tool is a function that takes the arguments by name. What it
names `ctx`, `agent_state`, `sandbox` or `global_storage` is filled in. A coroutine function runs in a loop of its own.
Middleware is called the same way, by `python_hooks`.
"""

import asyncio
import ctypes
import dataclasses
import importlib
import inspect
import itertools
import json
import os
import signal
import sys
import threading

import nexau_stand_in
import python_hooks
from python_sandbox import Sandbox

IDENTITY = json.loads(os.environ.get("NEX_TOOL_IDENTITY", "{}"))
_context = dict(IDENTITY.get("context") or {})

PR_SET_PDEATHSIG = 1

# What tools print must not get between the messages.
_messages = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)
_lock = threading.Lock()
_asked = {}
_numbers = itertools.count(1)
_cancelled = {}


def send(message):
    line = json.dumps({"jsonrpc": "2.0", **message}, default=plain, allow_nan=False)
    with _lock:
        _messages.write(line + "\n")
        _messages.flush()


def plain(value):
    """JSON of what is no JSON but can be written as such."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    raise TypeError(f"a result of type {type(value).__name__} cannot be written as JSON")


def ask(method, params):
    number = f"host-{next(_numbers)}"
    answered = threading.Event()
    _asked[number] = [answered, None]
    send({"id": number, "method": method, "params": params})
    answered.wait()
    answer = _asked.pop(number)[1]
    if "error" in answer:
        raise RuntimeError(answer["error"]["message"])
    return answer.get("result")


class GlobalStorage:
    """The storage of the run. Every access is a request; values are JSON, and copies."""

    def __init__(self, call):
        self._call = call

    def get(self, key, default=None):
        value = ask("storage.get", {"call": self._call, "key": key})
        return default if value is None else value

    def set(self, key, value):
        ask("storage.set", {"call": self._call, "key": key, "value": value})

    def to_dict(self):
        return ask("storage.entries", {"call": self._call})

    def update(self, values):
        for key, value in values.items():
            self.set(key, value)

    def keys(self):
        return list(self.to_dict())

    def items(self):
        return list(self.to_dict().items())

    def __contains__(self, key):
        return key in self.to_dict()

    def __getitem__(self, key):
        entries = self.to_dict()
        return entries[key]

    __setitem__ = set


class Execution:
    def __init__(self, cancelled):
        self._cancelled = cancelled

    def is_shutting_down(self):
        return self._cancelled.is_set()


class Context:
    """What a tool knows of the run: its names and ids, the storage, and whether the call is cancelled."""

    def __init__(self, call, call_id, tool_name, cancelled):
        self.tool_name = tool_name
        self.call_id = call_id
        self.storage = self.global_storage = GlobalStorage(call)
        self.execution = Execution(cancelled)
        self.sandbox = Sandbox()
        self.context = _context
        self._call = call

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return IDENTITY.get(name)

    def get_global_value(self, key, default=None):
        return self.storage.get(key, default)

    def set_global_value(self, key, value):
        self.storage.set(key, value)

    def get_context_value(self, key, default=None):
        return _context.get(key, default)

    def set_context_value(self, key, value):
        """Seen by whatever of the run this process executes from now on."""
        _context[key] = value

    def get_variable(self, key, default=None):
        return (IDENTITY.get("variables") or {}).get(key, default)

    def progress(self, progress, total=None, message=None):
        params = {"call": self._call, "progress": progress, "total": total, "message": message}
        send({"method": "progress", "params": params})


def load(module, function):
    try:
        found = importlib.import_module(module)
        for name in function.split("."):
            found = getattr(found, name)
        return found
    except BaseException as error:
        raise python_hooks.NotLoaded(describe(error)) from None


def run(call, params):
    cancelled = _cancelled[call]
    try:
        target = params["target"]
        context = Context(call, params["call_id"], target.get("tool_name"), cancelled)
        if "hook" in target:
            result = python_hooks.call(target, params["args"], context)
            send({"id": call, "result": asyncio.run(awaited(result)) if inspect.isawaitable(result) else result})
            return
        function = load(target["module"], target["function"])
        offered = {
            "ctx": context,
            "agent_state": context,
            "sandbox": context.sandbox,
            "global_storage": context.storage,
        }
        wanted = inspect.signature(function).parameters
        given = {name: value for name, value in offered.items() if name in wanted}
        result = function(**{**params["args"], **given})
        if inspect.isawaitable(result):
            result = asyncio.run(awaited(result))
        send({"id": call, "result": result})
    except python_hooks.NotLoaded as error:
        what = "middleware" if "hook" in params["target"] else "tool"
        fail(call, f"The {what} could not be loaded. {error}", "infrastructure")
    except BaseException as error:
        fail(call, describe(error), "tool_error")
    finally:
        _cancelled.pop(call, None)


async def awaited(result):
    return await result


def fail(call, message, kind):
    send({"id": call, "error": {"code": -32000, "message": message, "data": {"kind": kind}}})


def describe(error):
    """One line, without a traceback."""
    return " ".join(f"{type(error).__name__}: {error}".split())


def receive(message):
    method = message.get("method")
    if method == "call":
        _cancelled[message["id"]] = threading.Event()
        threading.Thread(target=run, args=(message["id"], message["params"]), daemon=True).start()
    elif method == "cancel":
        cancelled = _cancelled.get(message["params"]["call"])
        if cancelled is not None:
            cancelled.set()
    elif message.get("id") in _asked:
        waiting = _asked[message["id"]]
        waiting[1] = message
        waiting[0].set()


def end_with_parent():
    """Has the kernel end this process with the platform: a tool that keeps the interpreter lock would not let it see
    that its input has ended. Other systems than Linux know no such thing."""
    parent = os.getppid()
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    except (AttributeError, OSError, TypeError):
        return
    if os.getppid() != parent:
        os._exit(0)


def main():
    end_with_parent()
    sys.path[:0] = sys.argv[1:]
    nexau_stand_in.provide()
    for line in sys.stdin:
        receive(json.loads(line))
    os._exit(0)


if __name__ == "__main__":
    main()
