/** The rows of one sample in any format, each proved: what the writer does for a whole data set. */
import type { ExportFormat, JsonObject, Sample } from '@nex/core';
import { NexError } from '@nex/core';
import type { Exporter } from '../exporters/exporter.ts';
import { isRefusal, type Refusal } from '../exporters/exporter.ts';
import { EXPORTERS } from '../exporters/index.ts';
import { jsonLine } from '../jsonl.ts';
import type { Losses } from '../losses/losses.ts';
import { VIEWS } from '../views/index.ts';
import { type RowForm, writeRow } from './row.ts';

export type ProvedRow =
  | { id: string; row: JsonObject; line: string; losses: Losses }
  | { id: string; refusal: Refusal };

/** Throws `invalid_request` when the exporter's rows are not valid in the view. */
export function formOf({ exporter, view, earlierLeaves }: ExportFormat): RowForm<Exporter> {
  const known = EXPORTERS[exporter];
  if (known.views.includes(view)) return { exporter: known, view, earlierLeaves };
  throw new NexError('invalid_request', `${exporter} has no view ${view}.`, {
    where: 'formats.view',
    hint: `Choose one of ${known.views.join(', ')}.`,
  });
}

/** In the order of the view. A row whose line does not read back to its conversation is a refusal, never a row. */
export function* provedRows(form: RowForm<Exporter>, sample: Sample): Generator<ProvedRow> {
  for (const source of VIEWS[form.view](sample, form)) {
    const written = writeRow(form, source);
    if (isRefusal(written)) {
      yield { id: source.id, refusal: written };
      continue;
    }
    const line = jsonLine(written.fields);
    const refusal = written.prove(JSON.parse(line) as JsonObject);
    yield refusal
      ? { id: source.id, refusal }
      : { id: source.id, row: written.fields, line, losses: written.losses };
  }
}

/** The same for one sample, for showing. Throws as `formOf` does. */
export function renderRow(sample: Sample, format: ExportFormat): ProvedRow[] {
  return [...provedRows(formOf(format), sample)];
}
