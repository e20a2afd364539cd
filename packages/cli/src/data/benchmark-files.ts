/** The benchmarks that a build file names by path: sent, and named by the digest that came back. */
import { readFile, stat } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import type { Client } from '@nex/client';
import { type BenchmarkFormat, type CreateBuild, MAX_BENCHMARK_CHARS, NexError } from '@nex/core';

type Given = NonNullable<NonNullable<CreateBuild['quality']>['decontamination']>['benchmarks'][number];

const FORMATS: Readonly<Record<string, BenchmarkFormat>> = {
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.csv': 'csv',
};

export interface SendOptions {
  /** The build file; paths are relative to its folder. */
  buildFile: string;
  signal: AbortSignal;
  onSent: (name: string, lines: number) => void;
}

/** Throws `not_found` or `too_large` with the path; what the pipeline refuses comes with the path and line. */
export async function sendBenchmarks<Request extends Pick<CreateBuild, 'quality'>>(
  client: Pick<Client, 'benchmarkFiles'>,
  request: Request,
  options: SendOptions,
): Promise<Request> {
  const decontamination = request.quality?.decontamination;
  if (!decontamination) return request;
  const benchmarks: Given[] = [];
  for (const given of decontamination.benchmarks) {
    const { file, format: asked, ...rest } = given;
    if (file === undefined) {
      benchmarks.push(given);
      continue;
    }
    const path = resolve(dirname(options.buildFile), file);
    const format = asked ?? FORMATS[extname(file).toLowerCase()] ?? 'text';
    const text = await readText(path, file);
    const sent = await client.benchmarkFiles
      .send({ format, text }, { signal: options.signal })
      .catch((thrown: unknown) => {
        throw atFile(thrown, file);
      });
    options.onSent(given.name, sent.lines);
    benchmarks.push({ ...rest, digest: sent.digest });
  }
  return { ...request, quality: { ...request.quality, decontamination: { ...decontamination, benchmarks } } };
}

async function readText(path: string, shown: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) {
    throw new NexError('not_found', 'There is no such benchmark file.', {
      where: shown,
      hint: 'Paths of benchmarks are relative to the build file.',
    });
  }
  // A character takes up to three bytes as UTF-8 and one unit as JavaScript counts.
  const text = found.size > 3 * MAX_BENCHMARK_CHARS ? undefined : await readFile(path, 'utf8');
  if (text !== undefined && text.length <= MAX_BENCHMARK_CHARS) return text;
  throw new NexError(
    'too_large',
    `A benchmark file has at most ${MAX_BENCHMARK_CHARS.toLocaleString('en-US')} characters.`,
    { where: shown, hint: 'Leave out what is not a task or an answer, or cut it into several files.' },
  );
}

/** The pipeline knows no path: `text:7` is line 7. */
function atFile(thrown: unknown, file: string): unknown {
  if (!(thrown instanceof NexError)) return thrown;
  const { code, message, hint, where = '' } = thrown.toFailure();
  const line = /^text:(\d+)$/.exec(where)?.[1];
  return new NexError(code, message, {
    where: line === undefined ? file : `${file}:${line}`,
    ...(hint !== undefined && { hint }),
    cause: thrown,
  });
}
