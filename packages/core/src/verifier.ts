/**
 * Verifiers: how it is found out whether a run did what its query asked for. Each gives a reward from 0 to 1 with its
 * evidence. They read the stored trajectory alone, so they can look again later.
 */
import * as z from 'zod';
import { FailureShape } from './api.ts';
import { Usage } from './usage.ts';

const Names = z.array(z.string().min(1).max(200)).min(1).max(64);
/** Reward from which on the query counts as done. */
const passAt = z.number().min(0).max(1).default(1).describe('Reward from which on it counts as passed.');

export const StateExpectation = z
  .strictObject({
    path: z.string().min(1).max(300).describe("Below the server's state directory."),
    exists: z.boolean().optional(),
    equals: z.string().max(200_000).optional().describe('The whole text, white space at both ends aside.'),
    contains: z.string().min(1).max(20_000).optional(),
    matches: z.string().min(1).max(2000).optional().describe("A regular expression in RE2's syntax."),
    json: z
      .strictObject({ pointer: z.string().max(500), equals: z.json() })
      .optional()
      .describe('The file is JSON, or JSON lines, and has this value at this JSON pointer.'),
  })
  .refine(
    ({ path: _path, ...conditions }) =>
      Object.values(conditions).filter((condition) => condition !== undefined).length === 1,
    { message: 'give one of exists, equals, contains, matches and json' },
  );
export type StateExpectation = z.output<typeof StateExpectation>;

export const AnswerValue = z
  .strictObject({
    name: z.string().max(100).optional().describe('For the evidence.'),
    text: z
      .string()
      .min(1)
      .max(2000)
      .optional()
      .describe('Stands in the answer as whole words, in any case.'),
    number: z.number().optional(),
    tolerance: z.number().nonnegative().default(0).describe('Of the number, absolute.'),
    matches: z.string().min(1).max(2000).optional().describe("A regular expression in RE2's syntax."),
  })
  .refine(
    ({ text, number, matches }) => [text, number, matches].filter((one) => one !== undefined).length === 1,
    { message: 'give one of text, number and matches' },
  );
export type AnswerValue = z.output<typeof AnswerValue>;

export const Verifier = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('final_state'),
      server: z.string().min(1).max(100),
      expect: z.array(StateExpectation).min(1).max(64),
      passAt,
    })
    .describe('The state that a tool server has at the end. The reward is the share of what holds.'),
  z
    .strictObject({
      kind: z.literal('calls'),
      required: Names.optional().describe('Each is called with success, by any agent.'),
      forbidden: Names.optional().describe('None is called, not even without success.'),
      inOrder: z
        .boolean()
        .default(false)
        .describe('The required ones are all called, first in this order, by any agent.'),
      mostCalls: z.number().int().min(0).optional().describe('Of the root agent.'),
      passAt,
    })
    .refine(({ required, forbidden, mostCalls }) => required ?? forbidden ?? mostCalls !== undefined, {
      message: 'give required, forbidden or mostCalls',
    })
    .describe('Tools and sub-agents that are called, or not. A forbidden call makes the reward 0.'),
  z
    .strictObject({
      kind: z.literal('answer_values'),
      values: z.array(AnswerValue).min(1).max(64),
      passAt,
    })
    .describe('What the final answer says. The reward is the share of the values that it has.'),
  z
    .strictObject({
      kind: z.literal('script'),
      language: z.enum(['javascript', 'python', 'shell']),
      code: z.string().min(1).max(100_000),
      timeoutMs: z.number().int().min(100).max(300_000).default(30_000),
      passAt,
    })
    .describe(
      'A program in the sandbox. It finds task.json, trajectory.json, answer.txt and state/<server>/… in its folder; the last line that it prints may be {"reward": 0.5, "evidence": ["…"]}, otherwise exit code 0 is 1 and 1 is 0.',
    ),
  z
    .strictObject({
      kind: z.literal('rubric'),
      criteria: z
        .array(
          z.strictObject({
            text: z.string().min(1).max(2000),
            weight: z.number().positive().max(1000).default(1),
          }),
        )
        .min(1)
        .max(20),
      passAt,
    })
    .describe('A model judges each criterion and quotes what shows it. The reward is the weighted share.'),
]);
export type Verifier = z.output<typeof Verifier>;
export type VerifierKind = Verifier['kind'];

export const VerificationEvidence = z.object({
  held: z.boolean(),
  note: z.string(),
  runId: z.string().optional(),
  messageIndex: z.number().int().optional(),
});
export type VerificationEvidence = z.infer<typeof VerificationEvidence>;

/** What one verifier of a query found in one run. */
export const Verification = z.object({
  /** Place of the verifier among those of its query, from 0. */
  position: z.number().int().nonnegative(),
  kind: z.string(),
  version: z.number().int().positive(),
  /** From 0 to 1; `null` when the verifier itself broke, which says nothing of the run. */
  reward: z.number().min(0).max(1).nullable(),
  passed: z.boolean().nullable(),
  evidence: z.array(VerificationEvidence),
  failure: FailureShape.optional(),
  usage: Usage.optional(),
});
export type Verification = z.infer<typeof Verification>;
