"""One HTTP call: headers, tries, failures, pages, server-sent events. What the generated methods stand on."""
import json
import time
import uuid
from typing import Any, Callable, Dict, Iterator, NamedTuple, Optional
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

PASSING = (429, 502, 503, 504)


class ApiError(Exception):
    """A refusal or failure. `code` is of the table of error codes; `status` is 0 when no answer came."""

    def __init__(self, status: int, problem: Dict[str, Any], retry_after_s: float = 0.0) -> None:
        super().__init__(problem.get("detail") or problem.get("title") or "The call failed.")
        self.status = status
        self.code = str(problem.get("code", "unavailable"))
        self.problem = problem
        self.retry_after_s = retry_after_s

    @property
    def passing(self) -> bool:
        return self.status == 0 or self.status in PASSING or self.code == "idempotency_in_flight"


class Event(NamedTuple):
    """A server-sent event. `id` is where to resume."""

    id: str
    event: str
    data: Any


class Transport:
    """Calls of GET and POST are tried again while that can help; each POST has one idempotency key over its tries."""

    def __init__(
        self, base_url: str, api_key: Optional[str] = None, timeout_s: float = 60.0, tries: int = 5
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = {} if api_key is None else {"authorization": f"Bearer {api_key}"}
        self._timeout_s = timeout_s
        self._tries = tries

    def _json(self, method: str, path: str, **call: Any) -> Any:
        content = self._read(method, path, **call)
        return json.loads(content) if content else None

    def _read(self, method: str, path: str, **call: Any) -> bytes:
        key = call.pop("idempotency_key", None) or uuid.uuid4().hex
        headers = {"idempotency-key": key} if method == "POST" else {}
        repeatable = method in ("GET", "POST")
        for attempt in range(1, self._tries + 1):
            try:
                with self._open(method, path, headers, **call) as answer:
                    return bytes(answer.read())
            except ApiError as error:
                if attempt == self._tries or not (repeatable and error.passing):
                    raise
                time.sleep(max(error.retry_after_s, min(0.2 * 2 ** (attempt - 1), 3.0)))
        raise AssertionError("a try either answers or raises")

    def _events(self, method: str, path: str, **call: Any) -> Iterator[Event]:
        call.pop("idempotency_key", None)
        with self._open(method, path, {"accept": "text/event-stream"}, **call) as answer:
            found: Dict[str, str] = {}
            for raw in answer:
                line = raw.decode().rstrip("\r\n")
                if line == "":
                    if "data" in found:
                        yield Event(found.get("id", ""), found.get("event", ""), json.loads(found["data"]))
                    found = {}
                elif not line.startswith(":"):
                    name, _, value = line.partition(":")
                    found[name] = value[1:] if value.startswith(" ") else value

    def _open(
        self,
        method: str,
        path: str,
        headers: Dict[str, str],
        query: Optional[Dict[str, Any]] = None,
        body: Any = None,
        media_type: Optional[str] = None,
    ) -> Any:
        given = {name: value for name, value in (query or {}).items() if value is not None}
        url = self._base_url + path + (f"?{urlencode(given)}" if given else "")
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        sent = {**self._headers, **headers}
        if data is not None and media_type is not None:
            sent["content-type"] = media_type
        try:
            return urlopen(Request(url, data, sent, method=method), timeout=self._timeout_s)
        except HTTPError as failed:
            raise _error_of(failed) from None
        except (URLError, OSError) as failed:
            raise ApiError(0, {"detail": f"The gateway does not answer: {failed}"}) from failed


def _error_of(failed: HTTPError) -> ApiError:
    try:
        problem = json.loads(failed.read())
    except ValueError:
        problem = {"detail": f"The server answered {failed.code} without saying why."}
    after = failed.headers.get("retry-after", "")
    return ApiError(failed.code, problem, float(after) if after.isdigit() else 0.0)


def quoted(value: Any, safe: str = "") -> str:
    return quote(str(value), safe=safe)


def each(page_at: Callable[[Optional[str]], Any]) -> Iterator[Any]:
    """Every item of a list; the next page is asked for when the one before is used up."""
    cursor: Optional[str] = None
    while True:
        page = page_at(cursor)
        yield from page["items"]
        cursor = page["nextCursor"]
        if cursor is None:
            return
