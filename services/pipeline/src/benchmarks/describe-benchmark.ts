/** Reads the text of a benchmark whole once, so that a build never fails over a broken line. */
import { BenchmarkFile, type BenchmarkFormat } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { readBenchmark, wordsOf } from '@nex/quality';
import { linesOf } from './lines-of.ts';

/** The digest is of format and text. Throws `invalid_request` with the line that is broken. */
export async function describeBenchmark(
  name: string,
  format: BenchmarkFormat,
  text: string,
): Promise<BenchmarkFile> {
  let [lines, words] = [0, 0];
  for await (const { line, text: found } of readBenchmark(linesOf(name, text), format)) {
    lines = Math.max(lines, line);
    words += wordsOf(found).length;
  }
  const digest = digestJson([format, text]);
  return BenchmarkFile.parse({ digest, format, bytes: Buffer.byteLength(text), lines, words });
}
