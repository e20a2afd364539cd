/** Writes the data set of a finished build in other formats or splits, as a new version of it. Nothing is run or judged. */
import type { Build, ExportRequest } from '@nex/core';
import { checkFormats } from '@nex/dataset';
import type * as z from 'zod';
import type { PipelineContext } from '../context.ts';
import { resolveFormats } from '../data-sets/resolve-formats.ts';
import { redoBuild } from './redo-build.ts';

/** Throws `invalid_request` for formats that no data set can have, and as `redoBuild` does. */
export async function exportAgain(
  context: PipelineContext,
  id: string,
  request: z.output<typeof ExportRequest>,
): Promise<Build> {
  const { formats: asked, ...rest } = request;
  const { formats, tokenizers } = await resolveFormats(context, asked);
  if (formats) checkFormats(formats, tokenizers);
  return redoBuild(context, id, 'export', { reason: 're-export', ...rest, ...(formats && { formats }) });
}
