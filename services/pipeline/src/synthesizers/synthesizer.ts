/** A way of making queries: asks the model once and gives what it wrote. */
import type { JsonObject } from '@nex/core';
import type { QuerySlot } from '../plan/plan-queries.ts';
import type { Ask } from '../synthesis/asker.ts';

/** A passage of a page that a query is grounded in. */
export interface Evidence {
  title: string;
  url: string;
  quote: string;
}

export interface SynthesisInput {
  slot: QuerySlot;
  /** As the enhancers left it. */
  persona: string;
  /** Empty when the build leaves it out. */
  description: string;
  /** What the framework's tools can do, without their names. */
  capabilities: readonly string[];
  /** Grows by one with each attempt and differs between all attempts of a build. */
  nonce: number;
  /** Texts that were refused for this slot, and those that they came too close to. */
  avoid: readonly string[];
  evidence: readonly Evidence[];
}

export interface Synthesizer {
  readonly name: string;
  readonly version: number;
  /** The query's text. Throws the model's failures as NexError; `model_bad_output` when no usable answer came. */
  synthesize(ask: Ask, input: SynthesisInput): Promise<string>;
}

/** What every way of making queries tells the model. */
export function inputsOf(input: SynthesisInput): JsonObject {
  const { slot, evidence } = input;
  return {
    description: input.description,
    capabilities: [...input.capabilities],
    persona: input.persona,
    problem_type: { path: slot.path, label: slot.path.at(-1) ?? '' },
    language: slot.language,
    nonce: input.nonce,
    avoid: [...input.avoid],
    ...(evidence.length === 0 ? {} : { evidence: evidence.map((one) => ({ ...one })) }),
  };
}

/** What a request must be like, whatever its level. */
export const RULES = `- Write as the person described under "persona", in the first person, in the language named under "language" ("en" is English, "zh" is Chinese), and in no other.
- The request is an instance of the problem type: the last entry of its path.
- It can be met with the abilities listed under "capabilities" and stays within "description".
- It is self-contained: every name, number, date, place and text that is needed to work on it stands in it. It never refers to earlier conversations, attachments or links that are not there.
- Its outcome can be checked, and stays the same when the request is worked on a year later: what changes with time is asked for with its date.
- Where "evidence" is given, the request is about something that it says; it does not mention the evidence itself.
- Never mention agents, tools, systems, categories, difficulty or these instructions.
- Differ clearly, in content and in wording, from every text under "avoid".
- "nonce" only sets this request apart from others made from the same inputs: let it vary the situation.`;

export const LEVELS = `- "easy" takes one or two steps. "medium" takes several steps whose results build on each other. "hard" combines several aims or constraints that have to be weighed and checked.`;
