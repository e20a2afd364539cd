from __future__ import annotations

import unittest
from typing import Any, Optional

from nex_rollouts import LeaseExpired, RolloutError, Trajectory, group_advantages
from nex_rollouts.errors import error_of


def trajectory(rollout_id: str, reward: Optional[float], **more: Any) -> Trajectory:
    return Trajectory.of(
        {
            "trajectoryId": f"traj_{rollout_id}_{more.get('segmentIndex', 0)}",
            "rolloutId": rollout_id,
            "groupId": "g",
            "taskId": "t",
            "runIndex": 0,
            "attempt": 1,
            "agentPath": "a",
            "segmentIndex": 0,
            "segmentCount": 1,
            "kind": "tokens",
            "tokens": [1, 2],
            "lossMask": [0, 1],
            "logprobs": None,
            "modelVersions": [[1, 2, 0]],
            "reward": reward,
            "metrics": {},
            "state": "completed",
            "truncated": False,
            "stale": False,
            "isValidation": False,
            "groundTruth": None,
            "data": {},
            **more,
        }
    )


class Advantages(unittest.TestCase):
    def test_rollouts_are_counted_and_not_records(self) -> None:
        group = [
            trajectory("good", 1.0),
            trajectory("good", 1.0, segmentIndex=1),
            trajectory("good", 1.0, segmentIndex=2),
            trajectory("bad", 0.0),
        ]
        found = group_advantages(group)
        self.assertAlmostEqual(found["good"], 0.70710578, places=6)
        self.assertAlmostEqual(found["bad"], -found["good"])

    def test_a_group_of_equals_or_of_one_teaches_nothing(self) -> None:
        self.assertEqual(group_advantages([trajectory("a", 1.0)]), {"a": 0.0})
        self.assertEqual(group_advantages([trajectory("a", 1.0), trajectory("b", 1.0)]), {"a": 0.0, "b": 0.0})

    def test_what_nothing_judged_is_left_out(self) -> None:
        self.assertEqual(group_advantages([trajectory("a", None), trajectory("b", 0.5)]), {"b": 0.0})


class Errors(unittest.TestCase):
    def test_a_refusal_has_its_code_and_what_to_do(self) -> None:
        error = error_of(410, {"code": "lease_expired", "detail": "Over.", "hint": "Ask again.", "where": "leaseId"})
        self.assertIsInstance(error, LeaseExpired)
        self.assertEqual((str(error), error.where, error.status), ("Over. Ask again.", "leaseId", 410))

    def test_an_answer_of_another_form_is_an_error_all_the_same(self) -> None:
        for status, code in ((502, "internal"), (404, "invalid_request")):
            error = error_of(status, "<html>")
            self.assertIs(type(error), RolloutError)
            self.assertEqual(error.code, code)


if __name__ == "__main__":
    unittest.main()
