/** A generation of Langfuse, and changes to it. */
import type { JsonObject } from '@nex/core';

export const ASK = { role: 'user', content: 'Which tea is green?' };
export const generation = (more: JsonObject = {}): JsonObject => ({
  id: 'g1',
  traceId: 't1',
  type: 'GENERATION',
  name: 'whatever',
  startTime: '2026-01-01T00:00:00.000Z',
  endTime: '2026-01-01T00:00:02.000Z',
  model: 'model-1',
  input: { messages: [ASK] },
  output: { role: 'assistant', content: 'Sencha.' },
  usageDetails: { input: 12, output: 3, input_cached_tokens: 4, output_reasoning_tokens: 1 },
  costDetails: { total: 0.25 },
  ...more,
});
export const line = (value: JsonObject) => JSON.stringify(value);
