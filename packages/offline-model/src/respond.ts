/**
 * One request in, one reply out: structured requests go to the table of tasks,
 * all others to the policy. The same request and seed give the same reply.
 */
import { decide } from './policy/decide.ts';
import { type ChatRequest, textOf } from './protocol/chat-request.ts';
import type { Reply } from './protocol/reply.ts';
import { taskIndexOf } from './protocol/task-message.ts';
import { sampleOf } from './structured/fallback.ts';
import { answerStructured } from './structured/index.ts';
import { digest } from './text/draw.ts';

/** The words a reply depends on: the whole request but for the way it is sent. */
export function requestKey(request: ChatRequest): string {
  return JSON.stringify({ ...request, stream: undefined, stream_options: undefined });
}

/** Answers one request. */
export function respond(request: ChatRequest, serverSeed: number): Reply {
  const seed = request.seed ?? serverSeed;
  const prompt = textOf(request.messages[taskIndexOf(request.messages)] ?? { role: 'user' });
  const format = request.response_format;
  const structured = format?.type === 'json_schema' && (request.tools ?? []).length === 0;
  const { text, calls } = structured ? { text: '', calls: [] } : decide(request, seed);
  if (calls.length === 0 && format?.type === 'json_schema') {
    const { name, schema } = format.json_schema;
    return { text: JSON.stringify(answerStructured(name, schema, prompt, seed)), calls: [], finish: 'stop' };
  }
  if (calls.length === 0 && format?.type === 'json_object') {
    const given = sampleOf(
      { type: 'object', properties: { answer: { type: 'string' } }, required: ['answer'] },
      prompt,
      seed,
    );
    return {
      text: JSON.stringify((request.tools ?? []).length > 0 ? { answer: text } : given),
      calls: [],
      finish: 'stop',
    };
  }
  const history = JSON.stringify(request.messages);
  return {
    text,
    calls: calls.map((call, index) => ({
      id: `call_${digest(8, seed, history, index)}`,
      name: call.tool,
      arguments: JSON.stringify(call.arguments),
    })),
    finish: calls.length > 0 ? 'tool_calls' : 'stop',
  };
}
