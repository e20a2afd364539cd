/** Sub-agents of one run at work at a time; the others wait in the order of their calls. */
import type { RunSubAgent } from '@nex/agent';
import { createConcurrencyLimit } from '@nex/llm';

export function limitChildren(max: number, run: RunSubAgent): RunSubAgent {
  const limit = createConcurrencyLimit(max);
  return async (name, message, subAgentId, context) => {
    await limit.enter(context.signal);
    try {
      return await run(name, message, subAgentId, context);
    } finally {
      limit.leave();
    }
  };
}
