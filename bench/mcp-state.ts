/**
 * 1,000 runs in flight with ten stateful calls each on one file-backed MCP server of the catalogue, every state checked
 * for isolation at the end. Memory is that of this process and of all server processes. The server rewrites its file in
 * every call, so the file system counts: `node bench/mcp-state.ts [directory]`, default the temporary one.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tool } from '@nex/core';
import { createMcpPool, loadCatalogue } from '../packages/mcp/src/index.ts';
import { inFlight, machine, measure, printTable, round } from './measure.ts';

const RUNS = 1_000;
const CALLS = 10;
const [parent = tmpdir()] = process.argv.slice(2);

const catalogue = await loadCatalogue(join(import.meta.dirname, '../catalogue'));
const rows: Record<string, string | number>[] = [];
for (const slotsPerServer of [1, 2, 4]) {
  const directory = await mkdtemp(join(parent, 'nex-bench-'));
  try {
    await using pool = await createMcpPool({ catalogue, directory, slotsPerServer });
    const runs: { tools: readonly Tool[]; signal: AbortSignal }[] = [];
    const opening = await measure(async () => {
      for (let index = 0; index < RUNS; index += 1) {
        const servers = [{ type: 'catalogue', name: 'memory' }] as const;
        const { signal } = new AbortController();
        const { tools } = await pool.toolsFor({ rootRunId: `run_${index}`, servers, signal });
        runs.push({ tools, signal });
      }
    });
    await write(0, -1);
    const { cpuMs, wallMs, rssMb } = await measure(() =>
      inFlight(RUNS, RUNS, async (run) => {
        for (let step = 0; step < CALLS; step += 1) await write(run, step);
      }),
    );
    const servers = await Promise.all(pool.processes().map(({ pid }) => residentMb(pid)));
    let isolated = 0;
    for (let run = 0; run < RUNS; run += 1) if (await isIsolated(join(directory, 'runs'), run)) isolated += 1;
    const ending = await measure(async () => {
      for (let run = 0; run < RUNS; run += 1) await pool.endRun(`run_${run}`);
    });
    rows.push({
      'processes of the server': slotsPerServer,
      'calls per s': Math.round((RUNS * CALLS * 1000) / wallMs),
      'CPU ms per call': round(cpuMs / (RUNS * CALLS)),
      'isolated runs': `${isolated} of ${RUNS}`,
      'own memory, MB': Math.round(rssMb),
      'with servers, MB': Math.round(rssMb + servers.reduce((sum, one) => sum + one, 0)),
      'opening a run, ms': round(opening.wallMs / RUNS),
      'ending a run, ms': round(ending.wallMs / RUNS),
    });

    async function write(run: number, step: number): Promise<void> {
      const { tools, signal } = runs[run] ?? { tools: [], signal: AbortSignal.abort() };
      const tool = tools.find(({ definition }) => definition.name === 'memory__create_entities');
      const entities = [{ name: `e${run}-${step}`, entityType: 'thing', observations: ['one'] }];
      const outcome = await tool?.execute({ entities }, { signal, callId: 'call' });
      if (!outcome || outcome.isError) throw new Error(`run ${run} failed at step ${step}`);
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
printTable(`${RUNS} runs in flight, ${CALLS} writes each to a knowledge graph (${machine()})`, rows);

/** The state holds the run's own entities, each once, and no other's. */
async function isIsolated(directory: string, run: number): Promise<boolean> {
  const text = await readFile(join(directory, `run_${run}/memory/memory.jsonl`), 'utf8');
  const names = text
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line).name);
  const steps = Array.from({ length: CALLS }, (_, step) => `e${run}-${step}`);
  const wanted = run === 0 ? ['e0--1', ...steps] : steps;
  return names.length === wanted.length && wanted.every((name) => names.includes(name));
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000;
}
