/** Something said to a run that is at work, which reads it before its next model call. */
import { type AddMessage, NexError, textMessage } from '@nex/core';
import type * as z from 'zod';
import type { Context } from '../context.ts';
import { findRun } from '../store/find-runs.ts';
import { putInInbox } from '../store/inbox.ts';
import type { RunView } from './run-view.ts';

/** The run after it. Throws `not_found`; `conflict` for a run that has ended. */
export async function addMessage(
  { pool }: Context,
  id: string,
  { input }: z.output<typeof AddMessage>,
): Promise<RunView> {
  const run = await findRun(pool, id);
  const message =
    typeof input === 'string' ? textMessage('user', input) : { role: 'user' as const, content: input };
  if (await putInInbox(pool, id, message)) return findRun(pool, id);
  throw new NexError('conflict', `The run has ended (${run.state}): it reads no more messages.`, {
    where: 'id',
    hint: 'Go on with its conversation: POST /v1/runs with continuesRunId.',
  });
}
