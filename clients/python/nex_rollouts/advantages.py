"""Advantages within a group: how much better a rollout did than the others of its task."""

from __future__ import annotations

from statistics import mean, stdev
from typing import Dict, Iterable, List

from .types import Trajectory

EPSILON = 1e-6


def group_advantages(group: Iterable[Trajectory]) -> Dict[str, float]:
    """Rollout id to (r - mean) / (std + 1e-6), as in GRPO, with the sample deviation.

    Counts rollouts, not records: a rollout that was cut into several has one reward. Rollouts that nothing judged are
    left out; a group of one has the advantage 0.
    """
    rewards: Dict[str, List[float]] = {}
    for one in group:
        if one.reward is not None:
            rewards.setdefault(one.rollout_id, []).append(one.reward)
    by_rollout = {rollout: mean(values) for rollout, values in rewards.items()}
    if len(by_rollout) < 2:
        return {rollout: 0.0 for rollout in by_rollout}
    middle = mean(by_rollout.values())
    spread = stdev(by_rollout.values())
    return {rollout: (reward - middle) / (spread + EPSILON) for rollout, reward in by_rollout.items()}
