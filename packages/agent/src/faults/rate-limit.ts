/** The server has had too many requests: an error in the form that HTTP interfaces give. The tool is not called. */
import { errorOutcome } from '@nex/core';
import { type Fault, injected } from './fault.ts';

const LONGEST_PAUSE_S = 10;

export const rateLimit: Fault = async (call) => {
  const pauseS = 1 + Math.floor(call.roll * LONGEST_PAUSE_S);
  const error = {
    type: 'rate_limit_error',
    status: 429,
    message: `Too many requests. Retry after ${pauseS} s.`,
    retry_after: pauseS,
  };
  return injected(errorOutcome('tool_error', JSON.stringify({ error })), call);
};
