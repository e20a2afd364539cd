/** What a caller asks of the generator: a sentence, and what it pins of the result. */
import * as z from 'zod';
import { BundleFile, PATTERN_NAMES } from './framework.ts';

/** Longest sentence in UTF-16 units. */
export const MAX_SENTENCE_LENGTH = 20_000;
export const MAX_AGENTS = 34;
/** Levels below the entry agent. */
export const MAX_DEPTH = 4;

const Agents = z.number().int().min(1).max(MAX_AGENTS);
const Depth = z.number().int().min(0).max(MAX_DEPTH);
const Names = z.array(z.string().min(1).max(200)).max(500);

/** Tools are named `server/tool`, or by the name that models see. Empty lists allow all and deny none. */
export const ToolPolicy = z.strictObject({
  allowServers: Names.default([]),
  denyServers: Names.default([]),
  allowTools: Names.default([]),
  denyTools: Names.default([]),
  /** Whether code may be written for actions that no tool of the catalogue does. */
  allowSynthesised: z.boolean().default(true),
});
export type ToolPolicy = z.infer<typeof ToolPolicy>;

/** What making the framework may use up. A limit that is absent does not hold. */
export const FrameworkBudget = z.strictObject({
  /** Input and output together. */
  tokens: z.number().int().min(1).optional(),
  costUsd: z.number().positive().optional(),
  /** Wall-clock time from the first moment of work on. */
  seconds: z.number().int().min(1).max(604_800).optional(),
});
export type FrameworkBudget = z.infer<typeof FrameworkBudget>;

/** Languages of prompts and descriptions. */
export const FRAMEWORK_LANGUAGES = ['en', 'zh'] as const;
export type FrameworkLanguage = (typeof FRAMEWORK_LANGUAGES)[number];

/** How a framework is tried out before its release. With no case at all it is released untried, and says so. */
export const SimulationRequest = z.strictObject({
  casesPerAgent: z.number().int().min(0).max(20).default(1).describe('Inputs for each agent by itself.'),
  wholeCases: z.number().int().min(0).max(50).default(2).describe('Inputs for the framework as a whole.'),
  passRate: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('Share of its cases that each agent, and the whole, must pass; at least one in any case.'),
  tokensPerCase: z
    .number()
    .int()
    .min(1000)
    .max(100_000_000)
    .default(200_000)
    .describe('Input and output tokens that one case may use, with all its sub-agents.'),
});
export type SimulationRequest = z.infer<typeof SimulationRequest>;

/** What comes of one agent with all tools, on the same cases with the same token limits. */
export const BASELINE_MODES = ['skip', 'compare', 'must_win'] as const;

/** A framework that somebody wrote: its files, or the digest under which the generator has them. */
export const FrameworkSource = z.union([
  z.strictObject({
    files: z
      .array(BundleFile)
      .min(1)
      .max(400)
      .describe('A bundle with framework.yaml, or a folder around framework_config.yaml.'),
  }),
  z.strictObject({ digest: z.string().regex(/^sha256:[0-9a-f]{64}$/, 'sha256: and 64 hex digits') }),
]);
export type FrameworkSource = z.infer<typeof FrameworkSource>;

export const CreateFramework = z.strictObject({
  sentence: z
    .string()
    .default('')
    .describe(
      'What the agents shall do, in any language. Beside from: what the framework shall do in addition.',
    ),
  from: FrameworkSource.optional().describe(
    'A framework that is mended where it is faulty, extended by what the sentence adds, and else kept as it is.',
  ),
  seed: z.number().int().min(0).max(4_294_967_295).default(7),
  language: z
    .enum(['auto', ...FRAMEWORK_LANGUAGES])
    .default('auto')
    .describe('Of prompts and descriptions. auto: Chinese for a Chinese sentence, else English.'),
  pattern: z
    .enum(['auto', ...PATTERN_NAMES])
    .default('auto')
    .describe('How the agents work together. auto: chosen from the sentence.'),
  minAgents: Agents.optional().describe('Default 3, or the least number of a pinned pattern.'),
  maxAgents: Agents.optional().describe('Default 8, or minAgents when that is more.'),
  minDepth: Depth.optional().describe('Least levels below the entry agent. Default: as the pattern needs.'),
  maxDepth: Depth.optional().describe('Most levels below the entry agent. Default: as the pattern allows.'),
  tools: ToolPolicy.prefault({}),
  model: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe("Writes the framework, by its name at the generator's model server. Default: the platform's."),
  budget: FrameworkBudget.prefault({}),
  personas: z.number().int().min(1).max(5000).default(500).describe('Exactly so many different personas.'),
  minLeaves: z
    .number()
    .int()
    .min(1)
    .max(2000)
    .default(60)
    .describe('Least number of leaves of the problem-type tree.'),
  simulation: SimulationRequest.prefault({}),
  baseline: z
    .enum(BASELINE_MODES)
    .default('compare')
    .describe('compare: measured and told. must_win: not released unless it beats a single agent.'),
});
export type CreateFramework = z.infer<typeof CreateFramework>;
