/**
 * Rows with a conversation each: `{messages, tools?}` in OpenAI's form, the rows of our own `openai-chat` exporter,
 * request and response of an API call, and ShareGPT's form.
 */
import { isJsonObject, type JsonObject } from '@nex/core';
import { listAt, objectAt, stringAt, valueAt } from '../fields.ts';
import { runIdOf } from '../finish/run-id.ts';
import { singleRun } from '../finish/single-run.ts';
import { finishTrajectory } from '../finish/trajectory.ts';
import type { ImportedTrajectory, Importer, ImportItem } from '../importer.ts';
import { readAnswer, readInput } from '../messages/conversation.ts';
import { pairResults } from '../messages/pair-results.ts';
import { Notes } from '../notes.ts';
import { TextLifter } from '../text-calls/text-lifter.ts';
import { earlierLeafOf, type OwnRow, ownRowOf, readOwnRow } from './own-row.ts';
import { isShareGpt, shareGptMessages } from './share-gpt.ts';

export const openaiJsonl: Importer = {
  name: 'openai-jsonl',
  version: 3,
  title: "Conversations as JSON lines: OpenAI's messages and tools, ShareGPT",
  recognizes: (value) => isJsonObject(value) && (requestOf(value) !== undefined || isShareGpt(value)),
  async *read(records, { source }) {
    let leaves: OwnRow[] = [];
    // Without the row that they lead to, they are conversations of their own.
    const alone = (): ImportItem[] =>
      leaves.splice(0).map((row) => ({ kind: 'trajectory', imported: readOwnRow(row, [], source) }));
    for await (const { line, value } of records) {
      const own = ownRowOf(value);
      const [first] = leaves;
      if (first && earlierLeafOf(first) !== own?.run?.run_id) yield* alone();
      if (own && earlierLeafOf(own) !== undefined) {
        leaves.push(own);
        continue;
      }
      const imported = own ? readOwnRow(own, leaves, source) : readRow(value, line, source);
      leaves = [];
      if (typeof imported !== 'string') yield { kind: 'trajectory', imported };
      else {
        const reason = imported === EMPTY ? 'no_conversation' : 'wrong_shape';
        yield { kind: 'rejected', rejection: { line, reason, note: imported } };
      }
    }
    yield* alone();
  },
};

const EMPTY = 'the list of messages is empty';

/** The part that holds `messages`. */
function requestOf(value: JsonObject): JsonObject | undefined {
  return [value, objectAt(value, 'request'), objectAt(value, 'body')].find(
    (part) => part !== undefined && listAt(part, 'messages') !== undefined,
  );
}

/** A text says why it is no row. */
function readRow(value: unknown, line: number, source: string): ImportedTrajectory | string {
  if (!isJsonObject(value)) return 'no object';
  const request = requestOf(value);
  if (!request && !isShareGpt(value)) return 'neither messages nor conversations';
  const notes = new Notes();
  const at = `line ${line}`;
  const input = readInput(
    request ?? { messages: shareGptMessages(value), tools: valueAt(value, 'tools') ?? null },
    at,
    notes,
  );
  const wrong = request && listAt(request, 'messages')?.findIndex((item) => !isJsonObject(item));
  if (wrong !== undefined && wrong >= 0) return `message ${wrong} is no object`;
  for (const [index, item] of (request && listAt(request, 'messages'))?.entries() ?? []) {
    if (isJsonObject(item) && item['weight'] === 0)
      notes.add('weight_unread', `${at}, message ${index}`, 'messages of weight 0');
  }
  const answer = readAnswer(valueAt(value, 'response', 'choices'), at, notes);
  const all = answer ? [...input.messages, answer.message] : input.messages;
  const lifted = new TextLifter().lift(all, input.tools, at, notes);
  const messages = pairResults(lifted.messages, at, notes);
  const isEmpty = listAt(request ?? value, 'messages', 'conversations', 'conversation')?.length === 0;
  if (isEmpty || messages.length === 0) return EMPTY;
  const runId = runIdOf(value);
  const finishReason = answer?.finishReason;
  const run = singleRun({ runId, messages, tools: lifted.tools, ...(finishReason && { finishReason }) });
  const query = stringAt(value, 'query');
  return finishTrajectory(
    [run],
    {
      format: 'openai-jsonl',
      source,
      traceId: stringAt(value, 'trace_id', 'id', 'custom_id') ?? '',
      model: stringAt(value, 'model') ?? stringAt(request ?? {}, 'model') ?? '',
      provider: stringAt(value, 'provider') ?? '',
      ...(query !== undefined && { query }),
    },
    notes,
  );
}
