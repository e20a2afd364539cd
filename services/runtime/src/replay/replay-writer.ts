/** Takes what a run would write to its log, in the order of writing, and keeps it. */
import type { Json } from '@nex/core';
import type {
  LogEntry,
  NewEndedCall,
  NewMessage,
  NewPermissionRequest,
  NewStep,
  Settled,
} from '../store/log-entry.ts';
import type { LogWriter } from '../store/log-writer.ts';

export interface Produced {
  messages: NewMessage[];
  steps: NewStep[];
  /** What the event of each answer says of it. */
  told: { [key: string]: Json }[];
  ended: NewEndedCall[];
  compactions: NonNullable<LogEntry['compaction']>[];
  requests: NewPermissionRequest[];
  settled?: Settled;
}

export function createReplayWriter(): { produced: Produced; writer: LogWriter } {
  const produced: Produced = {
    messages: [],
    steps: [],
    told: [],
    ended: [],
    compactions: [],
    requests: [],
  };
  return {
    produced,
    writer: {
      async append(_claim, _runId, entry) {
        produced.messages.push(...(entry.messages ?? []));
        if (entry.step) produced.steps.push(entry.step);
        for (const event of entry.events ?? []) if (event.type === 'REPLY') produced.told.push(event.data);
        produced.ended.push(...(entry.ended ?? []));
        if (entry.compaction) produced.compactions.push(entry.compaction);
        produced.requests.push(...(entry.requests ?? []));
        if (entry.settled) produced.settled = entry.settled;
        return { waiting: 0, settled: true };
      },
    },
  };
}
