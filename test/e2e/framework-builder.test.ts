/** The platform's own framework builder at work on the platform: it has a framework made, tried out and reviewed. */
import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { readBundleDirectory } from '@nex/agent-config';
import { type Trajectory, textOf } from '@nex/core';
import { startOfflineModel } from '@nex/offline-model';
import { startTestStack } from '@nex/testkit';
import { expect, test } from 'vitest';
import { type Line, startCastModel } from './support/cast-model.ts';
import { SENTENCE } from './support/story.ts';

const BUILDER = fileURLToPath(new URL('../../agents/framework-builder', import.meta.url));

/** An address that is known before the platform's: agent files get it from the environment of the runtime. */
async function startDoor() {
  let target = '';
  const server = createServer((request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    const onward = send(`${target}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    leadTo(url: string) {
      target = url;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test('a person describes what they want, and gets a framework that was tried out and reviewed', async () => {
  let id = '';
  const use = (name: string, args: object): Line => ({
    name: `mcp__generator__${name}`,
    arguments: { ...args },
  });
  const builder = [
    () => use('search_catalogue', { query: 'calculate' }),
    () => use('build_framework', { sentence: SENTENCE, personas: 12, min_leaves: 12 }),
    (heard: string) => {
      id = /fw_\w+/.exec(heard)?.[0] ?? '';
      return use('get_framework', { id, wait_seconds: 120 });
    },
    (): Line => ({
      name: 'Agent',
      arguments: { sub_agent_name: 'reviewer', message: `framework_id: ${id}` },
    }),
    (heard: string): Line => ({
      text: `${id} is ready. ${heard.includes('Verdict: release') ? 'Reviewed.' : ''}`,
    }),
  ];
  const reviewer = [
    () => use('lint_framework', { framework_id: id }),
    () => use('get_framework_files', { id }),
    () => use('simulate_framework', { framework_id: id }),
    (): Line => ({ text: 'Findings: none. Verdict: release.' }),
  ];
  await using offline = await startOfflineModel({});
  await using model = await startCastModel(
    [
      { of: 'You build frameworks of agents', lines: builder },
      { of: 'You review a framework of agents', lines: reviewer },
    ],
    offline.url,
  );
  await using door = await startDoor();
  await using platform = await startTestStack({
    env: {
      RUNTIME_LLM_BASE_URL: model.url,
      RUNTIME_LLM_MODEL: 'nex-offline-1',
      AGENT_VARIABLES: JSON.stringify({ NEX_MCP_URL: door.url, NEX_MCP_KEY: 'none' }),
    },
  });
  door.leadTo(platform.stack.urls.gateway);
  const { client } = platform;
  const run = await client.runs.create({
    files: await readBundleDirectory(BUILDER),
    agent: 'agent.yaml',
    input: SENTENCE,
    unattended: true,
  });
  for await (const _event of client.runs.events(run.id));
  const done = await client.runs.get(run.id);
  expect(done).toMatchObject({ state: 'completed', response: `${id} is ready. Reviewed.` });
  const framework = await client.frameworks.get(id);
  expect(framework).toMatchObject({ state: 'ready', sentence: SENTENCE, proof: { rounds: 1 } });

  const trajectory: Trajectory = await client.runs.trajectory(run.id);
  expect(trajectory.runs.map(({ agent }) => agent)).toEqual(['framework_builder', 'reviewer']);
  const results = trajectory.runs.flatMap(({ messages }) =>
    messages.flatMap(({ content }) => content.filter((block) => block.type === 'tool_result')),
  );
  expect(results.map(({ isError }) => isError)).toEqual(Array(7).fill(false));
  const heard = results.map(({ content }) => textOf({ content }));
  // What the platform said through its tools.
  expect(heard[0]).toContain('calc__math');
  expect(heard.some((text) => /"state":\s*"ready"/.test(text))).toBe(true);
  expect(heard.some((text) => /"errors":\s*0/.test(text))).toBe(true);
  expect(heard.some((text) => /"outcomes":/.test(text))).toBe(true);
});
