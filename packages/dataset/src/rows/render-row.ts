/** The rows of one sample in any format, each proved: what the writer does for a whole data set. */
import type { ExportFormat, JsonObject, Sample } from '@nex/core';
import { NexError } from '@nex/core';
import { chatTemplateExporter } from '../exporters/chat-template.ts';
import type { Exporter } from '../exporters/exporter.ts';
import { isRefusal, type Refusal } from '../exporters/exporter.ts';
import { EXPORTERS } from '../exporters/index.ts';
import { tokensExporter } from '../exporters/tokens.ts';
import { lineText } from '../jsonl.ts';
import type { Losses } from '../losses/losses.ts';
import { rowSources } from '../views/index.ts';
import type { Conversations } from '../views/leaves.ts';
import { type RowForm, writeRow } from './row.ts';

/** `line` is without its end. */
export type ProvedRow =
  | { id: string; row: JsonObject; line: string; losses: Losses }
  | { id: string; refusal: Refusal };

/** Contents of `tokenizer.json` by their digest. */
export type Tokenizers = ReadonlyMap<string, string>;

/**
 * Throws `invalid_request` when the exporter's rows are not valid in the view, and for a template or tokenizer that
 * cannot be used. @param where The format's place in the request, for errors.
 */
export function formOf(
  format: ExportFormat,
  tokenizers: Tokenizers = new Map(),
  where = 'formats',
): RowForm<Exporter> {
  const { view, earlierLeaves } = format;
  const exporter = exporterFor(format, tokenizers, where);
  if (exporter.views.includes(view)) return { exporter, view, earlierLeaves };
  throw new NexError('invalid_request', `${exporter.name} has no view ${view}.`, {
    where: `${where}.view`,
    hint: `Choose one of ${exporter.views.join(', ')}.`,
  });
}

function exporterFor(format: ExportFormat, tokenizers: Tokenizers, where: string): Exporter {
  if (format.exporter === 'chat-template') return chatTemplateExporter(format, where);
  if (format.exporter !== 'tokens') return EXPORTERS[format.exporter];
  const tokenizer = tokenizers.get(format.tokenizer);
  if (tokenizer !== undefined) return tokensExporter(format, tokenizer, where);
  throw new NexError('invalid_request', 'The tokenizer is not there.', {
    where: `${where}.tokenizer`,
    hint: 'Hand over its tokenizer.json first: PUT /v1/tokenizers/<digest>.',
  });
}

/** In the order of the view. A row whose line does not read back to its conversation is a refusal, never a row. */
export function* provedRows(
  form: RowForm<Exporter>,
  sample: Sample,
  conversations?: Conversations,
): Generator<ProvedRow> {
  for (const source of rowSources(form.view, sample, form, conversations)) {
    const written = writeRow(form, source);
    if (isRefusal(written)) {
      yield { id: source.id, refusal: written };
      continue;
    }
    const line = lineText(written.fields);
    const refusal = written.prove(JSON.parse(line) as JsonObject);
    yield refusal
      ? { id: source.id, refusal }
      : { id: source.id, row: written.fields, line, losses: written.losses };
  }
}

/** The same for one sample, for showing. Throws as `formOf` does. */
export function renderRow(sample: Sample, format: ExportFormat, tokenizers?: Tokenizers): ProvedRow[] {
  return [...provedRows(formOf(format, tokenizers), sample)];
}
