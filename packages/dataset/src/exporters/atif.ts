/**
 * The Agent Trajectory Interchange Format, version 1.7: a document for each conversation, with the sub-agents inside of
 * it, each referred to by the result of its call. A row holds the document as a string, because arguments have no common
 * shape; parsed, it is a valid document. It is proved with the importer of the format.
 */
import { type JsonObject, type Message, NexError } from '@nex/core';
import { AtifTrajectory as Document } from '../importers/atif/document.ts';
import { documentMessages } from '../importers/atif/messages.ts';
import { Notes } from '../importers/notes.ts';
import { addLosses, type Losses, lose } from '../losses/losses.ts';
import { sameJson } from '../same-json.ts';
import { exactMatch } from '../schema-match.ts';
import type { Conversation } from '../views/conversation.ts';
import { documentOf, type Held } from './atif/document.ts';
import { atifForm } from './atif/form.ts';
import {
  type Around,
  type Exporter,
  isRefusal,
  type Refusal,
  type RestoredRun,
  type Written,
} from './exporter.ts';
import { attempt } from './text/read-back.ts';

export const atif: Exporter = {
  name: 'atif',
  version: 1,
  title: 'ATIF: the Agent Trajectory Interchange Format',
  description: 'A document of ATIF 1.7 for each conversation, sub-agents inside of it.',
  // Calls and their results stand in one step, so nothing can stand between them.
  views: ['root', 'per-agent'],
  fields: [
    {
      name: 'trajectory',
      type: 'string',
      about: 'JSON: a document of ATIF 1.7; `extra.train` of an agent step says whether it is trained on.',
    },
  ],
  write,
  read: (fields) => messagesOf(parsed(fields)),
  readNested: (fields) => restored(parsed(fields)),
};

function write(conversation: Conversation, around: Around): Written | Refusal {
  const held: Held[] = [];
  const losses: Losses = {};
  for (const each of [conversation, ...around.nested]) {
    const form = atifForm(each.messages);
    if (isRefusal(form)) return form;
    addLosses(losses, form.losses);
    held.push({ conversation: each, form });
  }
  const [own, ...nested] = held as [Held, ...Held[]];
  const document = documentOf(own, nested, around);
  const places = placed(document);
  const missing = held.filter(({ conversation: { run } }) => !places.has(run.runId)).length;
  if (missing > 0) lose(losses, 'sub_agents', missing);
  return {
    fields: { trajectory: JSON.stringify(document) },
    losses,
    prove: (fields) =>
      prove(
        fields,
        held.filter(({ conversation: { run } }) => places.has(run.runId)),
      ),
  };
}

/** Ids of the runs that a document holds. */
function placed(document: JsonObject): Set<string> {
  const { run_id: id } = document['extra'] as { run_id: string };
  const below = (document['subagent_trajectories'] ?? []) as JsonObject[];
  return new Set([id, ...below.flatMap((child) => [...placed(child)])]);
}

function prove(fields: JsonObject, held: readonly Held[]): Refusal | undefined {
  const document = attempt(() => parsed(fields));
  if (!document) return { reason: 'reading', detail: 'the row cannot be read' };
  const all = flat(document);
  if (all.length !== held.length) return { reason: 'sub_agents', detail: 'a sub-agent is missing' };
  const left = [...held];
  for (const each of all) {
    const at = left.findIndex(({ conversation: { run, leaf } }) => {
      const { run_id: id, leaf: place } = each.extra ?? {};
      return id === run.runId && place === leaf;
    });
    const [own] = at === -1 ? [] : left.splice(at, 1);
    if (!own) return { reason: 'sub_agents', detail: 'a sub-agent is another' };
    const found = difference(messagesOf(each), own) ?? flagDifference(each, own);
    if (found) return found;
  }
  return undefined;
}

const REASONS = { system: 'system', user: 'user', assistant: 'turn', tool: 'results' } as const;

function difference(back: readonly Message[], { form }: Held): Refusal | undefined {
  if (back.length !== form.messages.length) return { reason: 'messages', detail: 'a message is missing' };
  const at = form.messages.findIndex((message, index) => !sameJson(back[index], message));
  const role = form.messages[at]?.role;
  return role && { reason: REASONS[role], detail: `message ${at} reads back otherwise` };
}

function flagDifference({ steps }: Document, { conversation }: Held): Refusal | undefined {
  const read = steps.flatMap(({ source, extra }) => (source === 'agent' ? [extra?.['train'] === true] : []));
  const own = conversation.messages.flatMap(({ role }, at) =>
    role === 'assistant' ? [conversation.train[at] === true] : [],
  );
  return sameJson(read, own) ? undefined : { reason: 'messages', detail: 'a train flag is lost' };
}

function messagesOf(document: Document): Message[] {
  return documentMessages(document, new Notes());
}

/** The document and all below it, in the order of their writing. */
function flat(document: Document): Document[] {
  return [document, ...(document.subagent_trajectories ?? []).flatMap(flat)];
}

function restored(document: Document): RestoredRun[] {
  const textOf = (value: unknown) => (typeof value === 'string' ? value : null);
  return flat(document)
    .slice(1)
    .map((each) => ({
      runId: textOf(each.extra?.['run_id']) ?? '',
      parentRunId: textOf(each.extra?.['parent_run_id']),
      parentCallId: textOf(each.extra?.['parent_call_id']),
      agent: each.agent.name,
      messages: messagesOf(each),
    }));
}

const isDocument = exactMatch(Document);

/** Throws `invalid_request`. */
function parsed(fields: JsonObject): Document {
  const text = fields['trajectory'];
  const value: unknown = typeof text === 'string' ? safeJson(text) : undefined;
  if (isDocument(value)) return value;
  const read = Document.safeParse(value);
  if (read.success) return read.data;
  throw new NexError('invalid_request', 'The row is no atif row: its trajectory is no document of ATIF.', {
    where: 'trajectory',
  });
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
