"""Stands in for the modules of NexAU that tools and middleware import, where the package itself is not installed.

Names and fields are those of NexAU; what they do is done by the platform.
"""

import importlib.util
import sys
import types
import uuid
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import Any

import nexau_messages as messages
import sandbox_results as results
from python_sandbox import BaseSandbox


@dataclass
class HookResult:
    """What a hook changes; `None` leaves a thing as it is."""

    messages: Any = None
    parsed_response: Any = None
    force_continue: bool = False
    tool_output: Any = None
    tool_input: Any = None
    agent_response: Any = None
    llm_tool_output: Any = None
    history_event: Any = None

    @classmethod
    def no_changes(cls):
        return cls()

    @classmethod
    def with_modifications(cls, **changes):
        return cls(**changes)

    def has_messages(self):
        return self.messages is not None

    def has_parsed_response(self):
        return self.parsed_response is not None

    def has_tool_output(self):
        return self.tool_output is not None

    def has_agent_response(self):
        return self.agent_response is not None

    def has_modifications(self):
        return any(getattr(self, one.name) not in (None, False) for one in fields(self))


@dataclass
class BeforeAgentHookInput:
    agent_state: Any
    messages: list
    framework_context: Any = None


@dataclass
class AfterAgentHookInput:
    agent_state: Any
    messages: list
    agent_response: str
    stop_reason: Any = None


@dataclass
class BeforeModelHookInput:
    agent_state: Any
    max_iterations: int
    current_iteration: int
    messages: list
    history_event: Any = None


@dataclass
class AfterModelHookInput(BeforeModelHookInput):
    original_response: str = ""
    parsed_response: Any = None
    model_response: Any = None


@dataclass
class BeforeToolHookInput:
    agent_state: Any
    sandbox: Any
    tool_name: str
    tool_call_id: str
    tool_input: dict
    parallel_execution_id: Any = None


@dataclass
class AfterToolHookInput(BeforeToolHookInput):
    tool_output: Any = None
    llm_tool_output: Any = None


class Middleware:
    """Each step does nothing until a subclass has it do something."""

    def before_agent(self, hook_input):
        return HookResult()

    def after_agent(self, hook_input):
        return HookResult()

    def before_model(self, hook_input):
        return HookResult()

    def after_model(self, hook_input):
        return HookResult()

    def before_tool(self, hook_input):
        return HookResult()

    def after_tool(self, hook_input):
        return HookResult()

    def wrap_model_call(self, params, call_next):
        return call_next(params)

    def wrap_tool_call(self, params, call_next):
        return call_next(params)

    def stream_chunk(self, chunk, params):
        return chunk


@dataclass
class ModelResponse:
    content: Any = None
    tool_calls: list = field(default_factory=list)
    role: str = "assistant"

    def render_text(self):
        return self.content or ""


@dataclass
class ToolCall:
    tool_name: str
    parameters: dict
    raw_content: Any = None
    tool_call_id: Any = None
    source: str = "structured"
    parallel_execution_id: Any = None

    def __post_init__(self):
        self.tool_call_id = self.tool_call_id or f"tool_call_{uuid.uuid4()}"


@dataclass
class ParsedResponse:
    original_response: str
    tool_calls: list
    sub_agent_calls: list = field(default_factory=list)
    batch_agent_calls: list = field(default_factory=list)
    is_parallel_tools: bool = False
    is_parallel_sub_agents: bool = False
    model_response: Any = None

    def get_all_calls(self):
        return [*self.tool_calls, *self.sub_agent_calls, *self.batch_agent_calls]

    def has_calls(self):
        return bool(self.get_all_calls())

    def get_call_summary(self):
        return f"{len(self.tool_calls)} tool calls" if self.tool_calls else "no calls"


class AgentStopReason(str, Enum):
    MAX_ITERATIONS_REACHED = "MAX_ITERATIONS_REACHED"
    STOP_TOOL_TRIGGERED = "STOP_TOOL_TRIGGERED"
    ERROR_OCCURRED = "ERROR_OCCURRED"
    CONTEXT_TOKEN_LIMIT = "CONTEXT_TOKEN_LIMIT"
    SUCCESS = "SUCCESS"
    NO_MORE_TOOL_CALLS = "NO_MORE_TOOL_CALLS"
    USER_INTERRUPTED = "USER_INTERRUPTED"
    PERMISSION_PENDING = "PERMISSION_PENDING"


class FrameworkContext:
    """Only a name for annotations."""


class AgentState:
    """Only a name for annotations."""


_HOOKS = (HookResult, BeforeAgentHookInput, AfterAgentHookInput, BeforeModelHookInput, AfterModelHookInput)
_HOOKS += (BeforeToolHookInput, AfterToolHookInput, Middleware)
_BLOCKS = (messages.Message, messages.Role, messages.TextBlock, messages.ImageBlock, messages.ReasoningBlock)
_BLOCKS += (messages.ToolUseBlock, messages.ToolResultBlock)
_SANDBOX = (BaseSandbox, results.SandboxStatus, results.CodeLanguage, results.CommandResult)
_SANDBOX += (results.CodeExecutionResult, results.FileInfo, results.FileOperationResult)

_MODULES = {
    "nexau.core.messages": _BLOCKS,
    "nexau.archs.main_sub.execution.hooks": _HOOKS,
    "nexau.archs.main_sub.execution.model_response": (ModelResponse,),
    "nexau.archs.main_sub.execution.parse_structures": (ToolCall, ParsedResponse),
    "nexau.archs.main_sub.execution.stop_reason": (AgentStopReason,),
    "nexau.archs.sandbox.base_sandbox": _SANDBOX,
    "nexau.archs.main_sub.agent_state": (AgentState,),
    "nexau.archs.main_sub.framework_context": (FrameworkContext,),
}
_OLDER_NAMES = ("BeforeModelHookResult", "AfterModelHookResult", "AfterToolHookResult")


def provide():
    """Makes the modules importable, unless NexAU itself is."""
    if importlib.util.find_spec("nexau") is not None:
        return
    for name, members in _MODULES.items():
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            path = ".".join(parts[:end])
            if path in sys.modules:
                continue
            module = sys.modules[path] = types.ModuleType(path)
            module.__path__ = []
            if end > 1:
                setattr(sys.modules[".".join(parts[: end - 1])], parts[end - 1], module)
        for member in members:
            setattr(sys.modules[name], member.__name__, member)
    for older in _OLDER_NAMES:
        setattr(sys.modules["nexau.archs.main_sub.execution.hooks"], older, HookResult)
