/**
 * Writes the kept trajectories as a version of the build's data set. Its folder appears whole or not at all; its row comes
 * after it. What would be the newest version again is not written.
 */
import { isDeepStrictEqual } from 'node:util';
import { NexError, type Sample } from '@nex/core';
import { type PackedSample, unpackSample, writeDataSet } from '@nex/dataset';
import { versionDirectory } from '../data-sets/version-directory.ts';
import { readRecipe } from '../regeneration/recipe.ts';
import { membersDiffer, readRowsDigest } from '../store/data-set-members.ts';
import {
  countDataSet,
  dataSetIdOf,
  type ExportSettings,
  findVersion,
  insertVersion,
  type VersionRow,
} from '../store/data-sets.ts';
import { readQualityAccount } from '../store/quality-account.ts';
import { countRedacted } from '../store/redactions.ts';
import { readSnapshot } from '../store/snapshots.ts';
import { type KeptRow, readKept } from '../store/trajectories.ts';
import { readTokenizers } from '../tokenizers/tokenizer-files.ts';
import type { Stage, StageWork } from './stage.ts';

export const exportDataSet: Stage = {
  name: 'export',
  async run(work) {
    const { build, pool, signal, scorers } = work;
    const id = dataSetIdOf(build.id);
    const parent = await findVersion(pool, id);
    const settings = settingsOf(build, parent);
    const isSame = parent !== undefined && isDeepStrictEqual(settings, parent.export);
    if (isSame && !(await membersDiffer(pool, id, build.id))) return;

    const version = (parent?.version ?? 0) + 1;
    const made = { version, parent: parent?.version ?? null, reason: build.redo?.reason ?? 'build' };
    const folder = version === 1 ? build.id : `${build.id}.v${version}`;
    const rowsDigest = await readRowsDigest(pool, build.id);
    const snapshot = await readSnapshot(pool, build.id);
    if (!snapshot?.build.model) throw new NexError('internal', 'The build has no account of its model.');
    const { funnel, usage, model, import: imported } = snapshot.build;
    const { samples, seed, languages, difficulty, redaction } = build.spec;
    const manifest = await writeDataSet({
      directory: versionDirectory(work.dataDirectory, folder),
      samples: readSamples(work),
      ...settings,
      ...(settings.formats && {
        tokenizers: await readTokenizers(work.dataDirectory, settings.formats),
      }),
      manifest: {
        dataSet: { id, ...made, rowsDigest },
        buildId: build.id,
        name: build.name,
        createdAt: build.created_at.toISOString(),
        sentence: build.sentence,
        frameworkDigest: build.framework_digest,
        spec: { queries: funnel.queries.requested, samples, seed, languages, difficulty },
        model,
        funnel,
        usage,
        ...(imported ? { imported } : { recipe: await readRecipe(pool, build, settings) }),
        checks: scorers.checks.map(({ name, version: of }) => ({ name, version: of })),
        quality: await readQualityAccount(pool, build),
        ...(redaction && {
          redaction: {
            id: redaction.id,
            version: redaction.version,
            places: await countRedacted(pool, build.id),
          },
        }),
      },
      checkDescriptions: Object.fromEntries(
        scorers.checks.map(({ name, description }) => [name, description]),
      ),
      signal,
    });
    const added = { ...made, folder, rowsDigest, export: settings, manifest };
    await work.write((tx) => insertVersion(tx, build.id, added));
  },
  count: countDataSet,
};

/** As the redo asks for it, else as the version before has it, else as the build was asked for. */
function settingsOf({ spec, redo }: StageWork['build'], parent: VersionRow | undefined): ExportSettings {
  const before = parent?.export ?? spec;
  const formats = redo?.formats ?? before.formats;
  const split = redo?.split === undefined ? before.split : (redo.split ?? undefined);
  return { ...(formats && { formats }), ...(split && { split }) };
}

async function* readSamples({ pool, build }: StageWork): AsyncGenerator<PackedSample> {
  for await (const row of readKept(pool, build.id)) yield packedSample(row, build);
}

/** What an exporter is given of a stored trajectory. */
export function toSample(row: KeptRow, build: StageWork['build']): Sample {
  return unpackSample(packedSample(row, build));
}

function packedSample(row: KeptRow, build: StageWork['build']): PackedSample {
  return {
    id: row.digest,
    // Of a redacted trajectory the query is what it says itself.
    ...(!build.spec.redaction && { query: row.text }),
    packed: row.content,
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
      seed: row.seed,
      checks: row.checks,
      ...(row.reward !== null && { reward: row.reward }),
      ...(row.measured !== null && { measured: row.measured }),
      ...(row.duplicates !== null && { duplicates: row.duplicates }),
      ...(row.imported !== null && { imported: row.imported }),
    },
    ...(row.group !== null && { group: row.group }),
  };
}
