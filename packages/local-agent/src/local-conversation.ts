/** A conversation with a local agent: one run after the other, each going on from what was said. */
import {
  type AgentSpec,
  addUsage,
  type Message,
  NexError,
  NO_USAGE,
  newId,
  textMessage,
  type Usage,
} from '@nex/core';
import { createConversationLog } from './conversation-log.ts';
import { createMemoryStorage } from './memory-storage.ts';
import { openingMessages } from './opening-messages.ts';
import type { LocalResult, OpenLocalAgentOptions, RunInput, RunOptions } from './options.ts';
import type { Room } from './room.ts';
import { runAgent } from './run-agent.ts';
import type { RunEnd } from './run-input.ts';
import { createRunTree, type RunTree } from './run-tree.ts';
import { createSubAgents } from './sub-agents.ts';

/** Disposing stops its run and drops what tool servers keep for it. */
export interface LocalConversation extends AsyncDisposable {
  readonly id: string;
  /** What was said, system prompt first; changes when the context is compacted. */
  readonly messages: readonly Message[];
  /** Of all its runs. */
  readonly usage: Usage;
  /**
   * Sends a message and runs the agent until it stops. Failures of model, tools, time and budget are in the result;
   * throws `conflict` while another run of the conversation is at work or waits for a decision. Without input it goes
   * on with the run that waits.
   */
  run(input?: RunInput, options?: RunOptions): Promise<LocalResult>;
}

type Defaults = Pick<OpenLocalAgentOptions, 'emit' | 'permissions' | 'limits'>;

/** A run that waits for a decision. */
interface Paused {
  runId: string;
  iterations: number;
}

export function createConversation(room: Room, agent: AgentSpec, defaults: Defaults): LocalConversation {
  const id = newId('run');
  const opening = { agentId: id, at: new Date(), instructions: room.instructions };
  const log = createConversationLog(openingMessages(agent, opening));
  const storage = createMemoryStorage(agent.globalStorage);
  const startChild = createSubAgents(room);
  const life = new AbortController();
  let working: Promise<unknown> | undefined;
  let paused: Paused | undefined;
  let usage = NO_USAGE;

  const take = (input: RunInput | undefined): void => {
    if (life.signal.aborted) throw new NexError('conflict', 'The conversation is closed.');
    if (working)
      throw new NexError('conflict', 'The agent is still at work.', {
        hint: 'Wait for its answer, or stop it.',
      });
    if (paused && input !== undefined) {
      throw new NexError('conflict', 'The agent waits for a permission.', {
        hint: 'Run it without input to decide.',
      });
    }
    if (input === undefined) {
      if (!paused) throw new NexError('invalid_request', 'There is no message for the agent.');
      return;
    }
    const message: Message =
      typeof input === 'string' ? textMessage('user', input) : { role: 'user', content: [...input] };
    if (message.content.length === 0) throw new NexError('invalid_request', 'The message is empty.');
    log.append(message);
  };

  const work = async (options: RunOptions): Promise<LocalResult> => {
    const { runId, iterations } = paused ?? { runId: newId('run'), iterations: 0 };
    paused = undefined;
    const { signal, outputSchema } = options;
    const tree = createRunTree({
      rootRunId: runId,
      conversationId: id,
      limits: options.limits ?? defaults.limits ?? {},
      emit: options.emit ?? defaults.emit ?? (() => {}),
      permissions: options.permissions ?? defaults.permissions,
      signal: signal ? AbortSignal.any([signal, life.signal]) : life.signal,
    });
    const end = await runAgent(room, {
      place: { runId, rootRunId: runId, parentRunId: null, agent: agent.name, depth: 0 },
      agent,
      tree,
      budget: tree.budget,
      log,
      storage,
      iterations,
      ...(outputSchema ? { outputSchema } : {}),
      signal: tree.signal,
      startChild,
    });
    if (end.stopReason === 'permission_pending') paused = { runId, iterations: end.iterations };
    else log.closeOpenCalls();
    usage = addUsage(usage, tree.usage);
    return resultOf(runId, end, tree);
  };

  return {
    id,
    get messages() {
      return log.messages;
    },
    get usage() {
      return usage;
    },
    async run(input, options = {}) {
      take(input);
      const running = work(options);
      working = running;
      try {
        return await running;
      } finally {
        working = undefined;
      }
    },
    async [Symbol.asyncDispose]() {
      life.abort(new NexError('cancelled', 'The conversation was closed.'));
      await working?.catch(() => undefined);
      await room.toolServers.end(id);
    },
  };
}

function resultOf(runId: string, end: RunEnd, { usage, missingCalls }: RunTree): LocalResult {
  const { stopReason, response, output, failure } = end;
  return {
    runId,
    stopReason,
    response,
    ...(output === undefined ? {} : { output }),
    ...(failure ? { failure } : {}),
    usage,
    ...(usage.costUsd === undefined ? {} : { costUsd: usage.costUsd }),
    ...(missingCalls === 0 ? {} : { missingCalls }),
  };
}
