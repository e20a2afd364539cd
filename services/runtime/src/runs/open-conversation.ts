/** Where a run stands: what was said before, what it said itself, and what its open turn has done so far. */
import type { CallState } from '@nex/agent';
import { promptOf } from '@nex/assembly';
import { type AgentSpec, type Message, textMessage } from '@nex/core';
import type { Queryable } from '@nex/postgres';
import { readConversation, readNextSeq, readProgress, type StoredMessage } from '../store/messages.ts';
import type { RunRow } from '../store/run-row.ts';
import { readCallIds, readOpenCalls } from '../store/tool-calls.ts';
import type { Link } from './recorder.ts';

export interface Conversation {
  history: Message[];
  chain: Link[];
  nextSeq: number;
  /** What the run has to say first; empty for one that has begun. */
  opening: Message[];
  progress: Awaited<ReturnType<typeof readProgress>>;
  openCalls: ReadonlyMap<string, CallState>;
  /** Ids of calls that a compaction took out of the history. */
  usedCallIds: string[];
}

export async function openConversation(on: Queryable, run: RunRow, agent: AgentSpec): Promise<Conversation> {
  // A run that nobody took up before has said nothing.
  const own = run.attempt > 1 || run.model_calls > 0 ? await readConversation(on, run.id) : [];
  const began = own.some((one) => one.run_id === run.id);
  if (!began) {
    const before = run.continues_run_id === null ? [] : await readConversation(on, run.continues_run_id);
    const opening = openingMessages(agent, run, before.length === 0);
    return {
      ...said(before),
      nextSeq: 0,
      opening,
      progress: undefined,
      openCalls: new Map(),
      usedCallIds: [],
    };
  }
  const progress = await readProgress(on, run.id);
  return {
    ...said(own),
    nextSeq: await readNextSeq(on, run.id),
    opening: [],
    progress,
    openCalls: await readOpenCalls(on, run.id),
    usedCallIds: progress?.compacted ? await readCallIds(on, run.id) : [],
  };
}

function said(messages: readonly StoredMessage[]): Pick<Conversation, 'history' | 'chain'> {
  return {
    history: messages.map((one) => one.message),
    chain: messages.map(({ id, body }) => ({ id, body })),
  };
}

function openingMessages(agent: AgentSpec, run: RunRow, first: boolean): Message[] {
  const prompt = promptOf(agent, { agentId: run.id, at: run.created_at });
  const parts = prompt.filter((part) => part.text !== '');
  const system: Message[] =
    first && parts.length > 0
      ? [
          {
            role: 'system',
            content: parts.map(({ text, cache }) =>
              cache ? { type: 'text', text, cache } : { type: 'text', text },
            ),
          },
        ]
      : [];
  const said = run.history ?? [];
  const user: Message = run.content ? { role: 'user', content: run.content } : textMessage('user', run.input);
  // Whoever asks may add to the system prompt; system messages come first.
  return [
    ...system,
    ...said.filter((message) => message.role === 'system'),
    ...said.filter((message) => message.role !== 'system'),
    user,
  ];
}
