/**
 * Redacts a trajectory as a whole: messages, results, arguments, answers, and what compaction took away. Ids, tools,
 * usage and provenance stay. The same value has the same placeholder wherever it stands, so that calls and results
 * still fit together. The audit counts, and never holds a value.
 */

import type { RedactionKind, RedactionPolicy, RedactionRule } from '@nex/core';
import {
  type Block,
  EARLIER_INDEX,
  isJsonObject,
  type Json,
  type Message,
  parseJsonObject,
  type Trajectory,
} from '@nex/core';
import { digestText } from '@nex/core/digest';
import { type CompiledRule, compileRules, TextRedactor } from './redact-text.ts';

export interface AuditEntry {
  kind: RedactionKind;
  action: RedactionRule['action'];
  runId: string;
  /** Message of the run; -1 for the run's response; `EARLIER_INDEX` for a conversation before a compaction. */
  messageIndex: number;
  count: number;
}

export interface RedactionAudit {
  policyId: string;
  policyVersion: number;
  /** In the order of the trajectory, one per kind and message. Empty: nothing was changed. */
  entries: AuditEntry[];
}

export interface RedactionOptions {
  /** Secret of the operator that goes into hashes, so that nobody finds a value by trying. Needed for `hash`. */
  salt?: string;
}

/** Redacts one trajectory after another by one policy; keeps nothing between them. */
export interface Redactor {
  redact(trajectory: Trajectory): { trajectory: Trajectory; audit: RedactionAudit };
}

export const RESPONSE_INDEX = -1;
const PLACEHOLDER = /\[([a-z_]+)_(\d+)\]/g;
const HASH_DIGITS = 12;

/** @throws TypeError when a rule hashes and there is no salt. */
export function createRedactor(policy: RedactionPolicy, options: RedactionOptions = {}): Redactor {
  const { salt = '' } = options;
  if (salt === '' && policy.rules.some((rule) => rule.action === 'hash')) {
    throw new TypeError('A rule with the action "hash" needs a salt.');
  }
  const rules = compileRules(policy.rules);
  return { redact: (trajectory) => new Pass(policy, rules, salt, trajectory).run() };
}

class Pass {
  readonly #policy: RedactionPolicy;
  readonly #salt: string;
  readonly #trajectory: Trajectory;
  readonly #text: TextRedactor;
  readonly #placeholders = new Map<string, string>();
  readonly #next = new Map<string, number>();
  readonly #entries = new Map<string, AuditEntry>();
  #place = { runId: '', messageIndex: 0 };
  #scanned = false;

  constructor(policy: RedactionPolicy, rules: readonly CompiledRule[], salt: string, trajectory: Trajectory) {
    this.#policy = policy;
    this.#salt = salt;
    this.#trajectory = trajectory;
    this.#text = new TextRedactor(
      rules,
      (rule, value) => this.#replacement(rule, value),
      (kind) => this.#count(kind),
    );
  }

  run(): { trajectory: Trajectory; audit: RedactionAudit } {
    const { id: policyId, version: policyVersion } = this.#policy;
    const runs = this.#trajectory.runs.map((run) => {
      // Tokens hold the text as it was.
      const { sampled: _, ...kept } = run;
      const { runId, earlierLeaves } = kept;
      const earlier = earlierLeaves?.map((leaf) =>
        leaf.map((message) => this.#message(runId, EARLIER_INDEX, message)),
      );
      const messages = run.messages.map((message, at) => this.#message(runId, at, message));
      this.#place = { runId, messageIndex: RESPONSE_INDEX };
      const response = this.#text.redact(run.response);
      return { ...kept, messages, response, ...(earlier ? { earlierLeaves: earlier } : {}) };
    });
    const entries = [...this.#entries.values()];
    const trajectory = entries.length === 0 ? this.#trajectory : { ...this.#trajectory, runs };
    return { trajectory, audit: { policyId, policyVersion, entries } };
  }

  #message(runId: string, messageIndex: number, message: Message): Message {
    this.#place = { runId, messageIndex };
    return { ...message, content: message.content.map((block) => this.#block(block)) };
  }

  #block<B extends Block>(block: B): B {
    return this.#changed(block) as B;
  }

  #changed(block: Block): Block {
    switch (block.type) {
      case 'text':
      case 'reasoning':
        return { ...block, text: this.#text.redact(block.text) };
      case 'image':
        return block.url.startsWith('data:') ? block : { ...block, url: this.#text.redactPlain(block.url) };
      case 'tool_call': {
        const argumentsText = this.#text.redact(block.argumentsText);
        const fault = block.fault === undefined ? {} : { fault: this.#text.redact(block.fault) };
        if (argumentsText === block.argumentsText) return { ...block, ...fault };
        const args = block.arguments === undefined ? undefined : parseJsonObject(argumentsText);
        return { ...block, ...fault, argumentsText, ...(args ? { arguments: args } : {}) };
      }
      case 'tool_result':
        return {
          ...block,
          content: block.content.map((part) => this.#block(part)),
          ...(block.structured === undefined ? {} : { structured: this.#json(block.structured) }),
        };
    }
  }

  /** Through its text, so that a name beside a value counts as it does there. */
  #json(value: Json): Json {
    if (typeof value === 'string') return this.#text.redact(value);
    if (!isJsonObject(value) && !Array.isArray(value)) return value;
    const before = JSON.stringify(value);
    const after = this.#text.redact(before);
    return after === before ? value : (JSON.parse(after) as Json);
  }

  #replacement({ kind, action }: RedactionRule, value: string): string {
    if (action === 'drop') return '';
    if (action === 'hash') {
      const digest = digestText(`${this.#salt}\u0000${kind}\u0000${value}`).slice('sha256:'.length);
      return `[${kind}_${digest.slice(0, HASH_DIGITS)}]`;
    }
    const key = `${kind} ${value}`;
    const known = this.#placeholders.get(key);
    if (known !== undefined) return known;
    this.#skipTaken();
    const number = (this.#next.get(kind) ?? 0) + 1;
    this.#next.set(kind, number);
    const placeholder = `[${kind}_${number}]`;
    this.#placeholders.set(key, placeholder);
    return placeholder;
  }

  /** Numbers go on after those of an earlier redaction: a placeholder never means two values. */
  #skipTaken(): void {
    if (this.#scanned) return;
    this.#scanned = true;
    for (const [, kind = '', number] of JSON.stringify(this.#trajectory.runs).matchAll(PLACEHOLDER)) {
      this.#next.set(kind, Math.max(this.#next.get(kind) ?? 0, Number(number)));
    }
  }

  #count(kind: RedactionKind): void {
    const { runId, messageIndex } = this.#place;
    const key = `${runId} ${messageIndex} ${kind}`;
    const entry = this.#entries.get(key);
    if (entry) entry.count += 1;
    else {
      const action = this.#policy.rules.find((rule) => rule.kind === kind)?.action ?? 'mask';
      this.#entries.set(key, { kind, action, runId, messageIndex, count: 1 });
    }
  }
}
