/** Takes an import in: a build without a framework, whose trajectories come from a file. The same content asked for alike is one build. */
import { type Build, CreateImport, NexError, newId } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { IMPORT_FORMATS } from '@nex/dataset';
import { isUniqueViolation } from '@nex/postgres';
import { activeTraceId, activeTraceparent } from '@nex/telemetry';
import type * as z from 'zod';
import { checkRequest } from '../builds/check-request.ts';
import { getBuild } from '../builds/get-build.ts';
import { CreateBuildBody } from '../builds/parse-spec.ts';
import type { PipelineContext } from '../context.ts';
import { tenantDirectory } from '../data-sets/tenant-directory.ts';
import { enqueueBuilds } from '../jobs/enqueue-builds.ts';
import { findBuildByKey, insertBuild } from '../store/build-row.ts';
import { insertImport } from '../store/imports.ts';
import { importFileBytes } from './import-files.ts';

/** Throws `invalid_request` with the field, and what a build throws for formats, quality and redaction. */
export async function createImport(
  context: PipelineContext,
  request: z.output<typeof CreateImport>,
): Promise<Build> {
  const { file, format, strict, ...rest } = request;
  const formats: readonly string[] = IMPORT_FORMATS;
  if (format !== undefined && !formats.includes(format)) {
    throw invalid('format', `There is no format ${format}.`, `Name one of: ${formats.join(', ')}.`);
  }
  const bytes = await importFileBytes(
    tenantDirectory(context.config.dataDirectory, context.callers.current().tenant),
    file.digest,
  );
  if (bytes === undefined) {
    throw invalid(
      'file.digest',
      'No file of that digest was sent.',
      'Send it to POST /v1/import-files first.',
    );
  }
  const body = CreateBuildBody.parse({ ...rest, frameworkId: '' });
  const { spec } = await checkRequest(context, body, { stores: true });
  const specDigest = digestJson({ ...request, spec });
  const key = `import ${specDigest}`;
  const known = await findBuildByKey(context.pool, key);
  if (known) return getBuild(context, known.id);
  const build = {
    id: newId('build'),
    name: spec.name ?? file.name,
    frameworkDigest: '',
    frameworkName: '',
    sentence: '',
    spec,
    tasks: undefined,
    specDigest,
    idempotencyKey: key,
    traceparent: activeTraceparent(),
    traceId: activeTraceId(),
  };
  try {
    await context.pool.transaction(async (tx) => {
      await insertBuild(tx, build);
      const row = { file: file.name, digest: file.digest, format: format ?? null, strict, bytes };
      await insertImport(tx, build.id, row);
    });
  } catch (thrown) {
    const winner = isUniqueViolation(thrown) ? await findBuildByKey(context.pool, key) : undefined;
    if (!winner) throw thrown;
    return getBuild(context, winner.id);
  }
  const taken = await getBuild(context, build.id);
  await enqueueBuilds(context.queue, [build]).catch((thrown: unknown) => {
    // The row is there, so the next sweep finds it.
    context.logger.warn({ err: thrown, buildId: build.id }, 'a new import could not be queued yet');
  });
  return taken;
}

function invalid(where: string, message: string, hint: string): NexError {
  return new NexError('invalid_request', message, { where, hint });
}
