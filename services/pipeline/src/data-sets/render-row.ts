/** A single trajectory of a build in any format, kept or not. */
import { EXPORT_VIEWS, EXPORTER_NAMES, ExportFormat, NexError, type RenderedRow } from '@nex/core';
import { renderRow } from '@nex/dataset';
import type { Pool } from '@nex/postgres';
import { toSample } from '../stages/export.ts';
import { findBuild } from '../store/build-row.ts';
import { buildIdOf } from '../store/data-sets.ts';
import { findOrigin } from '../store/lineage.ts';
import { readSampleRow } from '../store/trajectories.ts';
import { noSuchDataSet } from './get-data-set.ts';

/** @param format As in `hermes` or `sharegpt:per-agent`. Throws `not_found`, and `invalid_request` for the format. */
export async function renderDataSetRow(
  { pool }: { pool: Pool },
  id: string,
  row: string,
  format: string,
): Promise<RenderedRow> {
  const wanted = parseFormat(format);
  const build = await findBuild(pool, buildIdOf(id));
  if (!build) throw noSuchDataSet(id);
  const [base = ''] = row.split('/');
  const origin = await findOrigin(pool, build.id, base);
  const stored = origin && (await readSampleRow(pool, build.id, origin.run_id));
  if (!stored) {
    throw new NexError('not_found', `The data set ${id} has no trajectory ${row}.`, {
      hint: 'Give the id of a row, or of the root run of a trajectory of the build.',
    });
  }
  const rows = renderRow(toSample(stored, build), wanted);
  // Of a row that is one part of its trajectory only that part.
  const shown = row === base ? rows : rows.filter((one) => one.id === row);
  return {
    format: wanted,
    rows: shown.map((one) =>
      'refusal' in one
        ? { id: one.id, refusal: { reason: one.refusal.reason, detail: one.refusal.detail } }
        : { id: one.id, row: one.row, losses: { ...one.losses } },
    ),
  };
}

function parseFormat(text: string): ExportFormat {
  const [exporter, view, ...more] = text.split(':');
  const parsed = ExportFormat.safeParse({ exporter, ...(view !== undefined && { view }) });
  if (parsed.success && more.length === 0) return parsed.data;
  throw new NexError('invalid_request', `There is no format ${text}.`, {
    where: 'format',
    hint: `Write one of ${EXPORTER_NAMES.join(', ')}, perhaps with a view after a colon: ${EXPORT_VIEWS.join(', ')}.`,
  });
}
