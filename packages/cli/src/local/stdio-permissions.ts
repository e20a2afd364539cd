/** Permissions that a client of `nex stdio` decides: an event asks, `agent.permission` answers. */
import type { JsonObject } from '@nex/core';
import type { LocalDesk } from '@nex/local-agent';
import type * as z from 'zod';
import type { PermissionParams } from './stdio-frames.ts';

type Answer = Awaited<ReturnType<LocalDesk['answer']>>;

export interface PermissionSlots extends LocalDesk {
  /** False when nothing with this call id waits. */
  decide(decision: Pick<z.infer<typeof PermissionParams>, 'call_id' | 'decision' | 'reason'>): boolean;
}

export function createPermissionSlots(send: (event: JsonObject) => void): PermissionSlots {
  const waiting = new Map<string, (answer: Answer) => void>();
  return {
    answer({ callId, toolName, arguments: args, prompt, key }, signal, { runId, agent }) {
      return new Promise((resolve) => {
        const settle = (answer: Answer) => {
          waiting.delete(callId);
          signal.removeEventListener('abort', stop);
          resolve(answer);
        };
        const stop = () => settle({ decision: 'deny', reason: 'The run was stopped.' });
        signal.addEventListener('abort', stop, { once: true });
        waiting.set(callId, settle);
        const data = { call_id: callId, tool_name: toolName, arguments: args, prompt, key };
        send({ type: 'PERMISSION_REQUESTED', timestamp: Date.now(), run_id: runId, agent, ...data });
      });
    },
    decide({ call_id: callId, decision, reason }) {
      const settle = waiting.get(callId);
      if (!settle) return false;
      if (decision === 'deny') settle({ decision, ...(reason === undefined ? {} : { reason }) });
      else settle({ decision: 'allow', always: decision === 'allow' });
      return true;
    },
  };
}
