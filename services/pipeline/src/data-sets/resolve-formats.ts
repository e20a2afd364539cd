/** Formats with all that they name by digest: templates of earlier data sets, tokenizers that were handed over. */
import { type ExportFormat, NexError, type RequestedFormat } from '@nex/core';
import type { Tokenizers } from '@nex/dataset';
import type { PipelineContext } from '../context.ts';
import { findTemplate } from '../store/data-sets.ts';
import { readTokenizers } from '../tokenizers/tokenizer-files.ts';
import { tenantDirectory } from './tenant-directory.ts';

export interface ResolvedFormats {
  formats?: ExportFormat[];
  /** Those that are there. */
  tokenizers: Tokenizers;
}

/** Throws `invalid_request` for a format without a template or with two, and for a digest that no data set names. */
export async function resolveFormats(
  context: Pick<PipelineContext, 'pool' | 'config' | 'callers'>,
  asked: readonly RequestedFormat[] | undefined,
): Promise<ResolvedFormats> {
  if (!asked) return { tokenizers: new Map() };
  const formats: ExportFormat[] = [];
  for (const [at, format] of asked.entries()) formats.push(await resolve(context, format, `formats[${at}]`));
  const directory = tenantDirectory(context.config.dataDirectory, context.callers.current().tenant);
  return { formats, tokenizers: await readTokenizers(directory, formats) };
}

async function resolve(
  { pool }: Pick<PipelineContext, 'pool'>,
  format: RequestedFormat,
  where: string,
): Promise<ExportFormat> {
  if (format.exporter !== 'chat-template' && format.exporter !== 'tokens') return format;
  const { template: given, templateDigest, ...rest } = format;
  if ((given === undefined) === (templateDigest === undefined)) {
    throw new NexError(
      'invalid_request',
      given ? 'The format has a template and the digest of one.' : 'The format has no template.',
      {
        where: `${where}.template`,
        hint: 'Give either template, or templateDigest as the manifest of a data set names it.',
      },
    );
  }
  const template = given ?? (await findTemplate(pool, templateDigest ?? ''));
  if (template) return { ...rest, template };
  throw new NexError('invalid_request', 'No data set here was made with that template.', {
    where: `${where}.templateDigest`,
    hint: 'Take the digest from formats[].madeWith.template of a manifest, or send the template itself as template.',
  });
}
