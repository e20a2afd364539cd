"""Rollouts of an agent of one's own: this program is the agent, the platform keeps what it and the model say.

The agent adds numbers up with a tool. It asks the model until that answers without calling the tool, says what the answer is
worth, and ends the rollout; then a trainer leases what came of it, as of any other rollout. `agent` may be any program
with any client of OpenAI's API: its base URL is `client.openai_base_url(rollout_id)`.

    python3 examples/own_agent.py --url http://127.0.0.1:7400 --model-tag sums --batch batch.json
"""

from __future__ import annotations

import argparse
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Dict, List

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from nex_rollouts import Rollout, RolloutClient, RolloutError  # noqa: E402

MOST_TURNS = 8
ADD = {
    "type": "function",
    "function": {
        "name": "add",
        "description": "Adds numbers up.",
        "parameters": {
            "type": "object",
            "properties": {"numbers": {"type": "array", "items": {"type": "number"}}},
            "required": ["numbers"],
        },
    },
}


def add(arguments: str) -> str:
    try:
        return json.dumps(sum(json.loads(arguments)["numbers"]))
    except (ValueError, KeyError, TypeError):
        return "The arguments are no list of numbers."


def agent(client: RolloutClient, rollout: Rollout) -> str:
    """The answer to the task."""
    messages: List[Dict[str, Any]] = [
        {"role": "system", "content": "Use the tool, then answer with the number alone."},
        {"role": "user", "content": rollout.task["input"]},
    ]
    for _ in range(MOST_TURNS):
        completion = client.chat(rollout.rollout_id, messages, attempt=rollout.attempt, tools=[ADD])
        message = completion["choices"][0]["message"]
        messages.append(message)
        calls = message.get("tool_calls") or []
        if not calls:
            return str(message["content"])
        for call in calls:
            result = add(call["function"]["arguments"])
            messages.append({"role": "tool", "tool_call_id": call["id"], "content": result})
    return ""


def run(client: RolloutClient, rollout_id: str) -> None:
    rollout = client.get_rollout(rollout_id)
    try:
        answer = agent(client, rollout)
        reward = 1.0 if answer.strip() == str(rollout.task["groundTruth"]) else 0.0
        client.end_rollout(rollout_id, reward, {"characters": len(answer)}, attempt=rollout.attempt)
    except RolloutError as error:
        client.end_rollout(rollout_id, failure=str(error), attempt=rollout.attempt)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", required=True, help="of the gateway")
    parser.add_argument("--api-key")
    parser.add_argument("--model-tag", required=True)
    parser.add_argument("--batch", required=True, type=Path, help="JSON, as POST /v1/rollout-batches takes it")
    parser.add_argument("--at-once", type=int, default=8, help="agents at a time")
    arguments = parser.parse_args()

    client = RolloutClient(arguments.url, arguments.api_key)
    spec = {**json.loads(arguments.batch.read_text()), "modelTag": arguments.model_tag, "agent": {"own": True}}
    batch = client.create_batch(spec)
    with ThreadPoolExecutor(arguments.at_once) as pool:
        list(pool.map(lambda place: run(client, place.rollout_id), batch.rollouts))
    for lease in client.leases(arguments.model_tag, batch.batch_id, wait_ms=1_000):
        for one in lease.trajectories:
            print(
                json.dumps(
                    {"task": one.task_id, "kind": one.kind, "reward": one.reward, "sampled": sum(one.loss_mask)}
                ),
                flush=True,
            )
        client.ack(lease)


if __name__ == "__main__":
    main()
