/**
 * Replies leave in the shape of chat completions, whole or in chunks; the chunks hold
 * exactly what the whole holds. Times are fixed, so equal requests have equal bytes.
 */
import type { Reply } from './reply.ts';
import type { Usage } from './usage.ts';

/** The moment every answer claims to be made at: 2027-01-01T00:00:00Z. */
export const FIXED_TIME = 1798761600;
const FINGERPRINT = 'offline-rules';

/** What every body or chunk of an answer says of itself. */
export type Envelope = { id: string; model: string };

/** The body of an answer sent whole. */
export function completionBody({ id, model }: Envelope, reply: Reply, usage: Usage) {
  const calls = reply.calls.map((call) => ({
    id: call.id,
    type: 'function' as const,
    function: { name: call.name, arguments: call.arguments },
  }));
  return {
    id,
    object: 'chat.completion' as const,
    created: FIXED_TIME,
    model,
    system_fingerprint: FINGERPRINT,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant' as const,
          content: reply.text === '' && calls.length > 0 ? null : reply.text,
          refusal: null,
          ...(calls.length > 0 ? { tool_calls: calls } : {}),
        },
        logprobs: null,
        finish_reason: reply.finish,
      },
    ],
    usage,
  };
}

function pieces(text: string, size: number): string[] {
  const all = [...text];
  const found: string[] = [];
  for (let at = 0; at < all.length; at += size) found.push(all.slice(at, at + size).join(''));
  return found;
}

/** The chunks of an answer sent as a stream, without the closing mark. */
export function completionChunks({ id, model }: Envelope, reply: Reply, usage: Usage | undefined): object[] {
  const base = {
    id,
    object: 'chat.completion.chunk',
    created: FIXED_TIME,
    model,
    system_fingerprint: FINGERPRINT,
  };
  const chunk = (delta: object, finish: string | null = null) => ({
    ...base,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    ...(usage ? { usage: null } : {}),
  });
  const chunks: object[] = [
    chunk({ role: 'assistant', content: reply.text === '' && reply.calls.length > 0 ? null : '' }),
  ];
  for (const piece of pieces(reply.text, 48)) chunks.push(chunk({ content: piece }));
  reply.calls.forEach((call, index) => {
    chunks.push(
      chunk({
        tool_calls: [{ index, id: call.id, type: 'function', function: { name: call.name, arguments: '' } }],
      }),
    );
    for (const piece of pieces(call.arguments, 96))
      chunks.push(chunk({ tool_calls: [{ index, function: { arguments: piece } }] }));
  });
  chunks.push(chunk({}, reply.finish));
  if (usage) chunks.push({ ...base, choices: [], usage });
  return chunks;
}
