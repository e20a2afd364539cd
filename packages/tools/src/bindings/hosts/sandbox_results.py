"""What the sandbox of NexAU gives back, by its names and fields."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class SandboxStatus(str, Enum):
    RUNNING = "running"
    STOPPED = "stopped"
    ERROR = "error"
    TIMEOUT = "timeout"
    SUCCESS = "success"


class CodeLanguage(str, Enum):
    PYTHON = "python"


@dataclass
class CommandResult:
    status: SandboxStatus
    stdout: str = ""
    stderr: str = ""
    exit_code: int = 0
    duration_ms: int = 0
    error: Any = None
    truncated: bool = False
    original_stdout_length: Any = None
    original_stderr_length: Any = None
    background_pid: Any = None
    output_dir: Any = None
    stdout_file: Any = None
    stderr_file: Any = None


@dataclass
class CodeExecutionResult:
    status: SandboxStatus
    language: CodeLanguage = CodeLanguage.PYTHON
    outputs: list = field(default_factory=list)
    error_type: Any = None
    error_value: Any = None
    traceback: Any = None
    duration_ms: int = 0
    truncated: bool = False


@dataclass
class FileInfo:
    path: str
    exists: bool = False
    is_file: bool = False
    is_directory: bool = False
    size: int = 0
    mode: Any = None
    permissions: Any = None
    modified_time: Any = None
    symlink_target: Any = None
    readable: bool = True
    writable: bool = True
    encoding: Any = None


@dataclass
class FileOperationResult:
    status: SandboxStatus
    file_path: str = ""
    content: Any = None
    size: int = 0
    error: Any = None
    truncated: bool = False
