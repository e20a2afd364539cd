/** Writes the kept trajectories as a data set. The folder appears whole or not at all; its row comes after it. */
import { join } from 'node:path';
import { NexError, type Sample, type Trajectory, textOf } from '@nex/core';
import { writeDataSet } from '@nex/dataset';
import { CHECKS } from '@nex/quality';
import { countDataSet, insertDataSet } from '../store/data-sets.ts';
import { readQualityAccount } from '../store/quality-account.ts';
import { countRedacted } from '../store/redactions.ts';
import { readSnapshot } from '../store/snapshots.ts';
import { type KeptRow, readKept, unpackTrajectory } from '../store/trajectories.ts';
import { readTokenizers } from '../tokenizers/tokenizer-files.ts';
import type { Stage, StageWork } from './stage.ts';

export const exportDataSet: Stage = {
  name: 'export',
  async run(work) {
    const { build, pool, signal } = work;
    const snapshot = await readSnapshot(pool, build.id);
    if (!snapshot?.build.model) throw new NexError('internal', 'The build has no account of its model.');
    const { funnel, usage, model } = snapshot.build;
    const { queries, samples, seed, languages, difficulty, formats, split, redaction } = build.spec;
    const manifest = await writeDataSet({
      directory: dataSetDirectory(work.dataDirectory, build.id),
      samples: readSamples(work),
      ...(formats && { formats, tokenizers: await readTokenizers(work.dataDirectory, formats) }),
      ...(split && { split }),
      manifest: {
        buildId: build.id,
        name: build.name,
        createdAt: build.created_at.toISOString(),
        sentence: build.sentence,
        frameworkDigest: build.framework_digest,
        spec: { queries, samples, seed, languages, difficulty },
        model,
        funnel,
        usage,
        checks: CHECKS.map(({ name, version }) => ({ name, version })),
        quality: await readQualityAccount(pool, build),
        ...(redaction && {
          redaction: {
            id: redaction.id,
            version: redaction.version,
            places: await countRedacted(pool, build.id),
          },
        }),
      },
      checkDescriptions: Object.fromEntries(CHECKS.map(({ name, description }) => [name, description])),
      signal,
    });
    await work.write((tx) => insertDataSet(tx, build.id, manifest));
  },
  count: countDataSet,
};

/** Where the data set of a build lies. */
export function dataSetDirectory(dataDirectory: string, buildId: string): string {
  return join(dataDirectory, 'datasets', buildId);
}

async function* readSamples({ pool, build }: StageWork): AsyncGenerator<Sample> {
  for await (const row of readKept(pool, build.id)) yield toSample(row, build);
}

async function toSample(row: KeptRow, build: StageWork['build']): Promise<Sample> {
  const trajectory = await unpackTrajectory(row.content);
  const { model, offlineModel } = trajectory.provenance;
  return {
    id: row.digest,
    query: build.spec.redaction ? askedIn(trajectory) : row.text,
    trajectory,
    lineage: {
      buildId: build.id,
      sentence: build.sentence,
      framework: build.framework_name,
      frameworkDigest: build.framework_digest,
      queryId: row.query_id,
      persona: row.persona,
      problemType: row.problem_type,
      difficulty: row.difficulty,
      language: row.language,
      sampleIndex: row.sample_index,
      runId: row.run_id,
      traceId: row.trace_id,
      model,
      offlineModel,
      seed: row.seed,
      checks: row.checks,
      ...(row.reward !== null && { reward: row.reward }),
      ...(row.measured !== null && { measured: row.measured }),
      ...(row.duplicates !== null && { duplicates: row.duplicates }),
    },
    ...(row.group !== null && { group: row.group }),
  };
}

/** The query as the redacted trajectory has it. */
function askedIn({ runs: [root] }: Trajectory): string {
  const asked = root?.messages.find(({ role }) => role === 'user');
  return asked ? textOf(asked) : '';
}
