/**
 * The table of structured tasks, keyed by the name of the schema. What a task answers
 * must fit the schema it was asked with; else the schema itself is filled.
 */
import type { Json, JsonObject, JsonSchema } from '../schema/json-schema.ts';
import { problems } from '../schema/validate.ts';
import { agentPrompt } from './agent-prompt.ts';
import { failureAnalysis } from './assess/failure-analysis.ts';
import { instructionFollowing } from './assess/instruction-following.ts';
import { rubric } from './assess/rubric.ts';
import { toolDesign } from './assess/tool-design.ts';
import { traceAnomalies } from './assess/trace-anomalies.ts';
import { agentDetails } from './design/details.ts';
import { agentExtension } from './design/extension.ts';
import { patternChoice } from './design/patterns.ts';
import { toolChoice } from './design/tool-choice.ts';
import { agentTree } from './design/tree.ts';
import { sampleOf } from './fallback.ts';
import { frameworkSentence } from './framework-sentence.ts';
import { toolCode, toolContract } from './gaps/index.ts';
import { inputOf } from './input.ts';
import { interpretation } from './interpretation.ts';
import { personas } from './personas.ts';
import { problemArea, problemAreas } from './problem-types.ts';
import { query } from './query/index.ts';
import {
  fuzzyQuery,
  personaFit,
  problemTypeExpansion,
  queryFiles,
  queryLevels,
  queryReview,
  urlRepair,
} from './query-work.ts';
import { simulationTasks } from './simulation-tasks.ts';

/** Answers one task from its input. */
export type StructuredTask = (input: JsonObject, seed: number) => JsonObject;

/** Every task, by name. */
export const STRUCTURED_TASKS: Readonly<Record<string, StructuredTask>> = {
  interpretation,
  pattern_choice: patternChoice,
  agent_tree: agentTree,
  agent_extension: agentExtension,
  agent_details: agentDetails,
  tool_choice: toolChoice,
  tool_contract: toolContract,
  tool_code: toolCode,
  agent_prompt: agentPrompt,
  problem_areas: problemAreas,
  problem_area: problemArea,
  personas,
  query,
  query_levels: queryLevels,
  query_files: queryFiles,
  query_review: queryReview,
  problem_type_expansion: problemTypeExpansion,
  persona_fit: personaFit,
  fuzzy_query: fuzzyQuery,
  url_repair: urlRepair,
  framework_sentence: frameworkSentence,
  simulation_tasks: simulationTasks,
  judge_instruction_following: instructionFollowing,
  judge_failure_analysis: failureAnalysis,
  judge_trace_anomalies: traceAnomalies,
  judge_tool_design: toolDesign,
  rubric,
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
