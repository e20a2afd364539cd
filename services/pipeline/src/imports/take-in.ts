/**
 * Reads the file of an import into queries, runs and trajectories, a group at a time. The file is read from its beginning
 * each time, and gives the same items: what is in rows already is passed over, so that nothing comes in twice.
 */
import { NexError, newId, outcomeOf, type Trajectory } from '@nex/core';
import {
  IMPORT_FORMATS,
  type ImportedTrajectory,
  type ImportFormat,
  importerNamed,
  importTrajectories,
  type Rejection,
  readLines,
} from '@nex/dataset';
import { execute } from '@nex/postgres';
import { likelyLanguageOf, queryDigest, type RedactionAudit } from '@nex/quality';
import { checkEmbeddedRuns } from '../duplicates/by-meaning.ts';
import type { StageWork } from '../stages/stage.ts';
import {
  type ImportedRun,
  type ImportRow,
  insertImportedRuns,
  insertRejections,
  type KnownQuery,
  noteTaken,
  readImportedQueries,
} from '../store/imports.ts';
import { insertionOfRedaction } from '../store/redactions.ts';
import { insertionOfTrajectories, type PackedTrajectory, packTrajectory } from '../store/trajectories.ts';
import { importFilePath } from './import-files.ts';

const GROUP = 64;

/** Takes out of a trajectory what the build's policy says. */
export type Redact = (trajectory: Trajectory) => { trajectory: Trajectory; audit?: RedactionAudit };

interface Group {
  runs: (ImportedRun & { packed: PackedTrajectory; audit?: RedactionAudit })[];
  rejections: { position: number; line: number; reason: string; note: string }[];
}

/**
 * Throws `build_invalid` with the line for a record that cannot be used, when the import is strict, and when none can be;
 * `invalid_request` for a file of no format.
 */
export async function takeIn(work: StageWork, file: ImportRow, redact: Redact): Promise<void> {
  const { pool, build, signal } = work;
  const queries = await readImportedQueries(pool, build.id);
  let format: ImportFormat | undefined = IMPORT_FORMATS.find((name) => name === file.format);
  let position = 0;
  let trajectories = 0;
  let bytesRead = 0;
  let group: Group = { runs: [], rejections: [] };
  let firstRejection: Rejection | undefined;
  const flush = async () => {
    const { runs, rejections } = group;
    group = { runs: [], rejections: [] };
    const taken = position;
    await work.write(async (tx) => {
      if (runs.length > 0) {
        await insertImportedRuns(
          tx,
          build.id,
          runs.map(({ packed: _packed, audit: _audit, ...run }) => run),
        );
        const added = runs.map(({ runId, query, sampleIndex, packed }) => ({
          row: { run_id: runId, query_id: query.id, sample_index: sampleIndex },
          packed,
        }));
        await execute(tx, insertionOfTrajectories(build.id, added));
        for (const { runId, audit } of runs)
          if (audit) await execute(tx, insertionOfRedaction(build.id, runId, audit));
      }
      if (rejections.length > 0) await insertRejections(tx, build.id, rejections);
      const importerVersion = format === undefined ? null : importerNamed(format).version;
      await noteTaken(tx, build.id, { taken, bytesRead, format: format ?? null, importerVersion });
    });
  };
  const lines = async function* () {
    for await (const line of readLines(importFilePath(work.dataDirectory, file.digest))) {
      signal.throwIfAborted();
      bytesRead += Buffer.byteLength(line) + 1;
      yield line;
    }
    bytesRead = file.bytes;
  };
  const options = {
    source: file.file,
    ...(format && { format }),
    onFormat: (found: ImportFormat) => {
      format = found;
    },
  };
  for await (const item of importTrajectories(lines(), options)) {
    const at = position;
    position += 1;
    if (item.kind === 'rejected') firstRejection ??= item.rejection;
    else trajectories += 1;
    // Only its file says how many runs an import has.
    if (build.spec.quality?.embeddingDuplicates) checkEmbeddedRuns(trajectories);
    if (at < file.taken) continue;
    if (item.kind === 'rejected') {
      if (file.strict) throw refused(file.file, item.rejection);
      group.rejections.push({ position: at, ...item.rejection });
    } else {
      const { trajectory, audit } = redact(item.imported.trajectory);
      const packed = await packTrajectory(item.imported.query, trajectory);
      const run = runOf(item.imported, item.line, queries);
      group.runs.push({ ...run, packed, ...(audit && { audit }) });
    }
    if (group.runs.length + group.rejections.length >= GROUP) await flush();
  }
  await flush();
  if (queries.size === 0) throw nothingUsed(file.file, position, firstRejection);
}

/** Trajectories of one query are samples of it. */
function runOf(
  { query: text, trajectory, warnings }: ImportedTrajectory,
  line: number,
  queries: Map<string, KnownQuery>,
): ImportedRun {
  const digest = queryDigest(text);
  const known = queries.get(digest);
  const query = known ?? { id: newId('query'), index: queries.size, samples: 0 };
  queries.set(digest, query);
  const root = trajectory.runs.find(({ runId }) => runId === trajectory.rootRunId);
  const state = root?.state === 'failed' || root?.state === 'cancelled' ? root.state : 'completed';
  const stopReason = root?.stopReason ?? null;
  const run = {
    runId: newId('run'),
    query: { ...query, text, digest, language: likelyLanguageOf(text), isNew: known === undefined },
    sampleIndex: query.samples,
    state,
    stopReason,
    outcome: outcomeOf({ state, stopReason }),
    traceId: trajectory.provenance.traceId,
    line,
    warnings,
  };
  query.samples += 1;
  return run;
}

function nothingUsed(file: string, records: number, first: Rejection | undefined): NexError {
  const where = first ? `${file}:${first.line}` : file;
  const why = first ? `: ${first.note} (${first.reason})` : '';
  return new NexError('build_invalid', `None of ${records} records can be used${why}.`, {
    where,
    hint: 'GET /v1/imports/{id}/rejections tells of each. Mend them, or name another format.',
  });
}

function refused(file: string, { line, reason, note }: Rejection): NexError {
  return new NexError('build_invalid', `Line ${line} cannot be used: ${note}.`, {
    where: `${file}:${line}`,
    hint: `It is ${reason}. Mend it, or import without strict: such records are told and left out then.`,
  });
}
