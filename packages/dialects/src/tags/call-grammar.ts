/**
 * Calls between tags, alone or inside of a wrapper: `<wrap><call>…</call><call>…</call></wrap>`. What a family's tags
 * are and how the inside of a call is read is the family's; what is done with calls that are cut off, unreadable or only
 * talked about is the same for all.
 */
import { parseJsonObject } from '@nex/core';
import { type CallSyntax, firstOf, type Reading, type ReadState } from '../call-reader.ts';
import type { ParsedCall } from '../dialect.ts';
import { writeJson } from '../json-text.ts';
import { skipSpace } from '../skip-space.ts';

/** What was read at a place: a call and where it ends, `open` when more text may make it one, `bad` when nothing can. */
export type CallReading = { call: ParsedCall; end: number } | 'open' | 'bad';

export interface CallForm {
  /** A literal that a call begins with. */
  readonly open: string;
  /** Where a call that cannot be read ends. */
  readonly close: string;
  read(text: string, at: number, state: FormState): CallReading;
}

export interface FormState {
  ended: boolean;
  progress?: ReadState['progress'];
  /** What may come after the call in its wrapper. */
  next?: readonly string[];
}

export interface Wrapper {
  readonly open: string;
  readonly close: string;
}

export interface CallGrammar {
  readonly wrappers: readonly Wrapper[];
  readonly forms: readonly CallForm[];
  /** True when a broken call is one, and not prose that names the tags. */
  isMeant(region: string): boolean;
  /** The name that a broken call wants: the first group that matched. */
  readonly namePattern: RegExp;
  /** How a call is written right; part of a fault. */
  readonly example: string;
}

export function callSyntax(grammar: CallGrammar): CallSyntax {
  const { wrappers, forms } = grammar;
  const openers = forms.map((form) => form.open);
  const wrapped = wrappers.map((wrapper) => ({ ...wrapper, next: [wrapper.close, ...openers] }));
  return {
    openers: [...wrappers.flatMap((wrapper) => [wrapper.open, wrapper.close]), ...openers],
    closers: [
      ...new Set([...wrappers.map((wrapper) => wrapper.close), ...forms.map((form) => form.close), '/>']),
    ],
    read: (text, state) => {
      for (const wrapper of wrapped) {
        if (text.startsWith(wrapper.open)) return readWrapped(grammar, text, wrapper, state);
        if (!text.startsWith(wrapper.close)) continue;
        const { length } = wrapper.close;
        return state.afterCall ? { kind: 'calls', calls: [], length } : { kind: 'text', length };
      }
      return readBare(grammar, text, state);
    },
  };
}

/** The wrapper's first call; the ones after it are read by themselves. */
function readWrapped(
  grammar: CallGrammar,
  text: string,
  wrapper: Wrapper & { next: readonly string[] },
  { ended, progress }: ReadState,
): Reading {
  const at = skipSpace(text, wrapper.open.length);
  const form = formAt(grammar, text, at);
  if (!form) {
    const rest = text.slice(at);
    if (!ended && grammar.forms.some((candidate) => candidate.open.startsWith(rest))) return { kind: 'open' };
    return broken(grammar, text, [wrapper.close], wrapper.open, ended);
  }
  const reading = form.read(text, at, { ended, progress, next: wrapper.next });
  if (reading === 'open') return { kind: 'open' };
  if (reading === 'bad') return broken(grammar, text, [form.close, wrapper.close], wrapper.open, ended);
  return { kind: 'calls', calls: [reading.call], length: reading.end };
}

function readBare(grammar: CallGrammar, text: string, state: ReadState): Reading {
  const { ended } = state;
  const form = formAt(grammar, text, 0);
  if (!form) return { kind: 'text', length: 1 };
  const reading = form.read(text, 0, state);
  if (reading === 'open') return { kind: 'open' };
  if (reading === 'bad') return broken(grammar, text, [form.close], form.open, ended);
  return { kind: 'calls', calls: [reading.call], length: reading.end };
}

function formAt({ forms }: CallGrammar, text: string, at: number): CallForm | undefined {
  for (const form of forms) if (text.startsWith(form.open, at)) return form;
  return undefined;
}

/** A broken call goes to its first closing tag, or to the end; prose about calls is text. */
function broken(
  grammar: CallGrammar,
  text: string,
  closes: readonly string[],
  open: string,
  ended: boolean,
): Reading {
  const at = firstOf(text, closes);
  if (at < 0 && !ended) return { kind: 'open' };
  const close = closes.find((candidate) => text.startsWith(candidate, at)) ?? '';
  const region = at < 0 ? text : text.slice(0, at + close.length);
  if (!grammar.isMeant(region)) return { kind: 'text', length: open.length };
  const name = grammar.namePattern.exec(region)?.slice(1).find(Boolean)?.trim() ?? '';
  const fault =
    at < 0
      ? `The tool call was cut off before its end. Write it again, whole:\n${grammar.example}`
      : `The tool call could not be read: a tag is missing, unclosed or misplaced. Write it like this:\n${grammar.example}`;
  return { kind: 'calls', calls: [{ name, argumentsText: region, fault }], length: region.length };
}

/** A call from its arguments as JSON texts, in order; of a name given twice the last counts. */
export function callOf(name: string, entries: Iterable<readonly [name: string, json: string]>): ParsedCall {
  const argumentsText = objectText(new Map(entries));
  return { name, argumentsText, arguments: parseJsonObject(argumentsText) ?? {} };
}

/** An object from the JSON texts of its members. */
export function objectText(members: ReadonlyMap<string, string>): string {
  let text = '{';
  for (const [key, json] of members) text += `${text.length === 1 ? '' : ', '}${writeJson(key)}: ${json}`;
  return `${text}}`;
}

/** All arguments as one JSON object in place of the tags: the escape for what tags cannot carry. */
export function jsonBodyCall(name: string, body: string): ParsedCall | undefined {
  if (!body.startsWith('{', skipSpace(body, 0))) return undefined;
  const argumentsText = body.trim();
  const args = parseJsonObject(argumentsText);
  return args && { name, argumentsText, arguments: args };
}
