/** Benchmarks of users: each text once for all, by its digest; who sent one may use it. */
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { BenchmarkFile } from '@nex/core';
import { execute, many, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

const columns = sql`digest, format, bytes, lines, words`;

/** Keeps the text unless it is there. */
export async function insertBenchmarkFile(db: Queryable, file: BenchmarkFile, text: string): Promise<void> {
  const content = await compress(Buffer.from(text));
  await execute(
    db,
    sql`with stored as (
      insert into pipeline.benchmark_files (digest, format, bytes, lines, words, content)
      values (${file.digest}, ${file.format}, ${file.bytes}, ${file.lines}, ${file.words}, ${content})
      on conflict do nothing)
    insert into pipeline.tenant_benchmark_files (digest) values (${file.digest})
    on conflict (tenant, digest) do nothing`,
  );
}

export async function findBenchmarkFiles(
  db: Queryable,
  digests: readonly string[],
): Promise<Map<string, BenchmarkFile>> {
  const rows = await many(
    db,
    BenchmarkFile,
    sql`select ${columns} from pipeline.benchmark_files where digest = any(${[...digests]}::text[])`,
  );
  return new Map(rows.map((row) => [row.digest, row]));
}

const Content = BenchmarkFile.extend({ content: z.instanceof(Uint8Array) });

export async function readBenchmarkFile(
  db: Queryable,
  digest: string,
): Promise<(BenchmarkFile & { text: string }) | undefined> {
  const row = await maybeOne(
    db,
    Content,
    sql`select ${columns}, content from pipeline.benchmark_files where digest = ${digest}`,
  );
  if (!row) return undefined;
  const { content, ...file } = row;
  return { ...file, text: (await decompress(content)).toString('utf8') };
}
