/** A single trajectory of a build in any format, kept or not. */
import {
  EXPORT_VIEWS,
  EXPORTER_NAMES,
  type ExportFormat,
  NamedFormat,
  NexError,
  type RenderedRow,
} from '@nex/core';
import { renderRow } from '@nex/dataset';
import type { Pool } from '@nex/postgres';
import type { PipelineContext } from '../context.ts';
import { toSample } from '../stages/export.ts';
import { findBuild } from '../store/build-row.ts';
import { buildIdOf, findVersion } from '../store/data-sets.ts';
import { findOrigin } from '../store/lineage.ts';
import { readSampleRow } from '../store/trajectories.ts';
import { noSuchDataSet } from './get-data-set.ts';
import { resolveFormats } from './resolve-formats.ts';

/**
 * @param format As in `hermes` or `sharegpt:per-agent`, or the name of a format of the newest version. Throws `not_found`,
 * and `invalid_request` for the format.
 */
export async function renderDataSetRow(
  context: Pick<PipelineContext, 'pool' | 'config' | 'callers'>,
  id: string,
  row: string,
  format: string,
): Promise<RenderedRow> {
  const { pool } = context;
  const wanted = namedFormat(format) ?? (await ownFormat(pool, id, format));
  const { tokenizers } = await resolveFormats(context, [wanted]);
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
  const rows = renderRow(toSample(stored, build), wanted, tokenizers);
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

function namedFormat(text: string): NamedFormat | undefined {
  const [exporter, view, ...more] = text.split(':');
  const parsed = NamedFormat.safeParse({ exporter, ...(view !== undefined && { view }) });
  return parsed.success && more.length === 0 ? parsed.data : undefined;
}

/** One with options, such as a chat template, is known by its name alone. */
async function ownFormat(pool: Pool, id: string, name: string): Promise<ExportFormat> {
  const version = await findVersion(pool, id);
  const names = version?.manifest.formats?.map((one) => one.name) ?? [];
  const own = version?.export.formats?.[names.indexOf(name)];
  if (own) return own;
  const hint = `Write one of ${EXPORTER_NAMES.join(', ')}, perhaps with a view after a colon: ${EXPORT_VIEWS.join(', ')}`;
  throw new NexError('invalid_request', `There is no format ${name}.`, {
    where: 'format',
    hint: names.length === 0 ? `${hint}.` : `${hint}; or a format of the data set: ${names.join(', ')}.`,
  });
}
