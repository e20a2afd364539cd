"""Rollouts of agents for a trainer. Standard library only."""

from .advantages import group_advantages
from .client import RolloutClient
from .errors import LeaseExpired, RolloutError
from .types import Batch, Created, Lease, Model, Place, Rollout, Trajectory

__all__ = [
    "Batch",
    "Created",
    "Lease",
    "LeaseExpired",
    "Model",
    "Place",
    "Rollout",
    "RolloutClient",
    "RolloutError",
    "Trajectory",
    "group_advantages",
]
