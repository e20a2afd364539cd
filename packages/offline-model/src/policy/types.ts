/**
 * The words the policy speaks: requests, calls and what came of them.
 */
import type { JsonObject, JsonSchema } from '../schema/json-schema.ts';
import type { Concept } from './concepts/concept.ts';

/** A tool as the policy reads it. */
export type Tool = { name: string; description: string; parameters: JsonSchema };

/** One thing the user asks for. */
export type Request = {
  index: number;
  text: string;
  /** The words in which it was made, when these are Chinese and `text` says them in English. */
  zh?: string;
  concepts: readonly Concept[];
  /** Indexes of the requests whose results this one needs. */
  after: readonly number[];
};

/** What a user message asks for and what it already says. */
export type Task = { text: string; goal: string; requests: Request[]; facts: string[] };

/** A call to a tool. */
export type Call = { tool: string; arguments: JsonObject };

/** Why a call is made: to answer a request, to prepare for that, or to hand requests on. */
export type Role = 'main' | 'helper' | 'delegation';

/** A call that is to be made, and the requests it serves. */
export type Step = { call: Call; role: Role; requests: number[] };

/** A call that was made and its result. */
export type Outcome = Step & { text: string; failed: boolean };

/** Everything a decision rests on. */
export type Situation = {
  system: string;
  task: Task;
  tools: readonly Tool[];
  /** What was called for this task so far, in order. */
  outcomes: Outcome[];
  /** Results of earlier tasks of the same conversation. */
  earlier: Outcome[];
};

/** Two calls are the same when tool and arguments are. */
export function callKey(call: Call): string {
  return `${call.tool}\u0000${JSON.stringify(call.arguments)}`;
}
