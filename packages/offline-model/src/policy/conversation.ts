/**
 * A conversation is read afresh every time: the policy keeps nothing between requests.
 * Which call served which request is found by deciding again what was decided then.
 */

import type { ChatMessage } from '../protocol/chat-request.ts';
import { textOf } from '../protocol/chat-request.ts';
import { taskIndexOf } from '../protocol/task-message.ts';
import { isObject, parseJson } from '../schema/json-schema.ts';
import { saysFailure } from './failures.ts';
import { plan } from './plan.ts';
import { readTask } from './read-task.ts';
import { type Call, callKey, type Outcome, type Situation, type Tool } from './types.ts';

/** Calls of one assistant message with their results; a call without readable arguments has none. */
type Turn = { call: Call | undefined; text: string; known: boolean }[];

function turnsOf(messages: readonly ChatMessage[], names: ReadonlySet<string>): Turn[] {
  const results = new Map<string, string>();
  for (const message of messages) {
    if (message.role === 'tool' && message.tool_call_id) results.set(message.tool_call_id, textOf(message));
  }
  return messages.flatMap((message) => {
    if (message.role !== 'assistant' || !message.tool_calls?.length) return [];
    return [
      message.tool_calls.map(({ id, function: { name, arguments: text } }) => {
        const given = text.trim() === '' ? {} : parseJson(text);
        const call = isObject(given) ? { tool: name, arguments: given } : undefined;
        return { call, text: results.get(id) ?? '', known: names.has(name) };
      }),
    ];
  });
}

function attribute(turn: Turn, situation: Situation): Outcome[] {
  const steps = [...plan(situation).steps];
  const exact = turn.map(({ call }) => {
    const at = call ? steps.findIndex((step) => callKey(step.call) === callKey(call)) : -1;
    return at >= 0 ? steps.splice(at, 1)[0] : undefined;
  });
  return turn.flatMap(({ call, text, known }, place) => {
    if (!call || !known) return [];
    const at = steps.findIndex((step) => step.call.tool === call.tool);
    const step = exact[place] ?? (at >= 0 ? steps.splice(at, 1)[0] : undefined);
    return [
      { call, role: step?.role ?? 'helper', requests: step?.requests ?? [], text, failed: saysFailure(text) },
    ];
  });
}

/** Reads a conversation up to now. */
export function readConversation(messages: readonly ChatMessage[], tools: readonly Tool[]): Situation {
  const last = taskIndexOf(messages);
  const system = messages
    .filter(({ role }) => role === 'system' || role === 'developer')
    .map(textOf)
    .join('\n');
  const user = messages[last];
  const names = new Set(tools.map(({ name }) => name));
  const earlier = turnsOf(messages.slice(0, Math.max(0, last)), names)
    .flat()
    .flatMap(({ call, text }): Outcome[] =>
      call ? [{ call, role: 'main', requests: [], text, failed: saysFailure(text) }] : [],
    );
  const situation: Situation = {
    system,
    task: readTask(user ? textOf(user) : ''),
    tools,
    outcomes: [],
    earlier,
  };
  for (const turn of turnsOf(messages.slice(last + 1), names))
    situation.outcomes.push(...attribute(turn, situation));
  return situation;
}
