/** From one row, or one dropped trajectory, to everything that it came of. */
import * as z from 'zod';
import { FailureShape, Time } from './api.ts';
import { MeasuredDifficulty } from './difficulty.ts';
import { Provenance } from './trajectory.ts';
import { ImportedFrom } from './trajectory-import.ts';
import { Usage } from './usage.ts';
import { Verdict } from './verdict.ts';
import { VerificationEvidence } from './verifier.ts';

const Detail = z.record(z.string(), z.json());

/** How the query came to be. What tasks and imports do not have is empty. */
export const QueryOrigin = z.object({
  id: z.string(),
  /** Place in the build's plan of queries. */
  slot: z.number().int(),
  /** The slot that it stands in for. */
  replaces: z.number().int().nullable(),
  text: z.string(),
  /** Before it was said more vaguely. */
  originalText: z.string().nullable(),
  synthesizer: z.string(),
  persona: z.string(),
  /** From the framework's pool; `persona` may be rewritten. */
  seedPersona: z.string(),
  problemType: z.object({
    id: z.string(),
    leafId: z.string(),
    labels: z.array(z.string()),
    /** Nodes that the tree had grown by when the slot was planned. */
    treeVersion: z.number().int(),
  }),
  difficulty: z.object({ asked: z.string(), measured: MeasuredDifficulty.nullable() }),
  language: z.string(),
  seed: z.number().int(),
  attempts: z.number().int(),
  /** Texts that were refused before this one. */
  refusals: z.array(z.object({ reason: z.string(), text: z.string(), rival: z.string().optional() })),
  /** Place of the user's task that it is; `null` when it was synthesised. */
  task: z.object({ index: z.number().int(), group: z.string().nullable() }).nullable(),
});
export type QueryOrigin = z.infer<typeof QueryOrigin>;

export const SynthesisCall = z.object({
  attempt: z.number().int(),
  question: z.string(),
  promptVersion: z.number().int(),
  /** Digest of the instructions and of the form of the answer. */
  promptDigest: z.string(),
  inputDigest: z.string(),
  model: z.string(),
  usage: Usage,
  durationMs: z.number().int(),
  createdAt: Time,
});

export const AppliedEnhancer = z.object({
  attempt: z.number().int(),
  name: z.string(),
  version: z.number().int(),
  applied: z.boolean(),
  /** Why it was not applied; empty when it was. */
  reason: z.string(),
  change: Detail,
  detail: Detail,
});

/** One agent at work in the trajectory. */
export const AgentOrigin = z.object({
  runId: z.string(),
  parentRunId: z.string().nullable(),
  agent: z.string(),
  depth: z.number().int(),
  state: z.string(),
  stopReason: z.string().nullable(),
  /** Digest of its system prompt; empty without one. */
  promptDigest: z.string(),
  tools: z.number().int(),
  /** Digest of its tools' definitions as the model saw them. */
  toolsDigest: z.string(),
});

export const RowLineage = z.object({
  /** Empty when the run has no trajectory. */
  rowId: z.string(),
  dataSet: z
    .object({
      id: z.string(),
      /** What each version decided of the trajectory, oldest first. */
      versions: z.array(
        z.object({
          version: z.number().int(),
          kept: z.boolean(),
          reason: z.string(),
          decidedBy: z.string(),
        }),
      ),
    })
    .nullable(),
  sentence: z.string(),
  build: z.object({
    id: z.string(),
    name: z.string(),
    seed: z.number().int(),
    specDigest: z.string(),
    traceId: z.string(),
    createdAt: Time,
  }),
  /** Where the trajectory came from, when others recorded it; sentence and framework are empty then. */
  imported: ImportedFrom.nullable().optional(),
  framework: z.object({
    id: z.string(),
    name: z.string(),
    digest: z.string(),
    /** Of its bundle; empty for a build from before they were noted. */
    files: z.array(z.object({ path: z.string(), digest: z.string() })),
  }),
  query: QueryOrigin,
  enhancers: z.array(AppliedEnhancer),
  /** Every model call that was made for the query's slot, in their order. */
  calls: z.array(SynthesisCall),
  run: z.object({
    id: z.string(),
    sampleIndex: z.number().int(),
    seed: z.number().int(),
    state: z.string(),
    stopReason: z.string().nullable(),
    traceId: z.string(),
    usage: Usage.nullable(),
    /** Why there is no trajectory; `null` when there is one. */
    collectFailure: z.string().nullable(),
  }),
  /** `null` when the run has none. */
  trajectory: z
    .object({
      digest: z.string(),
      sizeBytes: z.number().int(),
      provenance: Provenance,
      agents: z.array(AgentOrigin),
      /** Tool lists of servers that definitions were taken from. */
      toolSnapshots: z.array(z.object({ server: z.string(), digest: z.string() })),
    })
    .nullable(),
  /** Lowest newest reward of the query's verifiers; `null` without one. */
  reward: z.number().nullable(),
  verifications: z.array(
    z.object({
      position: z.number().int(),
      kind: z.string(),
      version: z.number().int(),
      current: z.boolean(),
      reward: z.number().nullable(),
      passed: z.boolean().nullable(),
      evidence: z.array(VerificationEvidence),
      failure: FailureShape.nullable(),
      createdAt: Time,
    }),
  ),
  /** Of every version that judged; the newest of each check is `current`. */
  verdicts: z.array(Verdict.extend({ current: z.boolean() })),
  /** As it stands now; `null` before the stage filter. */
  selection: z.object({ kept: z.boolean(), reason: z.string(), decidedBy: z.string() }).nullable(),
  redaction: z
    .object({ policyId: z.string(), policyVersion: z.number().int(), entries: z.array(Detail) })
    .nullable(),
});
export type RowLineage = z.infer<typeof RowLineage>;
