"""A trainer's whole loop, with a policy that is small enough to need no library.

The policy is a number per token id: how much more often the token should be sampled. A step computes the advantage of
every rollout within its group, follows the policy gradient over the sampled tokens alone, writes the new weights, and
tells the platform their version. A loop that was killed and is started again goes on from its last weights. A real trainer
puts its model in the place of `Policy` and changes nothing else.

    python3 examples/train_loop.py --url http://127.0.0.1:7400 --model-tag policy --batch batch.json --steps 3
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import defaultdict
from pathlib import Path
from typing import Dict, List, Tuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from nex_rollouts import Lease, LeaseExpired, RolloutClient, Trajectory, group_advantages  # noqa: E402


class Policy:
    """A softmax over the token ids that were seen."""

    def __init__(self, learning_rate: float = 0.1) -> None:
        self.learning_rate = learning_rate
        #: Steps that the weights come of.
        self.version = 0
        self.weights: Dict[int, float] = defaultdict(float)

    def step(self, data: List[Tuple[Trajectory, float]]) -> int:
        """One step up the gradient of sum(advantage * log p(token)); the number of tokens that it was made of."""
        sampled = [
            (token, advantage)
            for trajectory, advantage in data
            for token, flag in zip(trajectory.tokens, trajectory.loss_mask)
            if flag == 1
        ]
        for token, _ in sampled:
            self.weights[token] += 0.0
        total = sum(math.exp(weight) for weight in self.weights.values())
        chance = {token: math.exp(weight) / total for token, weight in self.weights.items()}
        pull = sum(advantage for _, advantage in sampled)
        gradient = {token: -pull * p for token, p in chance.items()}
        for token, advantage in sampled:
            gradient[token] += advantage
        for token, value in gradient.items():
            self.weights[token] += self.learning_rate * value / max(len(sampled), 1)
        return len(sampled)

    def save(self, path: Path) -> None:
        weights = {str(token): weight for token, weight in sorted(self.weights.items())}
        # Whole or not at all.
        draft = path.with_name(path.name + ".part")
        draft.write_text(json.dumps({"version": self.version, "weights": weights}))
        draft.replace(path)

    def load(self, path: Path) -> None:
        saved = json.loads(path.read_text())
        self.version = saved["version"]
        self.weights.update({int(token): weight for token, weight in saved["weights"].items()})


def read_lease(lease: Lease) -> Tuple[List[Tuple[Trajectory, float]], Dict[str, float]]:
    """What is learnt from, with its advantages, and what to say of it."""
    data: List[Tuple[Trajectory, float]] = []
    rewards: List[float] = []
    for group in lease.groups().values():
        advantages = group_advantages(group)
        rewards += [one.reward for one in group if one.segment_index == 0 and one.reward is not None]
        # A group in which all did equally well teaches nothing; validation is not learnt from.
        data += [
            (one, advantages[one.rollout_id])
            for one in group
            if advantages.get(one.rollout_id) and one.kind == "tokens" and not one.is_validation
        ]
    mean_reward = sum(rewards) / len(rewards) if rewards else float("nan")
    return data, {"groups": len(lease.groups()), "records": len(lease.trajectories), "reward": mean_reward}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", required=True, help="of the gateway")
    parser.add_argument("--api-key")
    parser.add_argument("--model-tag", required=True)
    parser.add_argument("--batch", required=True, type=Path, help="JSON, as POST /v1/rollout-batches takes it")
    parser.add_argument("--steps", type=int, default=3, help="batches, one after the other")
    parser.add_argument("--max", type=int, default=64, help="records of a lease")
    parser.add_argument("--weights", type=Path, default=Path("weights.json"), help="file; a loop goes on from it")
    arguments = parser.parse_args()

    client = RolloutClient(arguments.url, arguments.api_key)
    spec = {**json.loads(arguments.batch.read_text()), "modelTag": arguments.model_tag}
    policy = Policy()
    if arguments.weights.exists():
        policy.load(arguments.weights)
    begun_at = policy.version
    for step in range(begun_at, arguments.steps):
        # The key makes a step that is repeated after a crash go on with the same rollouts.
        batch = client.create_batch(
            {**spec, "seed": step, "minModelVersion": step}, f"{arguments.model_tag}/{step}"
        )
        if step == begun_at > 0:
            # It may have been killed before the platform heard of the weights that it had saved.
            client.resume(arguments.model_tag, step, arguments.weights.resolve().as_uri())
        for lease in client.leases(arguments.model_tag, batch.batch_id, max=arguments.max, wait_ms=2_000):
            data, report = read_lease(lease)
            try:
                client.ack(lease)
            except LeaseExpired:
                # Another trainer gets it: what was read of it counts for nothing.
                print(json.dumps({"step": step, "expired": lease.lease_id}), flush=True)
                continue
            tokens = policy.step(data)
            print(json.dumps({"step": step, "version": policy.version, "tokens": tokens, **report}), flush=True)
        client.pause(arguments.model_tag)
        policy.version = step + 1
        policy.save(arguments.weights)
        # Here a real trainer has its model server load the weights.
        client.resume(arguments.model_tag, policy.version, arguments.weights.resolve().as_uri())
    print(json.dumps({"done": True, "version": policy.version, "weights": len(policy.weights)}), flush=True)


if __name__ == "__main__":
    main()
