/** Finds the call of a parent that started a run: a call that hands over the run's first message, or names its agent. */
import {
  isJsonObject,
  type Json,
  type Message,
  type ToolCallBlock,
  type TrajectoryRun,
  textOf,
  toolCallsOf,
} from '@nex/core';

/** Calls that started a run, by their run and id: a call may be there again in another leaf. */
export class TakenCalls {
  readonly #taken = new Set<string>();

  has(runId: string, callId: string): boolean {
    return this.#taken.has(`${runId} ${callId}`);
  }

  add(runId: string, callId: string): void {
    this.#taken.add(`${runId} ${callId}`);
  }
}

/** Id of the call; it is taken then. */
export function delegatingCall(
  parent: TrajectoryRun,
  child: TrajectoryRun,
  taken: TakenCalls,
): string | undefined {
  const ask = firstAsk(child.earlierLeaves?.[0] ?? child.messages);
  const leaves = [parent.messages, ...(parent.earlierLeaves ?? [])];
  const free = leaves
    .flat()
    .flatMap(toolCallsOf)
    .filter((call) => !taken.has(parent.runId, call.id));
  const hands = (call: ToolCallBlock) =>
    strings(call.arguments ?? null).some((value) => handsOver(value, ask));
  const names = (call: ToolCallBlock) =>
    call.name === `${child.agent}_sub_agent` || strings(call.arguments ?? null).includes(child.agent);
  const found =
    free.find((call) => hands(call) && names(call)) ??
    free.find(hands) ??
    (child.agent ? free.find(names) : undefined);
  if (found) taken.add(parent.runId, found.id);
  return found?.id;
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
