"""Stands in for `nexau.core.messages`: messages of a role and a list of blocks, by the names and fields of NexAU."""

import uuid
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any


class Role(str, Enum):
    SYSTEM = "system"
    USER = "user"
    FRAMEWORK = "framework"
    ASSISTANT = "assistant"
    TOOL = "tool"


@dataclass
class Block:
    def model_dump(self, **_):
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass
class TextBlock(Block):
    text: str
    type: str = "text"


@dataclass
class ImageBlock(Block):
    url: Any = None
    base64: Any = None
    mime_type: str = "image/jpeg"
    detail: str = "auto"
    type: str = "image"


@dataclass
class ReasoningBlock(Block):
    text: str
    signature: Any = None
    redacted_data: Any = None
    type: str = "reasoning"


@dataclass
class ToolUseBlock(Block):
    id: str
    name: str
    input: dict
    raw_input: Any = None
    type: str = "tool_use"


@dataclass
class ToolResultBlock(Block):
    tool_use_id: str
    content: Any
    is_error: bool = False
    raw_output: Any = None
    type: str = "tool_result"


@dataclass
class Message:
    role: Role
    content: list = field(default_factory=list)
    metadata: dict = field(default_factory=dict)
    id: Any = field(default_factory=uuid.uuid4)
    created_at: Any = None

    def __post_init__(self):
        self.role = Role(getattr(self.role, "value", self.role).lower())

    @classmethod
    def user(cls, text):
        return cls(role=Role.USER, content=[TextBlock(text=text)])

    @classmethod
    def assistant(cls, text):
        return cls(role=Role.ASSISTANT, content=[TextBlock(text=text)])

    def get_text_content(self):
        return "".join(block.text for block in self.content if isinstance(block, TextBlock))

    def __getitem__(self, key):
        if key == "role":
            return self.role.value
        if key == "content":
            return self.get_text_content()
        raise KeyError(key)

    def get(self, key, default=None):
        return self[key] if key in ("role", "content") else default
