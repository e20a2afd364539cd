/**
 * Deltas of a native answer whose text may turn out to hold calls: text is passed on up to the first call that was read
 * in it, the rest waits until it is known what becomes of it.
 */
import type { ModelDelta, ToolCallBlock, ToolDefinition } from '@nex/core';
import type { Dialect, DialectParser } from '../dialect.ts';
import { callDelta } from './call-blocks.ts';

export class RecoveryDeltas {
  readonly #start: () => DialectParser;
  readonly #onDelta: (delta: ModelDelta) => void;
  #parser: DialectParser;
  #text = '';
  #given = '';
  #mode: 'reading' | 'waiting' | 'passing' = 'reading';

  constructor(dialect: Dialect, tools: readonly ToolDefinition[], onDelta: (delta: ModelDelta) => void) {
    this.#start = () => dialect.createParser({ tools });
    this.#onDelta = onDelta;
    this.#parser = this.#start();
  }

  push(delta: ModelDelta): void {
    if (delta.type === 'text') return this.#push(delta.delta);
    if (delta.type === 'tool_call') this.#passAll();
    if (delta.type === 'restart') {
      this.#parser = this.#start();
      this.#text = '';
      this.#given = '';
      this.#mode = 'reading';
    }
    this.#onDelta(delta);
  }

  /** @param recovered What the answer became; absent when it stays as it is. */
  finish(recovered?: { text: string; calls: readonly ToolCallBlock[] }): void {
    if (!recovered) return this.#passAll();
    if (recovered.text.startsWith(this.#given)) this.#give(recovered.text.slice(this.#given.length));
    for (const [index, call] of recovered.calls.entries()) this.#onDelta(callDelta(call, index));
  }

  #push(chunk: string): void {
    this.#text += chunk;
    if (this.#mode === 'passing') return this.#give(chunk);
    if (this.#mode === 'waiting') return;
    for (const delta of this.#parser.push(chunk)) {
      if (delta.type === 'text') this.#give(delta.delta);
      // Tags of a reasoning are text here, because a native answer has its reasoning apart.
      else if (delta.type === 'reasoning') return this.#passAll();
      else {
        this.#mode = 'waiting';
        return;
      }
    }
  }

  /** The answer is what it is: everything is passed on as it was written. */
  #passAll(): void {
    this.#mode = 'passing';
    this.#give(this.#text.slice(this.#given.length));
  }

  #give(text: string): void {
    if (text === '') return;
    this.#given += text;
    this.#onDelta({ type: 'text', delta: text });
  }
}
