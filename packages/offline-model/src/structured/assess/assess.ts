/**
 * What the four heads of a judge have in common: a batch of messages and the assessment so far go in, the whole
 * assessment comes out. Between batches a rule remembers by notes, which stand in the summary as JSON.
 */
import { isObject, type Json, type JsonObject, parseJson } from '../../schema/json-schema.ts';
import { numberAt, objectAt, objectsAt, textAt } from '../input.ts';

/** One message of the batch. */
export type Read = { id: string; agent: string; role: string; text: string; chars: number };
/** One fault. */
export type Finding = {
  kind: string;
  severity: 'major' | 'minor';
  message: string;
  quote: string;
  note: string;
};
/** What a rule is given. */
export type Batch = { messages: Read[]; notes: JsonObject; last: boolean };
/** Notes for the next batch, and what is new. */
export type Judged = { notes: JsonObject; findings: Finding[] };

const SUMMARY_CHARS = 1200;
const QUOTE_CHARS = 80;

/** Makes a task of a rule. */
export function assess(rule: (batch: Batch) => Judged): (input: JsonObject) => JsonObject {
  return (input) => {
    const before = objectAt(input, 'assessment');
    const notes = parseJson(textAt(before, 'summary'));
    const { notes: after, findings } = rule({
      messages: objectsAt(input, 'messages').map(readOf),
      notes: isObject(notes) ? notes : {},
      last: numberAt(input, 'batch', 1) >= numberAt(input, 'of', 1),
    });
    const known = objectsAt(before, 'findings');
    const fresh = findings.filter(
      (one) => !known.some((other) => other['message'] === one.message && other['kind'] === one.kind),
    );
    const summary = JSON.stringify(after);
    return {
      summary: summary.length <= SUMMARY_CHARS ? summary : '{}',
      findings: [...known, ...fresh] as unknown as Json,
    };
  };
}

function readOf(message: JsonObject): Read {
  return {
    id: textAt(message, 'id'),
    agent: textAt(message, 'agent'),
    role: textAt(message, 'role'),
    text: textAt(message, 'text'),
    chars: numberAt(message, 'chars', 0),
  };
}

/** A few words of a message from a place on, as they stand there. */
export function quoteOf(text: string, from = 0): string {
  return text
    .slice(from, from + QUOTE_CHARS)
    .toWellFormed()
    .trim();
}

/** Whether a message is what an agent says at the end of a turn. */
export function isAnswer({ role, text }: Read): boolean {
  return role === 'assistant' && !/^\(calls /m.test(text);
}

/** A text without its code. */
export function withoutCode(text: string): string {
  return text.replace(/```[\s\S]*?(?:```|$)/g, ' ').replace(/`[^`\n]*`/g, ' ');
}
