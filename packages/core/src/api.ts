/** The shapes of the REST API: what services answer, what the client returns, what the OpenAPI document says. */
import * as z from 'zod';
import { CassetteReport, ToolHandling } from './cassette.ts';
import { isCode } from './error-codes.ts';
import { BundleFile } from './framework.ts';
import { FrameworkProof } from './framework-proof.ts';
import { CreateFramework } from './framework-request.ts';
import { ImageBlock, TextBlock } from './message.ts';
import { RunLimits, RunState, RunValues, StopReason } from './run.ts';
import { RunModel } from './run-model.ts';
import { CapturedServers, InitialState } from './tool-state.ts';
import { Usage } from './usage.ts';

export const Time = z.string().describe('RFC 3339');

export const FailureShape = z.object({
  code: z.string().refine(isCode, 'a code of the error table'),
  message: z.string(),
  where: z.string().optional(),
  hint: z.string().optional(),
});

/** `application/problem+json`. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  where: z.string().optional(),
  hint: z.string().optional(),
  traceId: z.string().optional(),
  instance: z.string().optional().describe('`urn:nex:request:` and the request id.'),
});
export type Problem = z.infer<typeof Problem>;

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Items of one page.'),
  cursor: z.string().max(200).optional().describe('`nextCursor` of the page before.'),
});
export type PageQuery = z.infer<typeof PageQuery>;

export const FRAMEWORK_STATES = ['queued', 'running', 'ready', 'failed', 'cancelled'] as const;

export const FrameworkStep = z.object({
  name: z.string(),
  state: z.enum(['queued', 'running', 'done', 'failed']),
  startedAt: Time.optional(),
  finishedAt: Time.optional(),
  modelCalls: z.number().int(),
  note: z.string().optional(),
});

export const FrameworkAgent = z.object({
  name: z.string(),
  role: z.string().optional(),
  parent: z.string().nullable(),
  tools: z.array(z.string()),
  subAgents: z.array(z.string()),
});

export const Framework = z.object({
  id: z.string(),
  state: z.enum(FRAMEWORK_STATES),
  sentence: z.string(),
  seed: z.number().int(),
  language: z.string(),
  /** What was asked for, with its defaults. */
  request: CreateFramework.optional(),
  name: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  pattern: z.string().optional(),
  digest: z.string().optional(),
  agents: z.array(FrameworkAgent).optional(),
  /** What its simulation showed; absent before it, and when none was asked for. */
  proof: FrameworkProof.optional(),
  steps: z.array(FrameworkStep),
  usage: Usage,
  failure: FailureShape.optional(),
  traceId: z.string(),
  createdAt: Time,
  finishedAt: Time.optional(),
});
export type Framework = z.infer<typeof Framework>;

export const Bundle = z.object({ digest: z.string(), files: z.array(BundleFile) });
export type Bundle = z.infer<typeof Bundle>;

export const LintFinding = z.object({
  rule: z.string(),
  severity: z.enum(['error', 'warning']),
  where: z.string().describe('File, line and key as one text.'),
  message: z.string(),
  fix: z.string().optional(),
  file: z.string().optional(),
  line: z.number().int().optional().describe('From 1.'),
  path: z.string().optional().describe('Keys inside the file: agents[3].tools[1].'),
});
export type LintFinding = z.infer<typeof LintFinding>;

export const CatalogueServer = z.object({
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  domains: z.array(z.string()),
  licence: z.string(),
  package: z.string(),
  version: z.string(),
  isolation: z.enum(['shared', 'per-run', 'leased', 'daemon', 'browser']),
  /** What came of trying its tools; absent until they were tried. */
  probe: z
    .object({
      /** From A to F. */
      grade: z.string(),
      reasons: z.array(z.string()),
      /** Day of the probe. */
      at: z.string(),
      offline: z.boolean(),
      startMs: z.number().int(),
      memoryMb: z.number(),
      /** Whether the tools that were tried are those of the catalogue. */
      current: z.boolean(),
    })
    .optional(),
  tools: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      inputSchema: z.record(z.string(), z.json()),
      /** `works`, or what came of trying it; absent until it was tried. */
      verdict: z.string().optional(),
      writes: z.boolean().optional(),
    }),
  ),
});
export type CatalogueServer = z.infer<typeof CatalogueServer>;
export const CatalogueShape = z.object({ digest: z.string(), servers: z.array(CatalogueServer) });

/** What a user says: one text, or texts and images in order. */
export const UserInput = z.union([
  z.string().min(1).max(200_000),
  z
    .array(z.union([TextBlock, ImageBlock]))
    .min(1)
    .max(100),
]);
export type UserInput = z.infer<typeof UserInput>;

export const CreateRun = z
  .strictObject({
    frameworkDigest: z.string().optional(),
    files: z.array(BundleFile).max(400).optional(),
    /** A finished run whose conversation goes on, with the same bundle and agent. */
    continuesRunId: z.string().optional(),
    input: UserInput,
    /** Path of the agent's file in the bundle. Default: the bundle's entry agent. */
    agent: z.string().optional(),
    seed: z.number().int().min(0).max(4_294_967_295).default(7),
    limits: RunLimits.optional(),
    /** JSON Schema that the final answer must be valid against. Default: the agent's own. */
    outputSchema: z.record(z.string(), z.json()).optional(),
    ...RunValues.shape,
    /** Nobody is there to ask: a tool call that would need a decision is denied. Default false. */
    unattended: z.boolean().optional(),
    /** Files that the state of tool servers begins with: server → path → text; `workspace` is the run's own folder. */
    initialState: InitialState.optional(),
    /** Tool servers whose state at the end goes into the trajectory. */
    captureState: CapturedServers.optional(),
    /** Plays its tools from a cassette or records them to one, and puts faults into their calls. */
    tools: ToolHandling.optional(),
    /** The model of all its agents, in the place of those that their files name. */
    model: RunModel.optional(),
    idempotencyKey: z.string().min(1).max(200).optional(),
  })
  .refine(
    (body) =>
      [body.frameworkDigest, body.files, body.continuesRunId].filter((one) => one !== undefined).length === 1,
    { message: 'give one of frameworkDigest, files and continuesRunId' },
  );
export type CreateRun = z.input<typeof CreateRun>;

export const Run = z.object({
  id: z.string(),
  state: RunState,
  stopReason: StopReason.nullable(),
  agent: z.string(),
  input: z.string(),
  response: z.string(),
  /** The answer as a value, for runs with an output schema. */
  output: z.json().optional(),
  usage: Usage,
  failure: FailureShape.optional(),
  parentRunId: z.string().nullable(),
  rootRunId: z.string(),
  depth: z.number().int(),
  frameworkDigest: z.string(),
  seed: z.number().int(),
  traceId: z.string(),
  /** Of a run that plays its tools or records them. */
  cassette: CassetteReport.optional(),
  /** Times that a worker took the run up: more than 1 after a crash. */
  attempt: z.number().int(),
  createdAt: Time,
  startedAt: Time.optional(),
  finishedAt: Time.optional(),
});
export type Run = z.infer<typeof Run>;

/** Names of registered agents; clients of chat completions give one as `model`. */
export const AgentName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'letters, digits, ".", "_" or "-"');

export const RegisterAgent = z
  .strictObject({
    frameworkDigest: z.string().optional(),
    files: z.array(BundleFile).max(400).optional(),
    /** Path of the agent's file in the bundle. Default: the bundle's entry agent. */
    agent: z.string().optional(),
  })
  .refine((body) => (body.frameworkDigest === undefined) !== (body.files === undefined), {
    message: 'give either frameworkDigest or files',
  });
export type RegisterAgent = z.input<typeof RegisterAgent>;

export const RegisteredAgent = z.object({
  name: z.string(),
  frameworkDigest: z.string(),
  agent: z.string(),
  description: z.string(),
  createdAt: Time,
  updatedAt: Time,
});
export type RegisteredAgent = z.infer<typeof RegisteredAgent>;

/** A user message for a run that is at work: the agent sees it with its next turn. */
export const AddMessage = z.strictObject({ input: UserInput });
export type AddMessage = z.input<typeof AddMessage>;

/** A tool call that waits for a person, or waited. */
export const Permission = z.object({
  runId: z.string(),
  callId: z.string(),
  toolName: z.string(),
  arguments: z.record(z.string(), z.json()),
  /** For a person. */
  prompt: z.string(),
  /** What an answer "always" allows. */
  key: z.string(),
  decision: z.enum(['allow', 'deny']).nullable(),
  always: z.boolean(),
  reason: z.string().nullable(),
  createdAt: Time,
  decidedAt: Time.nullable(),
});
export type Permission = z.infer<typeof Permission>;

export const DecidePermission = z.strictObject({
  decision: z.enum(['allow', 'deny']),
  /** Allows every later call with the same key in this tree of runs, too. */
  always: z.boolean().default(false),
  /** For the model, when the answer is no. */
  reason: z.string().max(2000).optional(),
});
export type DecidePermission = z.input<typeof DecidePermission>;

export function page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
