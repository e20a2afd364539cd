/** The benchmarks of a build as it keeps them: by the digests of their texts, which lie in rows of their own. */
import { type Benchmark, type BenchmarkFile, type DecontaminationSpec, NexError } from '@nex/core';
import type { Queryable } from '@nex/postgres';
import { findBenchmarkFiles, insertBenchmarkFile } from '../store/benchmark-files.ts';
import { describeBenchmark } from './describe-benchmark.ts';

/** Words of all benchmarks of a build: their n-grams take 20 bytes each while they are compared. */
export const MAX_BENCHMARK_WORDS = 10_000_000;

/** `stores`: the lines that came along are kept. Throws `build_invalid` or `too_large` with the benchmark. */
export async function settleBenchmarks(
  db: Queryable,
  spec: DecontaminationSpec | undefined,
  { stores }: { stores: boolean },
): Promise<DecontaminationSpec | undefined> {
  if (!spec) return undefined;
  checkNames(spec.benchmarks);
  const benchmarks: Benchmark[] = [];
  const cameAlong: BenchmarkFile[] = [];
  for (const [index, { name, format = 'text', lines, digest }] of spec.benchmarks.entries()) {
    if (lines) {
      const where = `quality.decontamination.benchmarks[${index}].lines`;
      const text = lines.join('\n');
      const file = await describeBenchmark(where, format, text);
      if (stores) await insertBenchmarkFile(db, file, text);
      cameAlong.push(file);
      benchmarks.push({ name, digest: file.digest });
    } else if (digest) benchmarks.push({ name, digest });
    else throw invalid(index, 'file', 'is a path, which only `nex build --file` can read', SEND);
  }
  await checkFiles(db, benchmarks, cameAlong);
  return { ...spec, benchmarks };
}

const SEND = 'Send the file to POST /v1/benchmark-files and give the digest that it answers.';

function checkNames(benchmarks: readonly Benchmark[]): void {
  const names = benchmarks.map(({ name }) => name);
  const twice = names.findIndex((name, index) => names.indexOf(name) < index);
  if (twice >= 0)
    throw invalid(twice, 'name', 'is the name of two', 'Give each benchmark a name of its own.');
}

async function checkFiles(
  db: Queryable,
  benchmarks: readonly Benchmark[],
  cameAlong: readonly BenchmarkFile[],
): Promise<void> {
  const files = await findBenchmarkFiles(
    db,
    benchmarks.flatMap(({ digest }) => digest ?? []),
  );
  for (const file of cameAlong) files.set(file.digest, file);
  const missing = benchmarks.findIndex(({ digest = '' }) => !files.has(digest));
  if (missing >= 0) throw invalid(missing, 'digest', 'is of no file that was sent', SEND);
  const words = [...files.values()].reduce((sum, file) => sum + file.words, 0);
  if (words <= MAX_BENCHMARK_WORDS) return;
  throw new NexError(
    'too_large',
    `The benchmarks have ${words} words; a build has at most ${MAX_BENCHMARK_WORDS}.`,
    { where: 'quality.decontamination.benchmarks', hint: 'Leave out what is not a task or an answer.' },
  );
}

function invalid(index: number, key: string, what: string, hint: string): NexError {
  return new NexError('build_invalid', `The benchmark's ${key} ${what}.`, {
    where: `quality.decontamination.benchmarks[${index}].${key}`,
    hint,
  });
}
