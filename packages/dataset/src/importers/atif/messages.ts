/** Steps as messages. An agent's step is its turn and, after it, what came back. */
import type { Json, Message, Usage } from '@nex/core';
import { readBlocks, resultBlock } from '../messages/blocks.ts';
import { callBlock } from '../messages/call-block.ts';
import type { Notes } from '../notes.ts';
import { readUsage } from '../trace/usage.ts';
import type { AtifResult, AtifStep } from './document.ts';

export function stepMessages(step: AtifStep, at: string, notes: Notes): Message[] {
  const results = step.observation?.results ?? [];
  if (step.source !== 'agent') {
    const content = readBlocks(step.message as Json, at, notes);
    // What the environment says outside of a turn of the agent.
    const said = results.flatMap((result) => readBlocks(result.content as Json, at, notes));
    const all = [...content, ...said];
    return all.length > 0 ? [{ role: step.source, content: all }] : [];
  }
  const turn = turnOf(step, at, notes);
  const hasCalls = (step.tool_calls?.length ?? 0) > 0;
  return [turn, ...results.flatMap((result) => resultMessages(result, hasCalls, at, notes))];
}

function turnOf(step: AtifStep, at: string, notes: Notes): Message {
  const turn: Message = { role: 'assistant', content: [] };
  if (step.reasoning_content) turn.content.push({ type: 'reasoning', text: step.reasoning_content });
  const said = readBlocks(step.message as Json, at, notes);
  turn.content.push(...said.filter((block) => block.type !== 'text' || block.text !== ''));
  for (const { tool_call_id: id, function_name: name, arguments: args } of step.tool_calls ?? [])
    turn.content.push(callBlock({ id, name, args: (args ?? undefined) as Json | undefined }, at, notes));
  return turn;
}

/** Without a call to answer, it is what the environment says: a user's message. */
function resultMessages(result: AtifResult, hasCalls: boolean, at: string, notes: Notes): Message[] {
  const content = (result.content ?? undefined) as Json | undefined;
  if (!hasCalls && !result.source_call_id) {
    const said = readBlocks(content, at, notes);
    return said.length > 0 ? [{ role: 'user', content: said }] : [];
  }
  const isError = result.extra?.['is_error'] === true;
  const block = resultBlock({ callId: result.source_call_id ?? '', name: '', content, isError }, at, notes);
  return [{ role: 'tool', content: [block] }];
}

export function stepUsage({ metrics }: AtifStep): Usage {
  const { extra, cost_usd: cost, ...counts } = metrics ?? {};
  return readUsage({ ...extra, ...counts } as Record<string, Json>, cost ?? undefined);
}
