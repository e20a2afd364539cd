/**
 * A cassette in a file of this machine: read whole when it is opened, written by appending. A line that a killed process left
 * without its end is cut off.
 */
import { appendFile, readFile, truncate } from 'node:fs/promises';
import type { CassettePlayer, Recording } from '@nex/agent';
import { CassetteLine, NexError, type RecordedCall, type ToolDefinition, type ToolOutcome } from '@nex/core';
import { digestJson } from '@nex/core/digest';

export interface CassetteFile extends CassettePlayer {
  /** The tools that servers offered when they were last recorded. */
  toolsOf(servers: string): readonly ToolDefinition[] | undefined;
  keepTools(servers: string, tools: readonly ToolDefinition[]): Promise<void>;
  /** Resolves when it is in the file. */
  keep(recording: Recording): Promise<void>;
}

/** Throws `not_found` for a file that must be there, and `invalid_request` with the line that is at fault. */
export async function openCassetteFile(file: string, options: { mustExist: boolean }): Promise<CassetteFile> {
  const text = await readText(file, options.mustExist);
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) await truncate(file, Buffer.byteLength(whole));
  const tools = new Map<string, readonly ToolDefinition[]>();
  const outcomes = new Map<string, ToolOutcome>();
  const byKey = new Map<string, Map<string, RecordedCall>>();
  const schemas = new Map<string, Set<string>>();
  const take = (line: CassetteLine) => {
    if (line.type === 'tools') tools.set(line.servers, line.tools);
    else if (line.type === 'outcome') outcomes.set(line.digest, line.outcome as ToolOutcome);
    else if (line.type === 'call') {
      const takes = byKey.get(line.key) ?? new Map<string, RecordedCall>();
      byKey.set(line.key, takes.set(line.take, line));
      const place = placeOf(line);
      schemas.set(place, (schemas.get(place) ?? new Set()).add(line.schema));
    }
  };
  for (const [index, line] of whole.split('\n').entries())
    if (line !== '') take(readLine(line, file, index + 1));
  let writing: Promise<void> = Promise.resolve();
  const write = (lines: readonly CassetteLine[]): Promise<void> => {
    for (const line of lines) take(line);
    const added = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    writing = writing.then(() => appendFile(file, added));
    return writing;
  };
  if (whole === '' && !options.mustExist) await write([{ type: 'cassette', version: 1 }]);
  return {
    toolsOf: (servers) => tools.get(servers),
    async keepTools(servers, offered) {
      const known = tools.get(servers);
      if (known && JSON.stringify(known) === JSON.stringify(offered)) return;
      await write([{ type: 'tools', servers, tools: [...offered] }]);
    },
    async keep({ call, outcome }) {
      const { server, tool, schema, args } = call.key;
      const digest = digestJson(outcome);
      const line = { key: call.digest, take: call.take, server, tool, schema, args, outcome: digest };
      const isNew = !outcomes.has(digest);
      await write([
        ...(isNew ? [{ type: 'outcome', digest, outcome } as CassetteLine] : []),
        { type: 'call', ...line },
      ]);
    },
    async find({ digest, take: wanted, key }) {
      const takes = byKey.get(digest);
      const call = takes?.get(wanted) ?? takes?.values().next().value;
      const outcome = call && outcomes.get(call.outcome);
      if (outcome) return { state: 'found', outcome };
      const known = schemas.get(placeOf(key));
      return { state: 'missing', drifted: known !== undefined && !known.has(key.schema) };
    },
  };
}

function placeOf({ server, tool }: { server: string; tool: string }): string {
  return JSON.stringify([server, tool]);
}

async function readText(file: string, mustExist: boolean): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    if (isMissing && !mustExist) return '';
    throw new NexError('not_found', 'There is no such cassette file, or it cannot be read.', {
      where: file,
      cause,
    });
  }
}

function readLine(text: string, file: string, number: number): CassetteLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const parsed = CassetteLine.safeParse(value);
  if (parsed.success && (number > 1 || parsed.data.type === 'cassette')) return parsed.data;
  throw new NexError('invalid_request', 'The file is no cassette.', {
    where: `${file}:${number}`,
    hint: 'nex cassette export writes one, and so does a local run with --cassette-mode record.',
  });
}
