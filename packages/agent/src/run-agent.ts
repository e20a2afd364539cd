/** The loop with what a program of its own seldom says: a log in memory, no budget but the one that is given. */
import { type Message, textMessage } from '@nex/core';
import { createBudget } from './budget.ts';
import type { LoopInput, LoopResult } from './loop-types.ts';
import { createMemoryRecorder } from './memory-recorder.ts';
import { runAgentLoop } from './run-agent-loop.ts';

export interface RunAgentOptions extends Partial<Omit<LoopInput, 'agent' | 'history'>> {
  model: LoopInput['model'];
  /** The system prompt. */
  instructions?: string;
  input: string;
  /** What was said before the input; `messages` of an earlier result, to go on with. */
  history?: readonly Message[];
  /** Default `agent`. */
  name?: string;
  /** Model answers. Default 50. */
  maxIterations?: number;
  /** Tools whose success ends the run. */
  stopTools?: readonly string[];
  /** Input and output tokens together, when no `budget` is given. Default: no limit. */
  maxTokens?: number;
}

export interface RunAgentResult extends LoopResult {
  /** The whole conversation, without the instructions. Of a run that was compacted: what it began with and said. */
  messages: Message[];
}

/** Rejects only when something that was handed in does: a recorder, a budget, an inbox, a permission desk. */
export async function runAgent(options: RunAgentOptions): Promise<RunAgentResult> {
  const { instructions, input, history = [], name = 'agent', maxIterations = 50, stopTools = [] } = options;
  const { maxTokens, ...rest } = options;
  const log = createMemoryRecorder();
  const said = [...history, textMessage('user', input)];
  const result = await runAgentLoop({
    tools: [],
    emit: () => {},
    signal: new AbortController().signal,
    clock: Date.now,
    recorder: log,
    budget: createBudget(maxTokens === undefined ? {} : { maxTokens }),
    ...rest,
    agent: { name, maxIterations, stopTools },
    history: instructions === undefined ? said : [textMessage('system', instructions), ...said],
    iterations: 0,
  });
  return { ...result, messages: [...said, ...log.messages] };
}
