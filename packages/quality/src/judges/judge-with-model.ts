/**
 * A model reads a trajectory in small batches, head by head, and carries its own assessment from one to the next.
 * Findings without a quotation that stands in their message are thrown away, whatever the model says. The cost of a
 * head is bounded: its calls, what it reads and what it may write.
 */
import {
  addUsage,
  type Failure,
  type Model,
  NO_USAGE,
  type Trajectory,
  type Usage,
  type Verdict,
} from '@nex/core';
import { clip } from '../check.ts';
import { judgeGates } from '../gates.ts';
import { ask } from './ask.ts';
import {
  type Assessment,
  assessmentSchema,
  EMPTY_ASSESSMENT,
  isEvident,
  type JudgeFinding,
} from './assessment.ts';
import { type Head, judgeName, systemPromptOf } from './head.ts';
import { HEADS } from './heads/index.ts';
import { shownTools } from './shown-tools.ts';
import { batchesOf, type TranscriptEntry, type TranscriptLimits, transcriptOf } from './transcript.ts';

export interface JudgeOptions {
  signal: AbortSignal;
  /** Default: all. */
  heads?: readonly Head[];
  /** Batches that a head reads; of a longer trajectory the first and the last ones. Default 16. */
  maxBatches?: number;
  /** Output tokens per answer. Default 1,500. */
  maxTokens?: number;
  limits?: Partial<TranscriptLimits>;
  seed?: number;
  /** Whether a head may drop with this model; by default what `scores.json` says. */
  mayGate?: (judge: { name: string; version: number; model: string }) => boolean;
}

export interface JudgeReport {
  head: string;
  version: number;
  model: string;
  /** Absent when the model gave no usable answer. */
  verdict?: Verdict;
  failure?: Failure;
  findings: JudgeFinding[];
  /** Findings without evidence. */
  discarded: JudgeFinding[];
  usage: Usage;
  calls: number;
  /** False when batches were left out. */
  complete: boolean;
}

export const DEFAULT_LIMITS: TranscriptLimits = {
  maxMessageChars: 3_000,
  maxBatchChars: 12_000,
  maxBatchMessages: 12,
};

/** One report per head, in the order of the heads, which are asked side by side. @throws whatever the model throws. */
export async function judgeWithModel(
  model: Model,
  trajectory: Trajectory,
  options: JudgeOptions,
): Promise<JudgeReport[]> {
  const { heads = HEADS, limits } = options;
  const bounds = { ...DEFAULT_LIMITS, ...limits };
  const batches = batchesOf(transcriptOf(trajectory, bounds), bounds);
  return await Promise.all(heads.map((head) => judgeByHead(model, head, { trajectory, batches }, options)));
}

async function judgeByHead(
  model: Model,
  head: Head,
  { trajectory, batches: all }: { trajectory: Trajectory; batches: readonly TranscriptEntry[][] },
  { signal, maxBatches = 16, maxTokens = 1_500, seed = 0, mayGate = judgeGates }: JudgeOptions,
): Promise<JudgeReport> {
  const batches = ends(all, maxBatches);
  const name = judgeName(head);
  const schema = assessmentSchema(head);
  const read: TranscriptEntry[] = [];
  const discarded: JudgeFinding[] = [];
  let state: Assessment = EMPTY_ASSESSMENT;
  let [usage, calls]: [Usage, number] = [NO_USAGE, 0];
  const report = () => ({
    head: head.name,
    version: head.version,
    model: model.name,
    findings: state.findings,
    discarded,
    usage,
    calls,
    complete: batches.length === all.length,
  });
  for (const [at, batch] of batches.entries()) {
    signal.throwIfAborted();
    read.push(...batch);
    const messages = batch.map(({ id, agent, role, text, chars }) => ({ id, agent, role, text, chars }));
    const findings = state.findings.map((finding) => ({ ...finding }));
    const assessment = { summary: state.summary, findings };
    const tools = head.seesTools && { tools: shownTools(trajectory, batch) };
    const input = { batch: at + 1, of: batches.length, assessment, ...tools, messages };
    const answer = await ask(model, {
      name,
      schema,
      system: systemPromptOf(head),
      input,
      sampling: { temperature: 0, maxTokens, seed },
      signal,
    });
    usage = addUsage(usage, answer.usage);
    calls += answer.calls;
    if ('failure' in answer) return { ...report(), failure: answer.failure };
    const { summary, findings: claimed } = answer.value;
    const evident = claimed.filter((finding) => isEvident(finding, read));
    discarded.push(...claimed.filter((finding) => !evident.includes(finding)));
    state = { summary, findings: evident };
  }
  const gate = mayGate({ name, version: head.version, model: model.name });
  return { ...report(), verdict: verdictOf(head, state.findings, read, gate) };
}

/** The first and the last batches: how it began and how it ended. */
function ends<T>(batches: readonly T[], most: number): T[] {
  if (batches.length <= most) return [...batches];
  const first = Math.ceil(most / 2);
  return [...batches.slice(0, first), ...batches.slice(batches.length - (most - first))];
}

function verdictOf(
  head: Head,
  findings: readonly JudgeFinding[],
  read: readonly TranscriptEntry[],
  gate: boolean,
): Verdict {
  const base = { check: judgeName(head), version: head.version };
  const [first] = findings.toSorted((a, b) => rank(a) - rank(b));
  if (first === undefined) return { ...base, verdict: 'keep', reason: '', evidence: [] };
  const drops = first.severity === 'major' && head.severity === 'drop' && gate;
  const evidence = findings.flatMap(({ message, quote, kind, note }) => {
    const entry = read.find(({ id }) => id === message);
    if (entry === undefined) return [];
    return [
      {
        runId: entry.runId,
        messageIndex: entry.messageIndex,
        note: clip(`${kind}: ${note} “${quote}”`, 240),
      },
    ];
  });
  return { ...base, verdict: drops ? 'drop' : 'flag', reason: first.kind, evidence };
}

const rank = ({ severity }: JudgeFinding): number => (severity === 'major' ? 0 : 1);
