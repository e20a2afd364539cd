/** A local agent with a cassette in a file. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CassetteLine, type CassetteMode } from '@nex/core';
import { expect, test } from 'vitest';
import { call, lastResult, openBench } from '../__fixtures__/bench.ts';
import type { LocalToolHandling } from './local-tape.ts';

const agentFile = (name: string, more: string) =>
  `type: agent\nname: ${name}\ndescription: ${name} helps.\nsystem_prompt: ${name} works.\nllm_config: {}\n${more}`;
const TOOLS = `tools:\n  - {name: dice, binding: 'test:dice', yaml_path: dice.tool.yaml}\n`;
const FILES = {
  'lead.yaml': agentFile('lead', `${TOOLS}sub_agents:\n  - {name: scout, config_path: ./scout.yaml}\n`),
  'scout.yaml': agentFile('scout', TOOLS),
  'dice.tool.yaml': `type: tool\nname: dice\ndescription: Rolls.\ninput_schema: {type: object, properties: {sides: {type: integer}}}\n`,
};

async function withFolder(work: (file: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'nex-cassette-'));
  try {
    await work(join(folder, 'dice.jsonl'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Rolls on its own, and has its scout roll; what the results were, and how often dice were really rolled. */
async function roll(tools: LocalToolHandling) {
  let rolls = 0;
  const dice = () => {
    rolls += 1;
    return `${rolls}: ${Math.random()}`;
  };
  const scripts = {
    lead: [
      { calls: [call('a', 'dice', { sides: 6 }), call('b', 'dice', { sides: 6 })] },
      { calls: [call('c', 'Agent', { sub_agent_name: 'scout', message: 'Roll.' })] },
      { text: 'Done.' },
    ],
    scout: [{ calls: [call('a', 'dice', { sides: 6 })] }, { text: 'Rolled.' }],
  };
  await using bench = await openBench(FILES, scripts, { tools, bindings: { 'test:dice': dice } });
  const result = await bench.agent.run('Roll the dice.');
  const [, second, , fourth] = bench.requests;
  const said = [
    ...(second?.messages.slice(-2) ?? []).map((one) => JSON.stringify(one.content)),
    lastResult(fourth),
  ];
  return { result, rolls, said };
}

const from = (file: string, mode: CassetteMode) => ({ cassette: { file, mode } });

test('what was recorded is played, runs below included; the file can be appended to and read', () =>
  withFolder(async (file) => {
    const recorded = await roll(from(file, 'record'));
    expect(recorded.rolls).toBe(3);
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    const types = lines.map((line) => CassetteLine.parse(JSON.parse(line)).type);
    expect(types).toEqual(['cassette', ...Array(3).fill(['outcome', 'call']).flat()]);
    await writeFile(file, `${lines.join('\n')}\n{"type":"cal`);
    const played = await roll(from(file, 'strict'));
    expect(played).toMatchObject({ rolls: 0, said: recorded.said });
    expect(played.result).not.toHaveProperty('missingCalls');
    const other = await roll({ ...from(file, 'strict'), seed: 8 });
    expect(other.said).toEqual(recorded.said);
  }));

test('calls that are not there are counted; a file that is none is refused', () =>
  withFolder(async (file) => {
    await expect(roll(from(file, 'strict'))).rejects.toMatchObject({ code: 'not_found' });
    await writeFile(file, '{"type":"cassette","version":1}\n');
    const { result, rolls, said } = await roll(from(file, 'strict'));
    expect([result.missingCalls, rolls]).toEqual([3, 0]);
    expect(said.join()).toContain('not_recorded');
    await writeFile(file, 'no\n');
    await expect(roll(from(file, 'record'))).rejects.toMatchObject({
      code: 'invalid_request',
      where: `${file}:1`,
    });
  }));

test('faults strike without a cassette, too', async () => {
  const rule = { kind: 'outage', tools: '*', probability: 1, perRun: 1, latencyMs: 1, calls: 1 } as const;
  const { said, rolls } = await roll({ faults: [rule] });
  expect(said[0]).toContain('"injected":"outage"');
  expect(rolls).toBe(1);
});
