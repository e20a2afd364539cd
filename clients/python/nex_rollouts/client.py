"""The REST API for trainers. Every method raises RolloutError."""

from __future__ import annotations

import http.client
import json
import time
import uuid
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Union
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from .errors import RolloutError, error_of
from .types import Batch, Created, Lease, Model, Place, Rollout, Trajectory

_AWAY = (502, 503, 504)


class RolloutClient:
    """Calls that may be repeated are tried again while the platform is away; leasing and acknowledging are such."""

    def __init__(
        self,
        base_url: str,
        api_key: Optional[str] = None,
        attempts: int = 8,
        timeout_s: float = 30.0,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._api_key = api_key
        self._attempts = attempts
        self._timeout_s = timeout_s

    def create_batch(self, batch: Mapping[str, Any], idempotency_key: Optional[str] = None) -> Created:
        """`batch` is the body of POST /v1/rollout-batches. A repeated key gives the batch that it made."""
        key = idempotency_key or uuid.uuid4().hex
        raw = self._call("POST", "/v1/rollout-batches", batch, {"idempotency-key": key})
        places = [Place(one["rolloutId"], one["taskId"], one["groupId"], one["runIndex"]) for one in raw["rollouts"]]
        return Created(raw["batchId"], places)

    def get_batch(self, batch_id: str) -> Batch:
        return Batch.of(self._call("GET", f"/v1/rollout-batches/{quote(batch_id, safe='')}"))

    def cancel_batch(self, batch_id: str) -> Batch:
        """Its complete groups stay to be leased."""
        return Batch.of(self._call("POST", f"/v1/rollout-batches/{quote(batch_id, safe='')}/cancel"))

    def lease(
        self,
        model_tag: str,
        max: int = 256,
        wait_ms: int = 20_000,
        lease_ms: int = 60_000,
        complete_groups_only: bool = True,
    ) -> Optional[Lease]:
        """Waits on the server; None when nothing came in time."""
        body = {
            "modelTag": model_tag,
            "max": max,
            "waitMs": wait_ms,
            "leaseMs": lease_ms,
            "completeGroupsOnly": complete_groups_only,
        }
        raw = self._call("POST", "/v1/trajectories:lease", body, timeout_s=self._timeout_s + wait_ms / 1000)
        if raw["leaseId"] is None:
            return None
        trajectories = [Trajectory.of(one) for one in raw["trajectories"]]
        return Lease(raw["leaseId"], raw["fence"], raw["expiresAt"], trajectories)

    def leases(self, model_tag: str, batch_id: Optional[str] = None, **options: Any) -> Iterator[Lease]:
        """One lease after the other; acknowledge each before the next. With a batch it ends when that gives no more."""
        while True:
            lease = self.lease(model_tag, **options)
            if lease is not None:
                yield lease
            elif batch_id is not None:
                batch = self.get_batch(batch_id)
                if batch.state != "running" and batch.groups["complete"] == 0:
                    return

    def ack(self, lease: Lease, result: Union[str, Mapping[str, str]] = "success") -> List[str]:
        """`success`, `fail` or `re-rollout`, for all or by trajectory id. Gives the rollouts that are run again.

        Raises LeaseExpired when the time of the lease is over; then nothing was noted.
        """
        results: List[Dict[str, str]] = [
            {
                "trajectoryId": one.trajectory_id,
                "result": result if isinstance(result, str) else result.get(one.trajectory_id, "success"),
            }
            for one in lease.trajectories
        ]
        raw = self._call("POST", "/v1/trajectories:ack", {"leaseId": lease.lease_id, "results": results})
        rerun: Sequence[str] = raw["rerun"]
        return list(rerun)

    def get_rollout(self, rollout_id: str) -> Rollout:
        return Rollout.of(self._call("GET", f"/v1/rollouts/{quote(rollout_id, safe='')}"))

    def openai_base_url(self, rollout_id: str) -> str:
        """For any client of OpenAI's API: an agent of your own asks the model there, and the platform keeps what is said."""
        return f"{self._base_url}/v1/rollouts/{quote(rollout_id, safe='')}"

    def chat(
        self,
        rollout_id: str,
        messages: Sequence[Mapping[str, Any]],
        agent_path: str = "",
        attempt: Optional[int] = None,
        timeout_s: float = 600.0,
        **fields: Any,
    ) -> Dict[str, Any]:
        """The same without such a client: one answer, as OpenAI's API gives it. Asked again, it is given from the record."""
        headers = {"idempotency-key": uuid.uuid4().hex}
        if agent_path:
            headers["x-agent-path"] = agent_path
        if attempt is not None:
            headers["x-rollout-attempt"] = str(attempt)
        path = f"/v1/rollouts/{quote(rollout_id, safe='')}/chat/completions"
        answer: Dict[str, Any] = self._call("POST", path, {"messages": messages, **fields}, headers, timeout_s)
        return answer

    def end_rollout(
        self,
        rollout_id: str,
        reward: Optional[float] = None,
        metrics: Optional[Mapping[str, float]] = None,
        response: Optional[str] = None,
        failure: Optional[str] = None,
        attempt: Optional[int] = None,
    ) -> Rollout:
        """Without a reward the batch's evaluator says one. With a `failure` it is a record of no length."""
        given = {"reward": reward, "metrics": metrics, "response": response, "message": failure, "attempt": attempt}
        body: Dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        if failure is not None:
            body["state"] = "failed"
        # The key makes an end that is said again give the answer of the first time.
        headers = {"idempotency-key": uuid.uuid4().hex}
        return Rollout.of(self._call("POST", f"/v1/rollouts/{quote(rollout_id, safe='')}/end", body, headers))

    def pause(self, model_tag: str, in_flight: str = "finish") -> Model:
        """When it returns, no rollout of the model is begun. `mark` notes the pause in those under way."""
        return self._steer(model_tag, "pause", {"inFlight": in_flight})

    def resume(self, model_tag: str, version: int, weights_uri: Optional[str] = None) -> Model:
        body: Dict[str, Any] = {"version": version}
        if weights_uri is not None:
            body["weightsUri"] = weights_uri
        return self._steer(model_tag, "resume", body)

    def _steer(self, model_tag: str, verb: str, body: Mapping[str, Any]) -> Model:
        return Model.of(self._call("POST", f"/v1/models/{quote(model_tag, safe='')}:{verb}", body))

    def _call(
        self,
        method: str,
        path: str,
        body: Optional[Mapping[str, Any]] = None,
        headers: Optional[Mapping[str, str]] = None,
        timeout_s: Optional[float] = None,
    ) -> Any:
        for attempt in range(1, self._attempts + 1):
            try:
                return self._once(method, path, body, headers or {}, timeout_s or self._timeout_s)
            except RolloutError as error:
                if attempt == self._attempts or error.status not in (0, *_AWAY):
                    raise
                time.sleep(min(0.1 * 2**attempt, 3.0))
        raise AssertionError("unreachable")

    def _once(
        self,
        method: str,
        path: str,
        body: Optional[Mapping[str, Any]],
        headers: Mapping[str, str],
        timeout_s: float,
    ) -> Any:
        request = Request(self._base_url + path, method=method, headers=dict(headers))
        request.add_header("accept", "application/json")
        if self._api_key is not None:
            request.add_header("authorization", f"Bearer {self._api_key}")
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("content-type", "application/json")
        try:
            with urlopen(request, timeout=timeout_s) as response:
                return json.loads(response.read())
        except HTTPError as error:
            raise error_of(error.code, _json_of(error.read())) from None
        except (URLError, OSError, http.client.HTTPException) as error:
            raise RolloutError("unavailable", f"The platform does not answer: {error}.") from error


def _json_of(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None
