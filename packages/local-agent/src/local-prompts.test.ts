/** What the files and the workspace of a local agent tell it, and what they are told of. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { textOf } from '@nex/core';
import { expect, test } from 'vitest';
import { openBench } from './__fixtures__/bench.ts';
import { makeFolder } from './__fixtures__/folder.ts';
import { openLocalAgent } from './open-local-agent.ts';

const READ =
  'type: tool\nname: read_file\ndescription: Reads.\ninput_schema: {type: object}\nbinding: builtin:read_file\n';

function agentFile(name: string, more = ''): string {
  return `type: agent\nname: ${name}\ndescription: ${name} helps.\nsystem_prompt: ${name} works.\nllm_config: {}\n${more}`;
}

test('a prompt knows its run, the values of the caller and the instructions of the workspace', async () => {
  const prompt = '"{{ agent_id }}|{{ tone }}|{{ username }}"';
  await using own = await makeFolder();
  const folder = own.path;
  await writeFile(
    join(folder, 'agent.yaml'),
    agentFile('solo', 'context: {tone: brief}\n').replace('solo works.', prompt),
  );
  await writeFile(join(folder, 'NEXAU.md'), 'Use tabs.\n');
  await using agent = await openLocalAgent({
    file: join(folder, 'agent.yaml'),
    environment: {},
    workspaceDirectory: folder,
    models: () => ({ name: 'm', provider: 'p', call: () => Promise.reject(new Error('unused')) }),
    context: { tone: 'loud' },
  });
  const conversation = agent.openConversation();
  const [system] = conversation.messages;
  expect(textOf(system ?? { content: [] })).toBe(
    `${conversation.id}|loud|agent\n\n# Project Instructions (NEXAU.md)\n\nUse tabs.\n`,
  );
});

test('a tool whose schema its built-in cannot work with loads and is told', async () => {
  const files = {
    'agent.yaml': agentFile('solo', 'tools: [{name: read_file, yaml_path: ./read.yaml}]\n'),
    'read.yaml': READ.replace('{type: object}', '{type: object, properties: {path: {type: string}}}'),
  };
  await using bench = await openBench(files, { solo: [] });
  expect(bench.agent.skipped).toMatchObject([{ where: 'read.yaml: input_schema' }]);
});

test('a path of a package is read from node_modules beside the file', async () => {
  const prompt = 'system_prompt_type: file\n';
  const files = {
    'agent.yaml': agentFile('solo', prompt).replace('solo works.', '"pkg:@x/kit/p.md"'),
    'node_modules/@x/kit/p.md': 'From the kit.',
  };
  await using bench = await openBench(files, { solo: [] });
  expect(bench.agent.spec.systemPrompt).toEqual([{ text: 'From the kit.', cache: true }]);
  const lost = { 'agent.yaml': agentFile('solo', prompt).replace('solo works.', '"pkg:none/p.md"') };
  await expect(openBench(lost, { solo: [] })).rejects.toMatchObject({
    code: 'bundle_invalid',
    where: 'agent.yaml: system_prompt',
  });
});
