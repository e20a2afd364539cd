/**
 * The export of trajectories: how many of sixty turns are converted and proved in a second of one core, by format, and
 * how fast and in how much memory a data set is written at N and at 10 N rows.
 *
 *     node bench/export.ts [rows] [turns] [threads]        default 200, so 2,000 in the long run, of 60 turns, a thread for each core
 *     node bench/export.ts --formats hermes,atif           only the first, of these
 *     node bench/export.ts 10000 60 2 --english            the second of English text, where others hold a Chinese sign per message
 *     node bench/export.ts 10000 60 2 --long               with results of 1.7 kB, so that a row has 133 kB as the reference's trace of
 *                                                          60 generations, instead of 0.6 kB and 66
 *
 * With other turns than 60, or a number of threads, only the second is measured. With `NODE_COMPILE_CACHE` set, as services
 * run, threads start in half of the time.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { zstdCompressSync } from 'node:zlib';
import {
  EXPORTER_NAMES,
  type Message,
  NO_USAGE,
  type Sample,
  type ToolDefinition,
  textMessage,
} from '@nex/core';
import { type PackedSample, renderRow, writeDataSet } from '@nex/dataset';
import { machine, openTable, round } from './measure.ts';

const TURNS = 60;
const { values: options, positionals: given } = parseArgs({
  allowPositionals: true,
  options: { formats: { type: 'string' }, english: { type: 'boolean' }, long: { type: 'boolean' } },
});
const only = options.formats?.split(',');
const rows = Number(given[0] ?? 200);
const turns = only ? TURNS : Number(given[1] ?? TURNS);
const threads = given[2] === undefined ? undefined : Number(given[2]);
const BEGIN = 'the tea of the garden grows in rows and "quotes" & <b>tags</b> stand in it,';
const REPEATED = options.long ? 18 : 6;
/** The engine has two bytes for each sign of a text that holds a Chinese one, else one. */
const CHINESE = `${BEGIN} größer als 茶 `.repeat(REPEATED);
const ENGLISH = `${BEGIN} greater than tea `.repeat(REPEATED);
const text = options.english ? ENGLISH : CHINESE;
const TOOL: ToolDefinition = {
  name: 'search',
  description: 'Searches the web.',
  inputSchema: {
    type: 'object',
    properties: { query: { type: 'string' }, limit: { type: 'integer' } },
    required: ['query'],
  },
  origin: { kind: 'builtin' },
  repeatable: true,
  disableParallel: false,
};

function messagesOf(index: number, words: string): Message[] {
  const messages = [textMessage('system', `You search. ${words}`), textMessage('user', `Find ${index}.`)];
  for (let turn = 1; turn < turns; turn += 1) {
    const id = `call_${turn}`;
    const args = { query: `tea && cake ${index}/${turn}`, limit: turn };
    messages.push(
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: `I should look at number ${turn}.` },
          { type: 'text', text: `Looking for ${turn}.` },
          { type: 'tool_call', id, name: 'search', argumentsText: JSON.stringify(args), arguments: args },
        ],
      },
      {
        role: 'tool',
        content: [
          {
            type: 'tool_result',
            toolCallId: id,
            toolName: 'search',
            content: [{ type: 'text', text: `${turn}: ${words}` }],
            isError: false,
          },
        ],
      },
    );
  }
  return [...messages, textMessage('assistant', 'Done.')];
}

function sampleOf(index: number, words: string): Sample {
  const provenance = {
    model: 'model',
    provider: 'bench',
    offlineModel: false,
    seed: 1,
    frameworkDigest: 'sha256:f',
    traceId: `trace_${index}`,
  };
  const run = {
    runId: `run_${index}`,
    parentRunId: null,
    parentCallId: null,
    agent: 'lead',
    depth: 0,
    state: 'completed' as const,
    stopReason: 'answered' as const,
    tools: [TOOL],
    messages: messagesOf(index, words),
    response: 'Done.',
    usage: NO_USAGE,
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:01.000Z',
  };
  return {
    id: `sha256:${index}`,
    query: `Find ${index}.`,
    trajectory: { version: 1, rootRunId: run.runId, runs: [run], usage: NO_USAGE, provenance },
    lineage: {
      buildId: 'build_bench',
      sentence: 'A searcher.',
      framework: 'bench',
      frameworkDigest: 'sha256:f',
      queryId: `query_${index}`,
      persona: 'A reader',
      problemType: ['Tea'],
      difficulty: 'easy',
      language: 'en',
      sampleIndex: 0,
      runId: run.runId,
      traceId: provenance.traceId,
      model: 'model',
      offlineModel: false,
      seed: 1,
      checks: [],
    },
  };
}

const PARTS = 10;

/** As the pipeline stores them. */
function packedOf(index: number): PackedSample {
  const { trajectory, query, lineage, ...rest } = sampleOf(index, text);
  const { model: _model, offlineModel: _offline, ...own } = lineage;
  return { ...rest, query, lineage: own, packed: zstdCompressSync(JSON.stringify(trajectory)) };
}

const DIFFERENT = 200;

/**
 * The trajectories of a store: some different ones over and over, each time under an id of its own.
 * @param stored As the store has them.
 * @param peaks Filled with the highest resident set of each part, in bytes.
 */
async function* samples(
  stored: readonly PackedSample[],
  count: number,
  peaks: number[],
): AsyncGenerator<PackedSample> {
  for (let index = 0; index < count; index += 1) {
    if (index % 64 === 0) {
      const part = Math.floor((index * PARTS) / count);
      peaks[part] = Math.max(peaks[part] ?? 0, process.memoryUsage.rss());
    }
    yield { ...(stored[index % stored.length] as PackedSample), id: `sha256:${index}` };
  }
}

const WARM_ROUNDS = 60;
const ROUNDS = 30;

function convertAndProve(): void {
  const print = openTable('Converted and proved, per second and core');
  for (const exporter of EXPORTER_NAMES.filter((name) => only?.includes(name) ?? true)) {
    const chinese = provedPerSecond(exporter, CHINESE);
    const english = provedPerSecond(exporter, ENGLISH);
    print({
      format: exporter,
      trajectories: chinese.rows,
      MB: chinese.megabytes,
      'in English alone': english.rows,
    });
  }
}

function provedPerSecond(
  exporter: (typeof EXPORTER_NAMES)[number],
  words: string,
): { rows: number; megabytes: number } {
  const samples = Array.from({ length: 20 }, (_, index) => sampleOf(index, words));
  const format = { exporter, view: 'root' as const, earlierLeaves: true };
  const once = () => samples.flatMap((sample) => renderRow(sample, format));
  for (let warm = 0; warm < WARM_ROUNDS; warm += 1) once();
  const before = process.cpuUsage();
  let bytes = 0;
  let count = 0;
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    for (const proved of once()) {
      if ('refusal' in proved) throw new Error(`${exporter}: ${proved.refusal.detail}`);
      bytes += Buffer.byteLength(proved.line);
      count += 1;
    }
  }
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  return { rows: round(count / seconds, 0), megabytes: round(bytes / 1e6 / seconds, 0) };
}

const printWritten = openTable('Written, rows and Parquet');

async function write(count: number): Promise<void> {
  const parent = await mkdtemp(join(tmpdir(), 'bench-export-'));
  const stored = Array.from({ length: Math.min(count, DIFFERENT) }, (_, index) => packedOf(index));
  const start = performance.now();
  const before = process.cpuUsage();
  const peaks: number[] = [];
  try {
    const manifest = await writeDataSet({
      directory: join(parent, 'set'),
      samples: samples(stored, count, peaks),
      manifest: {
        buildId: 'build_bench',
        name: 'bench',
        createdAt: '2026-01-01T00:00:00.000Z',
        sentence: 'A searcher.',
        frameworkDigest: 'sha256:f',
        spec: {
          queries: count,
          samples: 1,
          seed: 1,
          languages: ['en'],
          difficulty: { easy: 1, medium: 0, hard: 0 },
        },
        model: { name: 'model', provider: 'bench', offlineModel: false },
        funnel: {
          frameworks: 1,
          queries: { requested: count, accepted: count, rejected: 0 },
          runs: { total: count, completed: count, failed: 0, cancelled: 0 },
          kept: count,
          dropped: 0,
          dropReasons: {},
        },
        usage: { synthesis: NO_USAGE, runs: NO_USAGE },
        checks: [],
      },
      ...(threads !== undefined && { threads }),
      signal: new AbortController().signal,
    });
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(before);
    const sizeOf = (of: string) =>
      manifest.files.reduce((sum, { format, bytes }) => sum + (format === of ? bytes : 0), 0) / 1e6;
    const megabytes = sizeOf('jsonl');
    printWritten({
      rows: count,
      turns,
      threads: threads ?? 'by cores',
      'kB per row': round((megabytes * 1e3) / count, 1),
      'MB of JSON lines': round(megabytes, 0),
      'MB of Parquet': round(sizeOf('parquet'), 1),
      shards: manifest.files.filter(({ format }) => format === 'jsonl').length,
      'rows per s': round(count / seconds, 0),
      'MB per s': round(megabytes / seconds, 0),
      'MB per s of CPU': round(megabytes / ((user + system) / 1e6), 0),
      'RSS MB, first tenth': round((peaks[0] ?? 0) / 1e6, 0),
      'RSS MB, last tenth': round((peaks.at(-1) ?? 0) / 1e6, 0),
      'RSS MB, highest': round(Math.max(...Object.values(peaks), process.memoryUsage.rss()) / 1e6, 0),
    });
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

console.log(machine());
if (only || (turns === TURNS && threads === undefined)) convertAndProve();
if (!only) {
  await write(rows);
  await write(rows * 10);
}
