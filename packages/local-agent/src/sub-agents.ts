/** Calls of the Agent tool: runs below the caller's, in the same process, out of the same budget. */
import { type Budget, createBudget, Waiting } from '@nex/agent';
import { type Message, NexError, newId, textMessage } from '@nex/core';
import { type ConversationLog, createConversationLog } from './conversation-log.ts';
import { createMemoryStorage } from './memory-storage.ts';
import { openingMessages } from './opening-messages.ts';
import type { Room } from './room.ts';
import { runAgent } from './run-agent.ts';
import { type AgentRun, endedWell } from './run-input.ts';

interface Ended {
  agent: string;
  messages: readonly Message[];
}

/** A run that waits for a decision; the same call goes on with it. */
interface Paused {
  runId: string;
  log: ConversationLog;
  storage: AgentRun['storage'];
  iterations: number;
  budget: Budget;
}

/** Remembers the conversations of the runs that it started, to go on with by their ids. */
export function createSubAgents(room: Room): AgentRun['startChild'] {
  const ended = new Map<string, Ended>();
  const paused = new Map<string, Paused>();
  return async (parent, { name, message, subAgentId, context, tapePlace }) => {
    const { agent, tree, place, signal } = parent;
    const spec = agent.subAgents.find((one) => one.name === name);
    if (!spec) throw new NexError('not_found', `${agent.name} has no sub-agent ${name}.`);
    const key = JSON.stringify([place.runId, context.callId]);
    const waiting = paused.get(key);
    if (!waiting) tree.countRun();
    const newRunId = newId('run');
    const opening = { agentId: newRunId, at: new Date(), instructions: room.instructions };
    const child = waiting ?? {
      runId: newRunId,
      log: createConversationLog([
        ...(subAgentId === undefined
          ? openingMessages(spec.agent, opening)
          : continued(ended, name, subAgentId)),
        textMessage('user', message),
      ]),
      storage: createMemoryStorage(spec.agent.globalStorage),
      iterations: 0,
      budget: budgetBelow(parent),
    };
    const { runId, log } = child;
    const end = await runAgent(room, {
      ...child,
      place: {
        runId,
        rootRunId: place.rootRunId,
        parentRunId: place.runId,
        agent: name,
        depth: place.depth + 1,
      },
      agent: spec.agent,
      tree,
      signal: AbortSignal.any([signal, context.signal]),
      startChild: parent.startChild,
      ...(tapePlace && { tapePlace }),
    });
    if (end.stopReason === 'permission_pending') {
      paused.set(key, { ...child, iterations: end.iterations });
      throw new Waiting(`${name} waits for a decision.`);
    }
    paused.delete(key);
    if (endedWell(end)) ended.set(runId, { agent: name, messages: log.messages });
    return { runId, stopReason: end.stopReason, response: end.response };
  };
}

/** A sub-agent's own share, out of its caller's. */
function budgetBelow({ tree, budget: within }: AgentRun): Budget {
  const { maxTokens, maxCostUsd } = tree.limits.perSubAgent ?? {};
  if (maxTokens === undefined && maxCostUsd === undefined) return within;
  return createBudget({
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(maxCostUsd === undefined ? {} : { maxCostUsd }),
    within,
  });
}

/** Only a finished conversation of the same agent goes on. Throws `invalid_request`. */
function continued(ended: ReadonlyMap<string, Ended>, name: string, id: string): readonly Message[] {
  const before = ended.get(id);
  if (before?.agent === name) return before.messages;
  throw new NexError(
    'invalid_request',
    `There is no finished conversation of ${name} with the id ${id.slice(0, 80)}. Leave sub_agent_id out to begin a new one.`,
  );
}
