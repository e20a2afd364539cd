/** How near a build came to the data set that it repeats: by its rows, by its stages, and by what it was made with. */
import { NexError, RECIPE_STAGES, type Regeneration } from '@nex/core';
import type { Pool } from '@nex/postgres';
import { noSuchBuild } from '../builds/get-build.ts';
import { findVersion } from '../store/data-sets.ts';
import { type Original, readOriginal } from '../store/regenerations.ts';
import { readSnapshot } from '../store/snapshots.ts';
import { readPrompts, readStageOutcomes } from '../store/stage-outcomes.ts';

/** Throws `not_found`, and `conflict` for a build that repeats none. */
export async function compareBuilds({ pool }: { pool: Pool }, id: string): Promise<Regeneration> {
  const snapshot = await readSnapshot(pool, id);
  if (!snapshot) throw noSuchBuild(id);
  const original = await readOriginal(pool, id);
  if (!original?.recipe) {
    throw new NexError('conflict', `The build ${id} does not repeat another.`, {
      hint: 'POST /v1/builds/{id}/regenerate makes a build that does.',
    });
  }
  const { build } = snapshot;
  const ended = build.state === 'completed' || build.state === 'failed' || build.state === 'cancelled';
  const done = new Set(build.stages.filter(({ state }) => state === 'done').map(({ name }) => name));
  const outcomes = await readStageOutcomes(pool, id);
  const expected = original.recipe.outcomes;
  const stages = RECIPE_STAGES.map((stage) => ({
    stage,
    ...compared(expected[stage], done.has(stage) ? outcomes[stage] : null),
  }));
  const version = await findVersion(pool, id, 1);
  const rowsDigest = compared(
    original.dataSet?.rowsDigest ?? expected.export,
    version ? version.rows_digest : null,
  );
  return {
    buildId: id,
    of: {
      buildId: original.buildId,
      ...(original.dataSet && { version: original.dataSet.version }),
    },
    state: rowsDigest.equal ? 'equal' : ended ? 'different' : 'pending',
    rowsDigest,
    conditions: conditionsOf(original, {
      bundle: build.frameworkDigest ?? '',
      model: build.model?.name,
      checks: version && named(version.manifest.checks),
      prompts: done.has('synthesize-queries') ? (await readPrompts(pool, id)).join(', ') : undefined,
      exporters: version && named(version.manifest.exporters),
    }),
    stages,
  };
}

function compared(expected: string, found: string | null) {
  return { expected, found, equal: found === expected };
}

type Conditions = Record<Regeneration['conditions'][number]['what'], string | undefined>;

/** What is not known yet of the new build is not told. */
function conditionsOf(original: Original, found: Conditions): Regeneration['conditions'] {
  const expected: Record<keyof Conditions, string> = {
    bundle: original.frameworkDigest,
    model: original.model.name,
    checks: named(original.checks),
    prompts: original.recipe?.prompts.join(', ') ?? '',
    exporters: named(original.exporters),
  };
  return (Object.keys(expected) as (keyof Conditions)[]).flatMap((what) => {
    const now = found[what];
    return now === undefined || now === expected[what]
      ? []
      : [{ what, expected: expected[what], found: now }];
  });
}

function named(versions: readonly { name: string; version: number }[]): string {
  return versions
    .map(({ name, version }) => `${name}@${version}`)
    .sort()
    .join(', ');
}
