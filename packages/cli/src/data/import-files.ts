/**
 * Converts files to trajectories, one line each, in one pass per file. What cannot be used goes to a file beside, with the
 * reason. Nothing appears under the names of the results before all of it is written.
 */
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { abortError, type Failure, NexError, toNexError } from '@nex/core';
import {
  type ImportedTrajectory,
  type ImportFormat,
  importTrajectories,
  jsonLine,
  readLines,
} from '@nex/dataset';
import { judgeTrajectory, ToolSchemas } from '@nex/quality';

export interface ImportedFile {
  file: string;
  /** `null` when none was found out. */
  format: ImportFormat | null;
  trajectories: number;
  rejected: number;
  /** The file as a whole could not be imported. */
  failure?: Failure;
}

export interface ImportSummary {
  files: ImportedFile[];
  trajectories: number;
  runs: number;
  messages: number;
  rejected: number;
  /** Reason → count. */
  rejections: Record<string, number>;
  /** Code → trajectories. */
  warnings: Record<string, number>;
  /** What the checks of a build would say. */
  checks: { keep: number; drop: number; reasons: Record<string, number> };
  /** `null` when nothing was imported. */
  out: string | null;
  /** `null` when nothing was rejected. */
  rejectedOut: string | null;
}

export interface ImportFilesOptions {
  files: readonly string[];
  format?: ImportFormat;
  out: string;
  signal: AbortSignal;
}

/** Throws `conflict` when a result exists already. A file that cannot be imported is told in the summary. */
export async function importFiles({
  files,
  format,
  out,
  signal,
}: ImportFilesOptions): Promise<ImportSummary> {
  const rejectedOut = `${out.replace(/\.jsonl$/, '')}.rejected.jsonl`;
  await using kept = await LineFile.create(out);
  await using rejected = await LineFile.create(rejectedOut);
  const schemas = new ToolSchemas();
  const summary: ImportSummary = {
    files: [],
    trajectories: 0,
    runs: 0,
    messages: 0,
    rejected: 0,
    rejections: {},
    warnings: {},
    checks: { keep: 0, drop: 0, reasons: {} },
    out: null,
    rejectedOut: null,
  };
  for (const file of files) {
    const entry: ImportedFile = { file, format: format ?? null, trajectories: 0, rejected: 0 };
    summary.files.push(entry);
    const onFormat = (found: ImportFormat) => {
      entry.format = found;
    };
    try {
      const options = { source: basename(file), ...(format && { format }), onFormat };
      for await (const item of importTrajectories(linesOf(file), options)) {
        if (signal.aborted) throw abortError(signal);
        if (item.kind === 'trajectory') {
          entry.trajectories += 1;
          await kept.write(item.imported);
          count(summary, item.imported, schemas);
        } else {
          entry.rejected += 1;
          summary.rejected += 1;
          add(summary.rejections, item.rejection.reason);
          await rejected.write({ file: basename(file), ...item.rejection });
        }
      }
    } catch (thrown) {
      if (!(thrown instanceof NexError) || signal.aborted) throw thrown;
      entry.failure = thrown.toFailure();
    }
  }
  if (summary.trajectories > 0) {
    await kept.finish();
    summary.out = out;
  }
  if (summary.rejected > 0) {
    await rejected.finish();
    summary.rejectedOut = rejectedOut;
  }
  return summary;
}

function count(
  summary: ImportSummary,
  { trajectory, warnings }: ImportedTrajectory,
  schemas: ToolSchemas,
): void {
  summary.trajectories += 1;
  summary.runs += trajectory.runs.length;
  for (const run of trajectory.runs) summary.messages += run.messages.length;
  for (const code of new Set(warnings.map((warning) => warning.code))) add(summary.warnings, code);
  const { keep, firstReason } = judgeTrajectory(trajectory, undefined, schemas);
  if (keep) summary.checks.keep += 1;
  else {
    summary.checks.drop += 1;
    add(summary.checks.reasons, firstReason ?? '');
  }
}

function add(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

async function* linesOf(file: string): AsyncGenerator<string> {
  try {
    yield* readLines(file);
  } catch (thrown) {
    throw toNexError(thrown, 'not_found', `The file cannot be read: ${file}.`);
  }
}

/** A file that has its name only when it is finished; else it is removed. */
class LineFile implements AsyncDisposable {
  readonly #path: string;
  readonly #file: FileHandle;
  #isOpen = true;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  static async create(path: string): Promise<LineFile> {
    if (await exists(path)) {
      throw new NexError('conflict', `${path} exists already.`, {
        hint: 'Remove it, or name another file with --out.',
      });
    }
    await mkdir(dirname(path), { recursive: true });
    return new LineFile(path, await open(partial(path), 'w'));
  }

  async write(value: unknown): Promise<void> {
    await this.#file.appendFile(jsonLine(value));
  }

  async finish(): Promise<void> {
    this.#isOpen = false;
    await this.#file.close();
    await rename(partial(this.#path), this.#path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#file.close();
    await rm(partial(this.#path), { force: true });
  }
}

function partial(path: string): string {
  return `${path}.partial`;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
