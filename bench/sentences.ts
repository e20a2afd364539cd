/**
 * The sixty sentences of the generator's suite through the whole platform: each becomes a framework with the defaults of
 * a request, and answers a smoke query on the real runtime with its real tools. Prints the grid of what came.
 * `node bench/sentences.ts [first] [last]`
 */
import { startStack } from '@nex/cli/stack';
import { type Client, createClient } from '@nex/client';
import { type Framework, isTerminal, type Trajectory, toolCallsOf } from '@nex/core';
import { answerStructured } from '@nex/offline-model';
import { SENTENCES } from '../services/generator/test/sentences.ts';
import { inFlight, machine, printTable } from './measure.ts';

const WIDTH = 4;
const signal = AbortSignal.timeout(3_600_000);

const [first = 1, last = SENTENCES.length] = process.argv.slice(2).map(Number);
const samples = SENTENCES.slice(first - 1, last);
await using stack = await startStack({
  documentedPorts: false,
  restart: false,
  signal,
  onNote: (line) => console.error(line),
});
const client = createClient({ baseUrl: stack.urls.gateway });
const rows: Record<string, string | number>[] = [];
await inFlight(samples.length, WIDTH, async (index) => {
  const sample = samples[index];
  if (sample) rows[index] = { domain: sample.domain, ...(await tryOut(sample.sentence)) };
});
printTable(`Sentences (${machine()})`, rows);
const good = rows.filter((row) => Number(row['tool calls']) > 0).length;
console.log(`\n${good} of ${rows.length} released, loaded and answered with at least one real tool call.`);
process.exitCode = good === rows.length ? 0 : 1;

async function tryOut(sentence: string): Promise<Record<string, string | number>> {
  const since = performance.now();
  const { id } = await client.frameworks.create({ sentence }, { signal });
  let framework: Framework | undefined;
  for await (const snapshot of client.frameworks.events(id, { signal })) framework = snapshot;
  const madeMs = Math.round(performance.now() - since);
  if (framework?.state !== 'ready')
    return { nodes: 0, pattern: framework?.failure?.message ?? 'failed', 'tool calls': 0 };
  const { files } = await client.frameworks.files(id, { signal });
  const lint = await client.lint(files, { signal });
  const trajectory = await ask(client, framework, smokeQuery(framework, files));
  const agents = framework.agents ?? [];
  const servers = new Set(agents.flatMap(({ tools }) => tools.map((tool) => tool.split('__')[0] ?? '')));
  return {
    nodes: agents.length,
    depth: depthOf(agents),
    pattern: framework.pattern ?? '',
    'tool domains': [...servers].sort().join(' '),
    'lint errors': lint.findings.filter(({ severity }) => severity === 'error').length,
    'made in ms': madeMs,
    'tool calls': trajectory ? realCalls(trajectory) : 0,
  };
}

/** What a user could ask, from what the framework's tools can do. */
function smokeQuery(framework: Framework, files: readonly { path: string; content: string }[]): string {
  const text = files.find(({ path }) => path === 'capabilities.json')?.content ?? '{"capabilities":[]}';
  const { capabilities } = JSON.parse(text) as { capabilities: { description: string }[] };
  const input = {
    description: framework.description ?? '',
    capabilities: capabilities.map(({ description }) => description),
    persona: 'A person in a hurry.',
    problem_type: { path: [], label: '' },
    difficulty: 'medium',
    language: 'en',
    nonce: framework.id,
    avoid: [],
  };
  const answer = answerStructured('query', {}, JSON.stringify(input), 7) as { query: string };
  return answer.query;
}

async function ask(api: Client, framework: Framework, query: string): Promise<Trajectory | undefined> {
  const body = { frameworkDigest: framework.digest ?? '', input: query, unattended: true };
  let run = await api.runs.create(body, { signal });
  for await (const _event of api.runs.events(run.id, { signal }));
  run = await api.runs.get(run.id, { signal });
  return isTerminal(run.state) ? api.runs.trajectory(run.id, { signal }) : undefined;
}

/** Calls of tools, not of sub-agents, whose result is no error. */
function realCalls(trajectory: Trajectory): number {
  return trajectory.runs.reduce((sum, { tools, messages }) => {
    const real = new Set(tools.filter(({ origin }) => origin.kind !== 'sub_agent').map(({ name }) => name));
    const ok = new Set(
      messages.flatMap(({ content }) =>
        content.flatMap((block) =>
          block.type === 'tool_result' && !block.isError ? [block.toolCallId] : [],
        ),
      ),
    );
    const calls = messages
      .filter(({ role }) => role === 'assistant')
      .flatMap((message) => toolCallsOf(message));
    return sum + calls.filter(({ name, id }) => real.has(name) && ok.has(id)).length;
  }, 0);
}

function depthOf(agents: NonNullable<Framework['agents']>): number {
  const above = new Map(agents.map(({ name, parent }) => [name, parent]));
  const levels = (name: string): number => {
    const parent = above.get(name);
    return parent === null || parent === undefined ? 0 : 1 + levels(parent);
  };
  return Math.max(0, ...agents.map(({ name }) => levels(name)));
}
