/**
 * Every check, in the order in which its reason counts: a trajectory that fails several is booked under the first.
 * Faults of the platform come before faults of the run, and those before faults of the model's single steps,
 * of what it says, and what only flags.
 */
import type { Check } from '../check.ts';
import { answerLanguage } from './answer-language.ts';
import { emptyAnswer } from './empty-answer.ts';
import { ignoredError } from './ignored-error.ts';
import { infrastructureFault } from './infrastructure-fault.ts';
import { inventedReference } from './invented-reference.ts';
import { leakedMarkup } from './leaked-markup.ts';
import { leakedPrompt } from './leaked-prompt.ts';
import { leakedSecret } from './leaked-secret.ts';
import { loop } from './loop.ts';
import { nearRepeatedCall } from './near-repeated-call.ts';
import { noToolUse } from './no-tool-use.ts';
import { oversizeOutput } from './oversize-output.ts';
import { phantomFile } from './phantom-file.ts';
import { placeholderOutput } from './placeholder-output.ts';
import { rewardHacking } from './reward-hacking.ts';
import { schemaValidCalls } from './schema-valid-calls.ts';
import { truncated } from './truncated.ts';
import { unansweredCall } from './unanswered-call.ts';
import { unfinished } from './unfinished.ts';
import { unknownTool } from './unknown-tool.ts';
import { unsupportedClaim } from './unsupported-claim.ts';

export const CHECKS: readonly Check[] = [
  infrastructureFault,
  truncated,
  unfinished,
  unansweredCall,
  unknownTool,
  schemaValidCalls,
  loop,
  nearRepeatedCall,
  noToolUse,
  emptyAnswer,
  leakedSecret,
  leakedPrompt,
  leakedMarkup,
  placeholderOutput,
  rewardHacking,
  phantomFile,
  inventedReference,
  ignoredError,
  answerLanguage,
  oversizeOutput,
  unsupportedClaim,
];
