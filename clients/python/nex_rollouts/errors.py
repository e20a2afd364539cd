"""What the platform answers when it refuses: a code, where, and what to do."""

from __future__ import annotations

from typing import Any, Mapping, Optional


class RolloutError(Exception):
    """`code` is one of the platform's error table; `unavailable` when no answer came."""

    def __init__(
        self,
        code: str,
        message: str,
        status: int = 0,
        where: Optional[str] = None,
        hint: Optional[str] = None,
    ) -> None:
        super().__init__(" ".join(part for part in (message, hint) if part))
        self.code = code
        self.status = status
        self.where = where
        self.hint = hint


class LeaseExpired(RolloutError):
    """The lease is over: throw away what came of it, it is given out again."""


def error_of(status: int, body: Any) -> RolloutError:
    """From problem details, or OpenAI's form; an answer of another form becomes `internal` or `invalid_request`."""
    problem: Mapping[str, Any] = body if isinstance(body, dict) else {}
    said = problem.get("error")
    if isinstance(said, dict):
        problem = {"code": said.get("code"), "detail": said.get("message"), "where": said.get("param")}
    code = problem.get("code") or ("internal" if status >= 500 else "invalid_request")
    message = problem.get("detail") or f"The server answered {status} without saying why."
    kind = LeaseExpired if code == "lease_expired" else RolloutError
    return kind(code, message, status, problem.get("where"), problem.get("hint"))
