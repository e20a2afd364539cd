/**
 * Takes values out of one text. A text that is JSON stays JSON: its strings are read, redacted and written again one by
 * one, and every other byte stays as it is. Where values overlap, the rule that comes first has it. Nothing is left
 * that the rules would find, so that a second time changes nothing.
 */

import { REDACTION_KINDS, type RedactionKind, type RedactionRule } from '@nex/core';
import type { Finder, Span } from './finders/finder.ts';
import { FINDERS } from './finders/index.ts';

export interface CompiledRule {
  rule: RedactionRule;
  find: Finder;
}

/** Writes what stands in place of a value. */
export type Replace = (rule: RedactionRule, value: string) => string;
export type OnRedacted = (kind: RedactionKind) => void;

export function compileRules(rules: readonly RedactionRule[]): CompiledRule[] {
  return rules.map((rule) => ({ rule, find: FINDERS[rule.kind](rule) }));
}

const MAX_PASSES = 8;
const MAX_NESTING = 4;
const PLACEHOLDER = new RegExp(`^\\[(?:${REDACTION_KINDS.join('|')})_[0-9a-f]{1,12}\\]$`);
/** Where a string of JSON begins, or a number. */
const TOKEN = /"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

export class TextRedactor {
  readonly #rules: readonly CompiledRule[];
  readonly #replace: Replace;
  readonly #onRedacted: OnRedacted;

  constructor(rules: readonly CompiledRule[], replace: Replace, onRedacted: OnRedacted) {
    this.#rules = rules;
    this.#replace = replace;
    this.#onRedacted = onRedacted;
  }

  redact(text: string, nesting = 0): string {
    if (nesting < MAX_NESTING && isJson(text)) return this.#redactJson(text, nesting);
    return this.redactPlain(text);
  }

  /** `key` is the name that the text is the value of: `password` makes a secret of what it is not by itself, `version` no address. */
  redactPlain(text: string, key = ''): string {
    let current = text;
    for (let pass = 0; pass < MAX_PASSES; pass += 1) {
      const spans = this.#spansIn(current, key);
      if (spans.length === 0) break;
      let after = '';
      let at = 0;
      for (const { start, end, value, rule } of spans) {
        after += current.slice(at, start) + this.#replace(rule, value);
        at = end;
        this.#onRedacted(rule.kind);
      }
      current = after + current.slice(at);
    }
    return current;
  }

  #redactJson(text: string, nesting: number): string {
    let key = '';
    let after = '';
    let copied = 0;
    const search = new RegExp(TOKEN);
    for (let match = search.exec(text); match !== null; match = search.exec(text)) {
      const { index } = match;
      const end = match[0] === '"' ? endOfString(text, index) : index + match[0].length;
      search.lastIndex = end;
      const token = text.slice(index, end);
      const isKey = match[0] === '"' && /^\s*:/.test(text.slice(end, end + 32));
      const changed = this.#redactToken(token, { key, isKey, nesting });
      if (isKey) key = JSON.parse(token) as string;
      if (changed === token) continue;
      after += text.slice(copied, index) + changed;
      copied = end;
    }
    return after + text.slice(copied);
  }

  #redactToken(
    token: string,
    { key, isKey, nesting }: { key: string; isKey: boolean; nesting: number },
  ): string {
    // A number is a value only as a whole: where it changes, it becomes a string.
    const value = token.startsWith('"') ? (JSON.parse(token) as string) : token;
    const isWithin = value !== token && !isKey && nesting + 1 < MAX_NESTING && isJson(value);
    const after = isWithin ? this.#redactJson(value, nesting + 1) : this.redactPlain(value, isKey ? '' : key);
    return after === value ? token : JSON.stringify(after);
  }

  #spansIn(text: string, key: string): (Span & { rule: RedactionRule })[] {
    const taken: (Span & { rule: RedactionRule })[] = [];
    // Line breaks that are written as escapes end a word all the same.
    const plain = text.includes('\\') ? text.replaceAll(/\\[nrt]/g, '  ') : text;
    const lead = key === '' ? '' : `${key}: `;
    for (const { rule, find } of this.#rules) {
      const context = rule.kind === 'secret' || rule.kind === 'ip' ? lead : '';
      for (const { start, end, value } of find(context + plain)) {
        const span = { start: start - context.length, end: end - context.length, value, rule };
        if (span.start < 0 || isPlaceholder(text, span)) continue;
        if (taken.some((one) => span.start < one.end && one.start < span.end)) continue;
        taken.push(span);
      }
    }
    return taken.sort((a, b) => a.start - b.start);
  }
}

/** Behind its closing quotation mark. A pattern would need as much stack as the string is long. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** Stands in place of a value already: `[secret_1]` is no password. */
function isPlaceholder(text: string, { start, end }: Span): boolean {
  const open = text.lastIndexOf('[', start);
  const close = text.indexOf(']', end - 1);
  return open >= 0 && close >= 0 && PLACEHOLDER.test(text.slice(open, close + 1));
}

/** An object or a list. */
export function isJson(text: string): boolean {
  const first = /^\s*([{[])/.exec(text)?.[1];
  if (first === undefined || !/[}\]]\s*$/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
