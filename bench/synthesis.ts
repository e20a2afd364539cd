/**
 * Synthesis against a model that takes its time: accepted queries per minute, lost slots, counters, coverage. Only the
 * first stage is timed; runs come after it. `node bench/synthesis.ts [queries=1000] [width=100] [latencyMs=1000]
 * [expandProb=0.1] [--review]`; `--review` adds the model's judgement of every query.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { sql } from '@nex/postgres';
import { tree } from '../services/pipeline/test/support/framework.ts';
import { create, setUp, startOn } from '../services/pipeline/test/support/surroundings.ts';
import { machine, printTable, round } from './measure.ts';
import { startStack } from './stack.ts';

const numbers = process.argv.slice(2).filter((text) => !text.startsWith('-'));
const [queries = 1000, width = 100, latencyMs = 1000, expandProb = 0.1] = numbers.map(Number);
const reviews = process.argv.includes('--review');

const WORDS = 'ash bay cob dew elm fig gum hay ivy jay kip lea moss nut oak pea rye sap tea yew'.split(' ');
const HAN = [...'春夏秋冬山川河海花草树木风雨云雪日月星石'];
let calls = 0;

/** Three words out of a number, each number another three. */
function name(number: number): [en: string, zh: string] {
  const digits = [number, Math.floor(number / 20), Math.floor(number / 400)].map((digit) => digit % 20);
  return [digits.map((digit) => WORDS[digit]).join(' '), digits.map((digit) => HAN[digit]).join('')];
}

function answer(question: string, call: number): unknown {
  const ok = { ok: true, why: '' };
  const [en, zh] = name(call);
  switch (question) {
    case 'query':
      return {
        query: `Case ${call}: I look after ${en} at site ${call * 7} and need a plan for ${call % 89} beds by May.`,
      };
    case 'problem_type_expansion':
      return { en: `${en} care`, zh: `${zh}养护` };
    case 'persona_fit':
      return call % 4 === 0
        ? { suitable: false, persona: `A grower of ${en}.` }
        : { suitable: true, persona: '' };
    default:
      return { answerable: ok, realistic: ok, verifiable: ok, stable: ok };
  }
}

const server = createServer((request, response) => {
  void json(request).then((body) => {
    const { response_format: format } = body as { response_format: { json_schema: { name: string } } };
    calls += 1;
    const content = JSON.stringify(answer(format.json_schema.name, calls));
    setTimeout(() => {
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          model: 'bench',
          choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
          usage: { prompt_tokens: 100, completion_tokens: 20 },
        }),
      );
    }, latencyMs);
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

await using stack = await startStack();
await using around = await setUp({}, await stack.createDatabase());
around.environment['LLM_BASE_URL'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
around.environment['LLM_MODEL'] = 'bench';
// The shape of a tree of some hundred leaves, as frameworks have it.
for (const file of around.generator.files) {
  if (file.path === 'problem_types.json') {
    file.content = JSON.stringify({ framework: 'garden_planner', tree: tree(10, 11) });
  }
}
around.runtime.ending.closeAfter(0);
await using pipeline = await startOn(around);
const { id } = await create(pipeline.httpUrl, {
  queries,
  concurrency: width,
  synthesis: { problemTypeExpandProb: expandProb, rewritePersonaProb: 1, review: reviews ? 'on' : 'off' },
});
const stage = sql`select extract(epoch from finished_at - started_at)::float as seconds from pipeline.stages
  where build_id = ${id} and name = 'synthesize-queries' and state = 'done'`;
let seconds: number | undefined;
while (seconds === undefined) {
  await new Promise((resolve) => setTimeout(resolve, 200));
  const { rows } = await around.pool.query<{ seconds: number; state: string }>(stage);
  seconds = rows[0]?.seconds;
  const { rows: builds } = await around.pool.query<{ state: string; failure: unknown }>(
    sql`select state, failure from pipeline.builds where id = ${id}`,
  );
  if (builds[0]?.state === 'failed') throw new Error(JSON.stringify(builds[0].failure));
}
const { rows } = await around.pool.query<Record<string, number>>(
  sql`select (select count(*)::int from pipeline.queries where build_id = ${id} and state = 'accepted') as accepted,
    (select sum(accepted)::int from pipeline.problem_type_counts where build_id = ${id}) as counted,
    (select count(*)::int from pipeline.tree_expansions where build_id = ${id} and state = 'applied') as grown,
    (select count(*) filter (where drawn > 0)::float / count(*) from pipeline.problem_type_counts
      where build_id = ${id}) as coverage`,
);
const { accepted = 0, counted = 0, grown = 0, coverage = 0 } = rows[0] ?? {};
const idealSeconds = (calls * latencyMs) / 1000 / width;
printTable(`Synthesis${reviews ? ', every query judged' : ''} (${machine()})`, [
  {
    queries,
    width,
    'latency ms': latencyMs,
    'expand prob': expandProb,
    'wall s': round(seconds, 1),
    'model calls': calls,
    'of ideal': `${round((idealSeconds / seconds) * 100, 1)} %`,
    accepted,
    lost: queries - accepted,
    'accepted per min': Math.round((accepted / seconds) * 60),
    'sum of counters': counted,
    'leaves grown': grown,
    'leaf coverage': `${round(coverage * 100, 1)} %`,
  },
]);
around.runtime.ending.open();
server.closeAllConnections();
server.close();
process.exitCode = accepted === queries && counted === accepted ? 0 : 1;
