/**
 * The table of structured tasks, keyed by the name of the schema. What a task answers
 * must fit the schema it was asked with; else the schema itself is filled.
 */
import type { Json, JsonObject, JsonSchema } from '../schema/json-schema.ts';
import { problems } from '../schema/validate.ts';
import { agentPrompt } from './agent-prompt.ts';
import { decomposition } from './decomposition.ts';
import { sampleOf } from './fallback.ts';
import { inputOf } from './input.ts';
import { interpretation } from './interpretation.ts';
import { personas } from './personas.ts';
import { problemTypes } from './problem-types.ts';
import { query } from './query/index.ts';

/** Answers one task from its input. */
export type StructuredTask = (input: JsonObject, seed: number) => JsonObject;

/** Every task, by name. */
export const STRUCTURED_TASKS: Readonly<Record<string, StructuredTask>> = {
  interpretation,
  decomposition,
  agent_prompt: agentPrompt,
  problem_types: problemTypes,
  personas,
  query,
};

/** Answers a structured request. */
export function answerStructured(name: string, schema: JsonSchema, prompt: string, seed: number): Json {
  const task = Object.hasOwn(STRUCTURED_TASKS, name) ? STRUCTURED_TASKS[name] : undefined;
  const input = inputOf(prompt);
  if (task && input) {
    const answer = task(input, seed);
    if (problems(answer, schema).length === 0) return answer;
  }
  return sampleOf(schema, prompt, seed);
}
