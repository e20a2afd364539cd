/** From one trajectory of a build to everything that it came of. */
import { NexError, RowLineage } from '@nex/core';
import type { PipelineContext } from '../context.ts';
import { noSuchDataSet } from '../data-sets/get-data-set.ts';
import { createTextRedactor, type RedactTexts } from '../redaction/text-redactor.ts';
import { type BuildRow, findBuild } from '../store/build-row.ts';
import { buildIdOf, dataSetIdOf } from '../store/data-sets.ts';
import {
  findOrigin,
  type Origin,
  readBundleFiles,
  readCalls,
  readEnhancements,
  readRunRedaction,
  readRunVerdicts,
  readRunVerifications,
  readRunVersions,
  readSelection,
} from '../store/lineage.ts';
import { unpackTrajectory } from '../store/trajectories.ts';
import { trajectoryOrigin } from './trajectory-origin.ts';

/**
 * @param id Of a data set or its build.
 * @param row Id of a row, of any format and view, or of the root run of a trajectory, kept or not.
 */
export async function readLineage(
  { pool, config }: PipelineContext,
  id: string,
  row: string,
): Promise<RowLineage> {
  return pool.transaction(async (tx) => {
    const build = await findBuild(tx, buildIdOf(id));
    if (!build) throw noSuchDataSet(id);
    const origin = await findOrigin(tx, build.id, row.split('/')[0] ?? '');
    if (!origin) {
      throw new NexError('not_found', `The data set ${id} has no row or run ${row}.`, {
        hint: 'Give the id of a row, or of the root run of a trajectory of the build.',
      });
    }
    const trajectory = origin.content && (await unpackTrajectory(origin.content));
    const dataSetId = dataSetIdOf(build.id);
    const versions = await readRunVersions(tx, dataSetId, origin.query_id, origin.sample_index);
    const redact = createTextRedactor(build.spec.redaction, config.redactionSalt);
    const enhancers = await readEnhancements(tx, build.id, origin.slot);
    return RowLineage.parse({
      rowId: origin.digest ?? '',
      dataSet: versions.length > 0 ? { id: dataSetId, versions } : null,
      sentence: build.sentence,
      build: buildOf(build),
      framework: {
        id: build.framework_id,
        name: build.framework_name,
        digest: build.framework_digest,
        files: await readBundleFiles(tx, build.framework_digest),
      },
      imported: origin.imported,
      query: queryOf(origin, redact),
      enhancers: enhancers.map((one) => ({ ...one, ...redact({ change: one.change, detail: one.detail }) })),
      calls: await readCalls(tx, build.id, origin.slot),
      run: {
        id: origin.run_id,
        sampleIndex: origin.sample_index,
        seed: origin.seed,
        state: origin.state,
        stopReason: origin.stop_reason,
        traceId: origin.trace_id,
        usage: origin.usage,
        collectFailure: origin.collect_failure,
      },
      trajectory:
        trajectory &&
        trajectoryOrigin(trajectory, { digest: origin.digest ?? '', sizeBytes: origin.size_bytes ?? 0 }),
      reward: origin.reward,
      verifications: await readRunVerifications(tx, build.id, origin.run_id),
      verdicts: await readRunVerdicts(tx, origin.run_id),
      selection: await readSelection(tx, build.id, origin.query_id, origin.sample_index),
      redaction: await readRunRedaction(tx, origin.run_id),
    });
  });
}

function buildOf(build: BuildRow): RowLineage['build'] {
  return {
    id: build.id,
    name: build.name,
    seed: build.spec.seed,
    specDigest: build.spec_digest,
    traceId: build.trace_id,
    createdAt: build.created_at.toISOString(),
  };
}

/** What somebody said goes through the policy that the trajectory went through; ids and digests do not. */
function queryOf(origin: Origin, redact: RedactTexts): RowLineage['query'] {
  return {
    id: origin.query_id,
    slot: origin.slot,
    replaces: origin.replaces,
    text: redact(origin.text),
    originalText: redact(origin.original_text),
    synthesizer: origin.synthesizer,
    persona: redact(origin.persona),
    seedPersona: redact(origin.seed_persona),
    problemType: {
      id: origin.problem_type_id,
      leafId: origin.leaf_id,
      labels: origin.problem_type,
      treeVersion: origin.tree_version,
    },
    difficulty: { asked: origin.difficulty, measured: origin.measured },
    language: origin.language,
    seed: origin.query_seed,
    attempts: origin.attempts,
    refusals: origin.refusals.map((one) => ({ ...one, ...redact({ text: one.text }) })),
    task: origin.is_task ? { index: origin.slot, group: origin.group } : null,
  };
}
