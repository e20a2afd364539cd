/**
 * Every check, in the order in which its reason counts: a trajectory that fails several is booked under the first.
 * Faults of the platform come before faults of the run, and those before faults of the model's single steps.
 */
import type { Check } from '../check.ts';
import { emptyAnswer } from './empty-answer.ts';
import { infrastructureFault } from './infrastructure-fault.ts';
import { loop } from './loop.ts';
import { noToolUse } from './no-tool-use.ts';
import { schemaValidCalls } from './schema-valid-calls.ts';
import { truncated } from './truncated.ts';
import { unansweredCall } from './unanswered-call.ts';
import { unfinished } from './unfinished.ts';
import { unknownTool } from './unknown-tool.ts';

export const CHECKS: readonly Check[] = [
  infrastructureFault,
  truncated,
  unfinished,
  unansweredCall,
  unknownTool,
  schemaValidCalls,
  loop,
  noToolUse,
  emptyAnswer,
];
