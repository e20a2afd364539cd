/**
 * The export of trajectories of sixty turns: how many are converted and proved in a second of one core, by format, and
 * how fast and in how much memory a data set is written at N and at 10 N rows.
 *
 *     node bench/export.ts [rows]        default 200, so 2,000 in the long run
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  EXPORTER_NAMES,
  type Message,
  NO_USAGE,
  type Sample,
  type ToolDefinition,
  textMessage,
} from '@nex/core';
import { renderRow, writeDataSet } from '@nex/dataset';

const TURNS = 60;
const WORDS =
  'the tea of the garden grows in rows and "quotes" & <b>tags</b> stand in it, größer als 茶 '.repeat(6);
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

function messagesOf(index: number): Message[] {
  const messages = [textMessage('system', `You search. ${WORDS}`), textMessage('user', `Find ${index}.`)];
  for (let turn = 1; turn < TURNS; turn += 1) {
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
            content: [{ type: 'text', text: `${turn}: ${WORDS}` }],
            isError: false,
          },
        ],
      },
    );
  }
  return [...messages, textMessage('assistant', 'Done.')];
}

function sampleOf(index: number): Sample {
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
    messages: messagesOf(index),
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

async function* samples(count: number): AsyncGenerator<Sample> {
  for (let index = 0; index < count; index += 1) yield sampleOf(index);
}

function convertAndProve(): void {
  console.log('| format | trajectories/s | MB/s |\n|---|---|---|');
  const given = Array.from({ length: 20 }, (_, index) => sampleOf(index));
  for (const exporter of EXPORTER_NAMES) {
    const format = { exporter, view: 'root' as const, earlierLeaves: true };
    const round = () => given.flatMap((sample) => renderRow(sample, format));
    for (let warm = 0; warm < 3; warm += 1) round();
    const before = process.cpuUsage();
    let bytes = 0;
    let rows = 0;
    for (let turn = 0; turn < 10; turn += 1) {
      for (const proved of round()) {
        if ('refusal' in proved) throw new Error(`${exporter}: ${proved.refusal.detail}`);
        bytes += Buffer.byteLength(proved.line);
        rows += 1;
      }
    }
    const { user, system } = process.cpuUsage(before);
    const seconds = (user + system) / 1e6;
    console.log(`| ${exporter} | ${(rows / seconds).toFixed(0)} | ${(bytes / 1e6 / seconds).toFixed(0)} |`);
  }
}

async function write(count: number): Promise<void> {
  const parent = await mkdtemp(join(tmpdir(), 'bench-export-'));
  const start = performance.now();
  let peak = process.memoryUsage.rss();
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 50);
  try {
    const manifest = await writeDataSet({
      directory: join(parent, 'set'),
      samples: samples(count),
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
      signal: new AbortController().signal,
    });
    const seconds = (performance.now() - start) / 1000;
    const lines = manifest.files.filter(({ format }) => format === 'jsonl');
    const megabytes = lines.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
    const rss = (peak / 1e6).toFixed(0);
    console.log(`| ${count} | ${megabytes.toFixed(0)} | ${(megabytes / seconds).toFixed(0)} | ${rss} |`);
  } finally {
    clearInterval(watch);
    await rm(parent, { recursive: true, force: true });
  }
}

const rows = Number(process.argv[2] ?? 200);
convertAndProve();
console.log('\n| rows | MB of JSON lines | MB/s with Parquet | RSS MB |\n|---|---|---|---|');
await write(rows);
await write(rows * 10);
