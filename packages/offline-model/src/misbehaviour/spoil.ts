/**
 * Faults that strike the answer itself: each kind turns a good reply into a bad one.
 */
import type { Reply } from '../protocol/reply.ts';
import type { FaultKind } from './misbehaviour.ts';

const NONSENSE = 'The lighthouse counts seventeen teaspoons of Tuesday, and the ladder agrees.';

function firstCall(reply: Reply): Reply['calls'][number] {
  return reply.calls[0] ?? { id: 'call_00000000', name: 'answer', arguments: '{}' };
}

/** What each kind makes of a reply; kinds that strike the transport leave it alone. */
export const SPOILERS: Partial<Record<FaultKind, (reply: Reply) => Reply>> = {
  malformed_arguments: (reply) => {
    const call = firstCall(reply);
    const broken =
      call.arguments.length > 3
        ? call.arguments.slice(0, Math.ceil(call.arguments.length * 0.6))
        : '{"value": ';
    const cut = broken.endsWith('}') ? broken.slice(0, -1) : broken;
    return { ...reply, calls: [{ ...call, arguments: cut }, ...reply.calls.slice(1)], finish: 'tool_calls' };
  },
  unknown_tool: (reply) => {
    const call = firstCall(reply);
    return {
      ...reply,
      calls: [{ ...call, name: 'imaginary__tool' }, ...reply.calls.slice(1)],
      finish: 'tool_calls',
    };
  },
  truncate: (reply) => {
    const text = reply.text || reply.calls[0]?.arguments || 'The answer';
    return { ...reply, text: text.slice(0, Math.ceil(text.length / 2)), calls: [], finish: 'length' };
  },
  empty: (reply) => ({ ...reply, text: '', calls: [], finish: 'stop' }),
  nonsense: (reply) => ({ ...reply, text: NONSENSE, calls: [], finish: 'stop' }),
};
