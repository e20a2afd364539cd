/** What a program of a trainer's asks in a rollout that it runs itself. */
import { batchOf } from './rollouts.ts';
import { call } from './surroundings.ts';

export const ownBatch = (modelTag: string, baseUrl: string, more = {}) => ({
  modelTag,
  repeatN: 1,
  agent: { own: true as const },
  inference: { ...batchOf().inference, baseUrl },
  evaluator: { verifiers: [], groundTruth: 'contains' as const },
  tasks: [{ taskId: '0', input: 'When do the beans go out?', groundTruth: 'May' }],
  ...more,
});

export interface Completion {
  choices: { message: { content: string; tool_calls?: unknown[] }; finish_reason: string }[];
  nexrl_train: { prompt_tokens: number[]; response_tokens: number[]; response_logprobs: number[] };
}

export function askAt(url: string, id: string, body: object, headers = {}) {
  return call(url, 'POST', `/v1/rollouts/${id}/chat/completions`, { model: 'any', ...body }, headers);
}

/** The parts of a streamed answer, and its last line. */
export async function streamedAt(url: string, id: string, body: object, headers = {}) {
  const response = await fetch(`${url}/v1/rollouts/${id}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ stream: true, ...body }),
  });
  const lines = [...(await response.text()).matchAll(/^data: (.*)$/gm)].map(([, line]) => line ?? '');
  return { parts: lines.slice(0, -1).map((line) => JSON.parse(line)), last: lines.at(-1) };
}

interface CallDelta {
  index: number;
  id?: string;
  function: { name?: string; arguments?: string };
}

/** The calls of a streamed answer, put together. */
export function callsOf(deltas: readonly { tool_calls?: CallDelta[] }[]) {
  const calls = new Map<number, { id: string; function: { name: string; arguments: string } }>();
  for (const { index, id = '', function: said } of deltas.flatMap((delta) => delta.tool_calls ?? [])) {
    const known = calls.get(index) ?? { id: '', function: { name: '', arguments: '' } };
    const { name, arguments: text } = known.function;
    calls.set(index, {
      id: known.id + id,
      function: { name: name + (said.name ?? ''), arguments: text + (said.arguments ?? '') },
    });
  }
  return [...calls.values()];
}
