/** What judged the trajectories of a build beyond the checks, counted from the rows. */
import { DuplicateKind, isOfflineModel, NearDuplicatesSpec, type QualityAccount } from '@nex/core';
import { many, type Queryable, sql } from '@nex/postgres';
import { HEADS, judgeGates, judgeName } from '@nex/quality';
import * as z from 'zod';
import type { BuildSpec } from './build-row.ts';

type Build = { id: string; spec: BuildSpec };

export async function readQualityAccount(db: Queryable, build: Build): Promise<QualityAccount> {
  const [judge, duplicates, decontamination] = [
    await judgeAccount(db, build),
    await duplicatesAccount(db, build),
    await decontaminationAccount(db, build),
  ];
  return {
    ...(judge && { judge }),
    ...(duplicates.length > 0 && { duplicates }),
    ...(decontamination && { decontamination }),
  };
}

const HeadRow = z.object({
  name: z.string(),
  version: z.number().int(),
  model: z.string(),
  kept: z.number().int(),
  flagged: z.number().int(),
  dropped: z.number().int(),
  broken: z.number().int(),
  read: z.number().int(),
});

async function judgeAccount(db: Queryable, { id, spec }: Build): Promise<QualityAccount['judge']> {
  const asked = spec.quality?.judge;
  if (!asked) return undefined;
  const rows = await many(
    db,
    HeadRow,
    sql`select check_name as name, version, model, count(*) filter (where verdict = 'keep')::int as kept,
        count(*) filter (where verdict = 'flag')::int as flagged,
        count(*) filter (where verdict = 'drop')::int as dropped,
        count(*) filter (where reason = 'judge_broken')::int as broken, count(distinct run_id)::int as read
      from pipeline.verdicts where build_id = ${id} and model <> '' group by 1, 2, 3 order by 1, 2, 3`,
  );
  const models = [...new Set(rows.flatMap(({ model }) => model.split(',')))];
  return {
    models,
    offlineModel: models.some(isOfflineModel),
    heads: rows.map(({ name, version, model, kept, flagged, dropped }) => {
      const drops = HEADS.some((head) => judgeName(head) === name && head.severity === 'drop');
      const measured = model.split(',').every((one) => judgeGates({ name, version, model: one }));
      return {
        name,
        version,
        gates: asked.onVerdict === 'gate' && drops && measured,
        kept,
        flagged,
        dropped,
      };
    }),
    trajectories: Math.max(0, ...rows.map(({ read }) => read)),
    broken: rows.reduce((sum, { broken }) => sum + broken, 0),
  };
}

const ClusterRow = z.object({
  kind: DuplicateKind,
  clusters: z.number().int(),
  duplicates: z.number().int(),
});

async function duplicatesAccount(
  db: Queryable,
  { id, spec }: Build,
): Promise<NonNullable<QualityAccount['duplicates']>> {
  const rows = await many(
    db,
    ClusterRow,
    sql`select kind, count(distinct cluster)::int as clusters,
        count(*) filter (where not original)::int as duplicates
      from pipeline.duplicates where build_id = ${id} group by kind`,
  );
  const { nearDuplicates, embeddingDuplicates: byMeaning } = spec.quality ?? {};
  const near = nearDuplicates ?? NearDuplicatesSpec.parse({});
  const looked = [
    { kind: 'exact' as const },
    ...(near.onDuplicate === 'off' ? [] : [{ kind: 'near' as const, threshold: near.threshold }]),
    ...(byMeaning ? [{ kind: 'embedding' as const, threshold: byMeaning.threshold }] : []),
  ];
  return looked.map((one) => {
    const { clusters = 0, duplicates = 0 } = rows.find(({ kind }) => kind === one.kind) ?? {};
    return { ...one, clusters, duplicates };
  });
}

async function decontaminationAccount(
  db: Queryable,
  { id, spec }: Build,
): Promise<QualityAccount['decontamination']> {
  const asked = spec.quality?.decontamination;
  if (!asked) return undefined;
  const rows = await many(
    db,
    z.object({ benchmark: z.string(), runs: z.number().int() }),
    sql`select benchmark, count(distinct run_id)::int as runs from pipeline.contaminations
      where build_id = ${id} group by benchmark`,
  );
  const found = new Map(rows.map(({ benchmark, runs }) => [benchmark, runs]));
  return {
    benchmarks: asked.benchmarks.map(({ name, digest = '' }) => ({
      name,
      digest,
      trajectories: found.get(name) ?? 0,
    })),
    gram: asked.gram,
    minLineWords: asked.minLineWords,
  };
}
