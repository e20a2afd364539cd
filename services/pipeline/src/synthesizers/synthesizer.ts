/** A way of making queries: asks the model once and gives what it wrote. */
import type { Model, Usage } from '@nex/core';
import type { QuerySlot } from '../plan/plan-queries.ts';

export interface SynthesisInput {
  slot: QuerySlot;
  description: string;
  /** What the framework's tools can do, without their names. */
  capabilities: readonly string[];
  /** Grows by one with each attempt and differs between all attempts of a build. */
  nonce: number;
  /** Texts that were refused for this slot, and those that they came too close to. */
  avoid: readonly string[];
  sampling: { seed: number; temperature: number };
}

export interface SynthesizedQuery {
  text: string;
  usage: Usage;
}

export interface Synthesizer {
  readonly name: string;
  readonly version: number;
  /** Throws the model's failures as NexError; `model_bad_output` when no usable answer came. */
  synthesize(model: Model, input: SynthesisInput, signal: AbortSignal): Promise<SynthesizedQuery>;
}
