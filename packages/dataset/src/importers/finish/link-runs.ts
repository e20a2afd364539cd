/** Finds the call of a parent that started a run: a call that hands over the run's first message, or names its agent. */
import { isJsonObject, type Json, type Message, type ToolCallBlock, textOf, toolCallsOf } from '@nex/core';

export interface LinkedRun {
  agent: string;
  messages: readonly Message[];
}

/** @param taken Calls that started another run; the found one is added. */
export function delegatingCall(
  parent: readonly (readonly Message[])[],
  child: LinkedRun,
  taken: Set<ToolCallBlock>,
): ToolCallBlock | undefined {
  const ask = firstAsk(child.messages);
  const free = parent.flatMap((messages) => messages.flatMap(toolCallsOf)).filter((call) => !taken.has(call));
  const hands = (call: ToolCallBlock) =>
    strings(call.arguments ?? null).some((value) => handsOver(value, ask));
  const names = (call: ToolCallBlock) =>
    call.name === `${child.agent}_sub_agent` || strings(call.arguments ?? null).includes(child.agent);
  const found =
    free.find((call) => hands(call) && names(call)) ??
    free.find(hands) ??
    (child.agent ? free.find(names) : undefined);
  if (found) taken.add(found);
  return found;
}

/** The text of the first user message. */
export function firstAsk(messages: readonly Message[]): string {
  const first = messages.find((message) => message.role === 'user');
  return first ? textOf(first).trim() : '';
}

/** Frameworks put words of their own around what is handed over. A single word is no message. */
function handsOver(value: string, ask: string): boolean {
  const handed = value.trim();
  return handed !== '' && ask !== '' && (handed === ask || (handed.length >= 12 && ask.includes(handed)));
}

function strings(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(strings);
  return isJsonObject(value) ? Object.values(value).flatMap(strings) : [];
}
