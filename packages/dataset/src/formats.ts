/** The formats of a data set, each with its folder. */
import { type Compression, type ExportFormat, NexError } from '@nex/core';
import { CHARTS_FOLDER } from './card/charts/index.ts';
import type { Exporter } from './exporters/exporter.ts';
import { DEFAULT_EXPORTER } from './exporters/index.ts';
import { formOf, type Tokenizers } from './rows/render-row.ts';
import type { RowForm } from './rows/row.ts';

const DEFAULT_FORM: RowForm<Exporter> = { exporter: DEFAULT_EXPORTER, view: 'root', earlierLeaves: false };

/**
 * Throws `invalid_request` for formats that no data set can have: a view that an exporter lacks, two equal names, a
 * template or tokenizer that cannot be used.
 */
export function checkFormats(formats: readonly ExportFormat[], tokenizers?: Tokenizers): void {
  namedFormats(formats, tokenizers);
}

export interface FolderFormat {
  name: string;
  form: RowForm<Exporter>;
  compression: Compression;
}

export function namedFormats(
  formats: readonly ExportFormat[] | undefined,
  tokenizers?: Tokenizers,
): FolderFormat[] {
  if (!formats) return [{ name: 'data', form: DEFAULT_FORM, compression: 'none' }];
  const named = formats.map((format, at): FolderFormat => {
    const { exporter, view, name, compression = 'none' } = format;
    const own = name ?? (view === 'root' ? exporter : `${exporter}-${view}`);
    return { name: own, form: formOf(format, tokenizers, `formats[${at}]`), compression };
  });
  const reserved = named.find(({ name }) => name === CHARTS_FOLDER);
  if (reserved) {
    throw new NexError('invalid_request', `No format can have the name ${CHARTS_FOLDER}.`, {
      where: 'formats.name',
      hint: 'The folder of that name holds the charts of the card.',
    });
  }
  const twice = named.find(({ name }, index) => named.findIndex((other) => other.name === name) < index);
  if (named.length > 0 && !twice) return named;
  throw new NexError(
    'invalid_request',
    twice ? `Two formats have the name ${twice.name}.` : 'No format is named.',
    { where: 'formats', hint: 'Give each format a name of its own.' },
  );
}
