/** Asks a person for one thing at a time, and never again for what was allowed for good. */
import type { PermissionAnswer } from '@nex/agent';
import type { LocalDesk } from './options.ts';

/** Gives the desk a memory and a queue. Shared by all runs of an agent; one desk may differ from run to run. */
export type WithMemory = (desk: LocalDesk) => LocalDesk;

export function createPermissionMemory(): WithMemory {
  const always = new Set<string>();
  let last: Promise<unknown> = Promise.resolve();
  return (desk) => ({
    answer(request, signal, place) {
      const ask = async (): Promise<PermissionAnswer | undefined> => {
        if (signal.aborted) return { decision: 'deny', reason: 'The run was stopped.' };
        if (always.has(request.key)) return { decision: 'allow', always: true };
        const answer = await desk.answer(request, signal, place);
        if (answer?.decision === 'allow' && answer.always) always.add(request.key);
        return answer;
      };
      const answered = last.then(ask);
      last = answered.catch(() => undefined);
      return answered;
    },
  });
}
