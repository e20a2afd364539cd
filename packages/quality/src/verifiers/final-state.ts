import {
  canonicalJson,
  type Json,
  NexError,
  type ServerState,
  type StateExpectation,
  type VerificationEvidence,
} from '@nex/core';
import { RE2JS } from 're2js';
import { clip } from '../check.ts';
import { shareOf, type VerifierSpec } from './verifier-kind.ts';

const MAX_NOTE_CHARS = 240;

/** Each expectation holds of the files that the server's state had when the run ended. */
export const finalState: VerifierSpec<'final_state'> = {
  version: 2,
  verify({ server, expect }, { trajectory }) {
    const all = trajectory.finalState ?? {};
    const state = Object.hasOwn(all, server) ? all[server] : undefined;
    if (!state) {
      throw new NexError('tool_unavailable', `The state of ${server} at the end of the run was not kept.`, {
        where: server,
        hint: 'Is it a server of the catalogue that keeps its state in files, and do the agents have it?',
      });
    }
    return shareOf(expect.map((expectation) => judge(expectation, state)));
  },
};

function judge(expectation: StateExpectation, state: ServerState): VerificationEvidence {
  const { path } = expectation;
  const text = Object.hasOwn(state.files, path) ? state.files[path] : undefined;
  const isThere =
    text !== undefined || Object.hasOwn(state.binary, path) || Object.hasOwn(state.omitted, path);
  const say = (held: boolean, what: string) => ({ held, note: clip(`${path}: ${what}`, MAX_NOTE_CHARS) });
  if (expectation.exists !== undefined) {
    return say(isThere === expectation.exists, isThere ? 'it is there' : 'it is not there');
  }
  if (text === undefined) return say(false, isThere ? 'it cannot be read as text' : 'it is not there');
  const { equals, contains, matches, json } = expectation;
  if (equals !== undefined) {
    const held = text.trim() === equals.trim();
    return say(held, held ? 'it reads as expected' : `it reads "${text.trim()}"`);
  }
  if (contains !== undefined) {
    const held = text.includes(contains);
    return say(held, `it ${held ? 'has' : 'lacks'} "${contains}"`);
  }
  if (matches !== undefined) return say(...matchesPattern(text, matches));
  return json ? judgeJson(text, json, say) : say(false, 'nothing is expected of it');
}

function matchesPattern(text: string, pattern: string): [boolean, string] {
  try {
    const held = RE2JS.compile(pattern).matcher(text).find();
    return [held, `it ${held ? 'matches' : 'does not match'} ${pattern}`];
  } catch {
    return [false, `the pattern ${pattern} cannot be read`];
  }
}

function judgeJson(
  text: string,
  { pointer, equals }: NonNullable<StateExpectation['json']>,
  say: (held: boolean, what: string) => VerificationEvidence,
): VerificationEvidence {
  const documents = readJson(text);
  if (documents.length === 0) return say(false, 'it is no JSON');
  const found = documents.map((document) => valueAt(document, pointer));
  const wanted = canonicalJson(equals);
  const held = found.some((value) => value !== undefined && canonicalJson(value) === wanted);
  const first = found.find((value) => value !== undefined);
  const shown = first === undefined ? 'nothing' : canonicalJson(first);
  return say(held, held ? `${pointer} is ${wanted}` : `${pointer} is ${shown}, not ${wanted}`);
}

/** One document, or one on each line; none when it is no JSON. A mark of the byte order is no part of it. */
function readJson(written: string): Json[] {
  const text = written.replace(/^\uFEFF/u, '');
  try {
    return [JSON.parse(text) as Json];
  } catch {
    try {
      return text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => JSON.parse(line) as Json);
    } catch {
      return [];
    }
  }
}

/** RFC 6901. */
function valueAt(document: Json, pointer: string): Json | undefined {
  if (pointer === '') return document;
  if (!pointer.startsWith('/')) return undefined;
  let value: Json | undefined = document;
  for (const part of pointer.slice(1).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(value)) value = /^\d+$/.test(key) ? value[Number(key)] : undefined;
    else if (typeof value === 'object' && value !== null && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return value;
}
