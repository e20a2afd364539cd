/** Deltas of an answer in text as the deltas that a model with native calls would give. No tag reaches the receiver. */
import type { ModelDelta, ToolDefinition } from '@nex/core';
import type { Dialect, DialectDelta, DialectParser, ParsedCall } from '../dialect.ts';
import { callBlock, callDelta } from './call-blocks.ts';

export interface TextDeltasOptions {
  dialect: Dialect;
  tools: readonly ToolDefinition[];
  startsInReasoning: boolean;
  /** Of the first call. */
  callNumber: number;
  onDelta: (delta: ModelDelta) => void;
}

export class TextDeltas {
  readonly #options: TextDeltasOptions;
  #parser: DialectParser | undefined;
  #text = '';
  #calls = 0;
  #reasonedApart = false;

  constructor(options: TextDeltasOptions) {
    this.#options = options;
  }

  push(delta: ModelDelta): void {
    const { onDelta } = this.#options;
    if (delta.type === 'text') this.#read(delta.delta);
    else if (delta.type === 'reasoning') {
      this.#reasonedApart = true;
      onDelta(delta);
    } else if (delta.type === 'restart') {
      this.#parser = undefined;
      this.#text = '';
      this.#calls = 0;
      this.#reasonedApart = false;
      onDelta(delta);
    }
  }

  /**
   * @param text The whole answer: what was not streamed of it follows now.
   * @param further Calls that were found elsewhere.
   */
  finish(text: string, further: readonly ParsedCall[]): void {
    if (text.startsWith(this.#text)) this.#read(text.slice(this.#text.length));
    if (this.#parser) this.#give(this.#parser.end().deltas);
    this.#give(further.map((call) => ({ type: 'call', call })));
  }

  #read(chunk: string): void {
    const { dialect, tools, startsInReasoning } = this.#options;
    this.#parser ??= dialect.createParser({
      tools,
      startsInReasoning: startsInReasoning && !this.#reasonedApart,
    });
    this.#text += chunk;
    this.#give(this.#parser.push(chunk));
  }

  #give(deltas: readonly DialectDelta[]): void {
    const { onDelta, callNumber } = this.#options;
    for (const delta of deltas) {
      if (delta.type !== 'call') onDelta(delta);
      else {
        onDelta(callDelta(callBlock(delta.call, callNumber + this.#calls), this.#calls));
        this.#calls += 1;
      }
    }
  }
}
