/** The conversation that the entries of a log make: the walk from the last message along the predecessors. */
import type { Message } from '@nex/core';
import type { Link } from '../runs/recorder.ts';
import type { Produced } from './replay-writer.ts';

/** @param inherited The messages of `chain`, which the run goes on with. */
export function producedConversation(
  { messages }: Produced,
  chain: readonly Link[],
  inherited: readonly Message[],
): Message[] {
  const bodies = new Map<string, Message>();
  for (const [index, { body }] of chain.entries()) {
    const message = inherited[index];
    if (message) bodies.set(body, message);
  }
  for (const { id, message } of messages) if (message) bodies.set(id, message);
  const byId = new Map(messages.map((row) => [row.id, row]));
  const own: Message[] = [];
  let last = messages.at(-1)?.id ?? chain.at(-1)?.id;
  for (let row = byId.get(last ?? ''); row; row = byId.get(row.predecessor ?? '')) {
    const message = row.message ?? bodies.get(row.sameAs ?? '');
    if (message) own.push(message);
    last = row.predecessor ?? undefined;
  }
  const end = chain.findIndex((link) => link.id === last);
  return [...inherited.slice(0, end + 1), ...own.reverse()];
}
