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
}

/** Makes Parquet files, one at a time. Owns its DuckDB from the first one on: to make one for each file takes longer. */
export class ParquetMaker implements AsyncDisposable {
  readonly #signal: AbortSignal;
  #duckDb: DuckDb | undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Writes `parquetPath`, zstd-compressed. Errors: `cancelled`, `internal`. */
  async make(job: ParquetJob): Promise<void> {
    const columns = job.columns.map(({ name, type }) => `${quote(name)}: ${quote(duckdbType(type))}`);
    const lineBytes = Math.max(LEAST_LINE_BYTES, job.longestLineBytes + 1024);
    const compression = job.jsonlPath.endsWith('.zst') ? 'zstd' : 'uncompressed';
    const rows = `read_json(${quote(literalGlob(job.jsonlPath))}, format = 'newline_delimited', auto_detect = false,
    compression = '${compression}', maximum_object_size = ${lineBytes}, columns = {${columns.join(', ')}})`;
    const options = `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROWS_PER_GROUP}`;
    await boundary('internal', 'The Parquet file could not be written.', async () => {
      this.#duckDb ??= await DuckDb.open();
      const copy = `COPY (SELECT * FROM ${rows}) TO ${quote(job.parquetPath)} (${options})`;
      await this.#duckDb.use(this.#signal, (connection) => connection.run(copy));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#duckDb?.[Symbol.dispose]();
  }
}

/** Rows of a Parquet file, by its own footer. Errors: `cancelled`, `internal` when it is no Parquet file. */
export async function parquetRowCount(path: string, signal: AbortSignal): Promise<number> {
  return boundary('internal', 'The Parquet file cannot be read.', async () => {
    using duckDb = await DuckDb.open();
    const sql = `SELECT num_rows::INTEGER FROM parquet_file_metadata(${quote(literalGlob(path))})`;
    const reader = await duckDb.use(signal, (connection) => connection.runAndReadAll(sql));
    return Number(reader.getRows()[0]?.[0]);
  });
}

/** One instance with one connection. */
class DuckDb implements Disposable {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  static async open(): Promise<DuckDb> {
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: MEMORY_LIMIT,
      threads: '1',
      temp_directory: '',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    return new DuckDb(instance, await instance.connect());
  }

  /** Throws `cancelled` when the signal ends it, else what `run` throws. */
  async use<T>(signal: AbortSignal, run: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    if (signal.aborted) throw cancelled();
    const interrupt = () => this.#connection.interrupt();
    signal.addEventListener('abort', interrupt, { once: true });
    try {
      return await run(this.#connection);
    } catch (thrown) {
      throw signal.aborted ? cancelled() : thrown;
    } finally {
      signal.removeEventListener('abort', interrupt);
    }
  }

  [Symbol.dispose](): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
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
