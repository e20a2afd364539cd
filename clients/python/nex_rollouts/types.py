"""What the platform answers, typed. Names are those of the REST API, in Python's spelling."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Tuple


@dataclass(frozen=True)
class Rollout:
    """One run of a task, for the program that runs it."""

    rollout_id: str
    batch_id: str
    group_id: str
    run_index: int
    attempt: int
    #: `queued`, `running`, `ready`, `done` or `cancelled`.
    state: str
    #: As it was given to the batch.
    task: Mapping[str, Any]

    @staticmethod
    def of(raw: Mapping[str, Any]) -> "Rollout":
        return Rollout(
            rollout_id=raw["rolloutId"],
            batch_id=raw["batchId"],
            group_id=raw["groupId"],
            run_index=raw["runIndex"],
            attempt=raw["attempt"],
            state=raw["state"],
            task=raw["task"],
        )


@dataclass(frozen=True)
class Trajectory:
    """One agent's unbroken sequence of a rollout. A rollout that failed is one of no length with reward 0."""

    trajectory_id: str
    rollout_id: str
    group_id: str
    task_id: str
    #: Of the rollout, from 0, distinct within the group.
    run_index: int
    attempt: int
    agent_path: str
    segment_index: int
    segment_count: int
    #: `tokens`, `messages` when the server gave no tokens, or `empty`.
    kind: str
    tokens: List[int]
    #: As long as `tokens`: 1 where the model sampled.
    loss_mask: List[int]
    #: As long as `tokens`; None when the server gave none.
    logprobs: Optional[List[float]]
    #: With `loss` per message; None for tokens.
    messages: Optional[List[Dict[str, Any]]]
    #: (start, end, version) of what was sampled.
    model_versions: List[Tuple[int, int, int]]
    #: None when no verifier said one.
    reward: Optional[float]
    metrics: Dict[str, float]
    state: str
    truncated: bool
    stale: bool
    is_validation: bool
    ground_truth: Any
    data: Dict[str, Any]
    #: Everything that was answered.
    raw: Mapping[str, Any] = field(repr=False)

    @staticmethod
    def of(raw: Mapping[str, Any]) -> "Trajectory":
        return Trajectory(
            trajectory_id=raw["trajectoryId"],
            rollout_id=raw["rolloutId"],
            group_id=raw["groupId"],
            task_id=raw["taskId"],
            run_index=raw["runIndex"],
            attempt=raw["attempt"],
            agent_path=raw["agentPath"],
            segment_index=raw["segmentIndex"],
            segment_count=raw["segmentCount"],
            kind=raw["kind"],
            tokens=raw["tokens"],
            loss_mask=raw["lossMask"],
            logprobs=raw["logprobs"],
            messages=raw.get("messages"),
            model_versions=[(start, end, version) for start, end, version in raw["modelVersions"]],
            reward=raw["reward"],
            metrics=raw["metrics"],
            state=raw["state"],
            truncated=raw["truncated"],
            stale=raw["stale"],
            is_validation=raw["isValidation"],
            ground_truth=raw["groundTruth"],
            data=raw["data"],
            raw=raw,
        )


@dataclass(frozen=True)
class Lease:
    lease_id: str
    #: Grows from lease to lease: of two that hold the same trajectory, the larger one counts.
    fence: int
    expires_at: str
    trajectories: List[Trajectory]

    def groups(self) -> Dict[str, List[Trajectory]]:
        """By group, in the order in which they were completed."""
        found: Dict[str, List[Trajectory]] = {}
        for one in self.trajectories:
            found.setdefault(one.group_id, []).append(one)
        return found


@dataclass(frozen=True)
class Place:
    rollout_id: str
    task_id: str
    group_id: str
    run_index: int


@dataclass(frozen=True)
class Created:
    batch_id: str
    rollouts: List[Place]


@dataclass(frozen=True)
class Batch:
    id: str
    #: `running`, `completed` or `cancelled`.
    state: str
    #: `resume` or `version` when nothing new is begun just now.
    waits_for: Optional[str]
    #: By state: queued, running, ready, done, cancelled.
    rollouts: Dict[str, int]
    #: By state: open, complete, done, cancelled.
    groups: Dict[str, int]
    raw: Mapping[str, Any] = field(repr=False)

    @staticmethod
    def of(raw: Mapping[str, Any]) -> "Batch":
        return Batch(raw["id"], raw["state"], raw.get("waitsFor"), raw["rollouts"], raw["groups"], raw)


@dataclass(frozen=True)
class Model:
    tag: str
    #: `running` or `paused`.
    state: str
    version: int
    weights_uri: Optional[str]

    @staticmethod
    def of(raw: Mapping[str, Any]) -> "Model":
        return Model(raw["tag"], raw["state"], raw["version"], raw.get("weightsUri"))
