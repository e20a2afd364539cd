/** The runtime in a process of its own, so that its CPU can be told from that of the database and the model server. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { many, sql } from '@nex/postgres';
import * as z from 'zod';
import { putBundle } from '../services/runtime/src/bundles/put-bundle.ts';
import { createRuns } from '../services/runtime/src/runs/create-run.ts';
import { createContext, readConfig, startRuntime } from '../services/runtime/src/service.ts';
import { measure } from './measure.ts';

interface Case {
  width: number;
  runs: number;
  baseUrl: string;
  databaseUrl: string;
  /** Length of a tool's result. */
  resultChars: number;
  /** Runs before those that count. */
  warmUp: number;
}

const filesOf = (resultChars: number) => [
  {
    path: 'agent.yaml',
    content: `type: agent
name: adder
system_prompt: You add.
llm_config: {}
tools:
  - { name: add, yaml_path: add.tool.yaml, binding: builtin:complete_task, extra_kwargs: { result: '${randomText(resultChars)}' } }
max_iterations: 100
`,
  },
  {
    path: 'add.tool.yaml',
    content: `type: tool
name: add
description: Adds two numbers.
input_schema:
  type: object
  properties: { a: { type: number }, b: { type: number } }
  required: [a, b]
`,
  },
];

/** Not to be compressed. */
function randomText(length: number): string {
  return randomBytes(Math.ceil(length / 2))
    .toString('hex')
    .slice(0, length);
}

process.once('message', (one: Case) => void run(one));

async function run({ width, runs, baseUrl, databaseUrl, resultChars, warmUp }: Case): Promise<void> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'nex-bench-'));
  const context = await createContext(
    readConfig({
      DATABASE_URL: databaseUrl,
      HTTP_PORT: '0',
      GRPC_PORT: '0',
      LLM_BASE_URL: baseUrl,
      LLM_MODEL: 'bench',
      RUN_CONCURRENCY: String(width),
      NEX_DATA_DIR: dataDirectory,
      LOG_LEVEL: 'silent',
    }),
  );
  const runtime = await startRuntime(context);
  const { digest } = await putBundle(context, 'default', filesOf(resultChars));
  const work = async (count: number): Promise<void> => {
    const requests = Array.from({ length: count }, (_, seed) => ({
      frameworkDigest: digest,
      input: 'Add.',
      seed,
    }));
    const rows = await createRuns(context, 'default', requests);
    const ids = rows.map((row) => row.id);
    for await (const ended of context.finishedRuns.watch(ids, new AbortController().signal)) {
      if (ended.state !== 'completed') throw new Error(JSON.stringify(ended));
    }
  };
  // Machine code is made of what has run some thousand times.
  await work(warmUp);
  const measured = await measure(() => work(runs));
  const [told] = await many(
    context.pool,
    z.object({ calls: z.coerce.number(), messages: z.coerce.number(), stored: z.coerce.number() }),
    sql`select (select count(*) from runtime.model_steps) as calls,
      (select sum(octet_length(message::text)) from runtime.messages) as messages,
      (select sum(pg_total_relation_size(c.oid)) from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'runtime' and c.relkind = 'r'
          and c.relname in ('messages', 'events', 'model_steps', 'tool_calls', 'runs', 'run_trees')) as stored`,
  );
  const calls = ((told?.calls ?? 0) * runs) / (runs + warmUp);
  process.send?.({ ...measured, calls, bytes: { stored: told?.stored, messages: told?.messages } });
  await runtime[Symbol.asyncDispose]();
  await context[Symbol.asyncDispose]();
  await rm(dataDirectory, { recursive: true, force: true });
}
