/**
 * Parquet through DuckDB: the same rows as a JSON-lines file, in the same order, with the column types of their
 * exporter. DuckDB loads no extension from outside, takes one thread (so that bytes and order repeat) and at most
 * a fixed amount of memory. The file says nothing of the host.
 */

import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { boundary, NexError } from '@nex/core';
import { type Column, duckdbType } from './columns.ts';

/** Goes into the manifest beside the exporters, because its version can change the bytes. */
export const PARQUET = { name: 'parquet', version: 1, extension: 'parquet' } as const;

const MEMORY_LIMIT = '1GB';
/** The least that DuckDB has; rows are long here. */
const ROWS_PER_GROUP = 2048;
const LEAST_LINE_BYTES = 4 * 1024 * 1024;

export interface ParquetJob {
  jsonlPath: string;
  parquetPath: string;
  columns: readonly Column[];
  /** Of the file's longest line, in bytes. */
  longestLineBytes: number;
  signal: AbortSignal;
}

/** Writes `parquetPath`, zstd-compressed. Errors: `cancelled`, `internal`. */
export async function writeParquet(job: ParquetJob): Promise<void> {
  const columns = job.columns.map(({ name, type }) => `${quote(name)}: ${quote(duckdbType(type))}`);
  const lineBytes = Math.max(LEAST_LINE_BYTES, job.longestLineBytes + 1024);
  const compression = job.jsonlPath.endsWith('.zst') ? 'zstd' : 'uncompressed';
  const rows = `read_json(${quote(literalGlob(job.jsonlPath))}, format = 'newline_delimited', auto_detect = false,
    compression = '${compression}', maximum_object_size = ${lineBytes}, columns = {${columns.join(', ')}})`;
  const options = `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROWS_PER_GROUP}`;
  await withDuckDb(job.signal, 'The Parquet file could not be written.', async (connection) => {
    await connection.run(`COPY (SELECT * FROM ${rows}) TO ${quote(job.parquetPath)} (${options})`);
  });
}

/** Rows of a Parquet file, by its own footer. Errors: `cancelled`, `internal` when it is no Parquet file. */
export async function parquetRowCount(path: string, signal: AbortSignal): Promise<number> {
  return withDuckDb(signal, 'The Parquet file cannot be read.', async (connection) => {
    const sql = `SELECT num_rows::INTEGER FROM parquet_file_metadata(${quote(literalGlob(path))})`;
    const reader = await connection.runAndReadAll(sql);
    return Number(reader.getRows()[0]?.[0]);
  });
}

async function withDuckDb<T>(
  signal: AbortSignal,
  what: string,
  run: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw cancelled();
  return boundary('internal', what, async () => {
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: MEMORY_LIMIT,
      threads: '1',
      temp_directory: '',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connection = await instance.connect();
    const interrupt = () => connection.interrupt();
    signal.addEventListener('abort', interrupt, { once: true });
    try {
      return await run(connection);
    } catch (thrown) {
      throw signal.aborted ? cancelled() : thrown;
    } finally {
      signal.removeEventListener('abort', interrupt);
      connection.closeSync();
      instance.closeSync();
    }
  });
}

function cancelled(): NexError {
  return new NexError('cancelled', 'Writing the data set was cancelled.');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** DuckDB reads a path as a pattern; brackets around its signs make them plain. */
function literalGlob(path: string): string {
  return path.replaceAll(/[[*?]/g, '[$&]');
}
