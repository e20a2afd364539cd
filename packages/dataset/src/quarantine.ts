/** Which rows did not come back, in which format and why: `quarantine.jsonl`, without their content. Absent when none. */
import { join } from 'node:path';
import { jsonLine } from './jsonl.ts';
import { JsonlWriter } from './jsonl-writer.ts';
import type { RefusedRow } from './proving/prove-samples.ts';
import { wellFormed } from './well-formed.ts';

export const QUARANTINE_FILE = 'quarantine.jsonl';

export class Quarantine implements AsyncDisposable {
  readonly #root: string;
  #writer: JsonlWriter | undefined;
  /** The file was begun. */
  isUsed = false;

  constructor(root: string) {
    this.#root = root;
  }

  async add(format: string, { id, runId, traceId, refusal }: RefusedRow): Promise<void> {
    this.#writer ??= await JsonlWriter.create(join(this.#root, QUARANTINE_FILE));
    this.isUsed = true;
    const { reason, detail } = refusal;
    await this.#writer.writeLine(
      Buffer.from(jsonLine(wellFormed({ format, id, run_id: runId, trace_id: traceId, reason, detail }))),
    );
  }

  /** Call once, after the last row. */
  async close(): Promise<void> {
    await this.#writer?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer?.[Symbol.asyncDispose]();
  }
}
