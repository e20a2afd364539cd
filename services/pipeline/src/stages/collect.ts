/**
 * Fetches the trajectory of every terminal run, redacts it by the build's policy, and stores it once. That a run has
 * none is noted, not an error.
 */

import { NexError, RunTokens, Trajectory } from '@nex/core';
import { createRedactor, type RedactionAudit, type Redactor } from '@nex/quality';
import { retrying } from '@nex/rpc';
import pLimit from 'p-limit';
import * as z from 'zod';
import { type Redact, takeIn } from '../imports/take-in.ts';
import { createTextRedactor } from '../redaction/text-redactor.ts';
import { readRunModel, setBuildModel } from '../store/build-state.ts';
import { GroupWriter } from '../store/group-writer.ts';
import { findImport } from '../store/imports.ts';
import { insertionOfRedaction } from '../store/redactions.ts';
import {
  countTrajectories,
  insertionOfTrajectories,
  type NewTrajectory,
  noteUncollectable,
  packTrajectory,
  readUncollected,
  type Uncollected,
} from '../store/trajectories.ts';
import type { Stage, StageWork } from './stage.ts';

const CONCURRENCY = 64;
/** Two groups are written at once, of half of what is fetched at once. */
const GROUP = 32;
const WRITES_AT_ONCE = 2;

interface Collected extends NewTrajectory {
  audit?: RedactionAudit;
}

export const collect: Stage = {
  name: 'collect',
  async run(work) {
    const redactor = redactorOf(work);
    const file = await findImport(work.pool, work.build.id);
    await (file ? takeIn(work, file, redactIn(work, redactor)) : collectAll(work, redactor));
    const model = await readRunModel(work.pool, work.build.id);
    if (model) await work.write((tx) => setBuildModel(tx, work.build.id, model));
  },
  count: countTrajectories,
};

async function collectAll(work: StageWork, redactor: Redactor | undefined): Promise<void> {
  const limit = pLimit({ concurrency: CONCURRENCY, rejectOnClear: true });
  const rows = await readUncollected(work.pool, work.build.id);
  const writer = new GroupWriter<Collected>(GROUP, (group) => store(work, group), WRITES_AT_ONCE);
  try {
    await limit.map(rows, (row) => collectOne(work, redactor, writer, row));
  } finally {
    limit.clearQueue();
  }
}

function redactIn(work: StageWork, redactor: Redactor | undefined): Redact {
  return (given) => {
    const redacted = redactor?.redact(given);
    if (!redacted) return { trajectory: given };
    return { trajectory: redactState(work, redacted.trajectory), audit: redacted.audit };
  };
}

function redactorOf({ build, redactionSalt }: StageWork): Redactor | undefined {
  const policy = build.spec.redaction;
  return policy && createRedactor(policy, redactionSalt === undefined ? {} : { salt: redactionSalt });
}

async function store({ build, writeTogether }: StageWork, group: readonly Collected[]): Promise<void> {
  const redactions = group.flatMap(({ row, audit }) =>
    audit ? [insertionOfRedaction(build.id, row.run_id, audit)] : [],
  );
  await writeTogether([insertionOfTrajectories(build.id, group), ...redactions]);
}

async function collectOne(
  work: StageWork,
  redactor: Redactor | undefined,
  writer: GroupWriter<Collected>,
  row: Uncollected,
): Promise<void> {
  work.signal.throwIfAborted();
  // Tokens hold what a policy takes out of the text.
  const trajectory = await fetchTrajectory(work, row.run_id, { withTokens: redactor === undefined });
  if (typeof trajectory === 'string') {
    await work.write((tx) => noteUncollectable(tx, row.run_id, trajectory));
    return;
  }
  const { trajectory: stored, audit } = redactIn(work, redactor)(trajectory);
  const packed = await packTrajectory(row.text, stored);
  await writer.add({ row, packed, ...(audit && { audit }) });
}

/** What is no text cannot be looked into, and is left out. */
function redactState(work: StageWork, trajectory: Trajectory): Trajectory {
  const { finalState } = trajectory;
  if (!finalState) return trajectory;
  const redact = createTextRedactor(work.build.spec.redaction, work.redactionSalt);
  const state = Object.entries(finalState).map(
    ([server, { files, omitted }]) => [server, { files: redact(files), binary: {}, omitted }] as const,
  );
  return { ...trajectory, finalState: Object.fromEntries(state) };
}

/** The trajectory, or the code that says why there is none. */
async function fetchTrajectory(
  { runtime, signal }: StageWork,
  runId: string,
  { withTokens }: { withTokens: boolean },
): Promise<Trajectory | string> {
  try {
    const answer = await retrying(signal, () => runtime.getTrajectory({ runId, withTokens }, { signal }));
    const parsed = Trajectory.safeParse(JSON.parse(answer.trajectoryJson));
    const tokens = z.array(RunTokens).safeParse(JSON.parse(answer.tokensJson || '[]'));
    return parsed.success && tokens.success ? withSampled(parsed.data, tokens.data) : 'malformed';
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return 'malformed';
    if (thrown instanceof NexError && (thrown.code === 'not_found' || thrown.code === 'conflict'))
      return thrown.code;
    throw thrown;
  }
}

function withSampled(trajectory: Trajectory, tokens: readonly RunTokens[]): Trajectory {
  const told = new Map(tokens.map(({ runId, sequences }) => [runId, sequences]));
  const runs = trajectory.runs.map((run) => {
    const sampled = told.get(run.runId) ?? [];
    return sampled.length === 0 ? run : { ...run, sampled };
  });
  return { ...trajectory, runs };
}
