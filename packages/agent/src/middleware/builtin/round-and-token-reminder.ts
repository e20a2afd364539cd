/** Tells the model, with each call and for that call only, how many rounds and tokens are left. */
import * as z from 'zod';
import type { Middleware } from '../middleware.ts';

export const ReminderParams = z.strictObject({
  max_context_tokens: z.number().int().positive().nullish(),
  desired_max_tokens: z.number().int().positive().default(16_384),
});
export type ReminderParams = z.infer<typeof ReminderParams>;

/** @param maxContextTokens The agent's own limit, where the params give none. */
export function roundAndTokenReminder(params: ReminderParams, maxContextTokens: number): Middleware {
  const limit = params.max_context_tokens ?? maxContextTokens;
  return {
    name: 'round_and_token_reminder',
    beforeModel({ iteration, maxIterations, contextTokens }) {
      const rounds = maxIterations - iteration;
      const tokens = Math.max(limit - contextTokens - params.desired_max_tokens, 0);
      const last = rounds === 0 ? ' This is your last round: give your final answer now.' : '';
      return [
        `[Reminder] Rounds left after this one: ${rounds} of ${maxIterations}. Tokens left in your context: about ${tokens} of ${limit}.${last}`,
      ];
    },
  };
}
