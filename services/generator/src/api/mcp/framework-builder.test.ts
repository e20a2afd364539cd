/** The platform's own agents that work with these tools. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { directorySource, loadAgent } from '@nex/agent-config';
import { expect, test } from 'vitest';
import { TOOLS } from './index.ts';

const FOLDER = fileURLToPath(new URL('../../../../../agents/framework-builder', import.meta.url));
const environment = { NEX_MCP_URL: 'http://127.0.0.1:7400/mcp', NEX_MCP_KEY: 'none' };

const load = () => loadAgent(directorySource(FOLDER), 'agent.yaml', { environment });

test('loads strictly, with nothing left out', async () => {
  const { agent, skipped, places } = await load();
  expect(skipped).toEqual([]);
  expect(agent.name).toBe('framework_builder');
  expect(places.map((place) => [place.name, place.parent])).toEqual([
    ['framework_builder', null],
    ['reviewer', 'framework_builder'],
  ]);
});

test('its agents share out all the tools, and each is told of its own by their names', async () => {
  const { agent: builder } = await load();
  const picked = [builder, ...builder.subAgents.map((one) => one.agent)].flatMap((agent) =>
    agent.mcpServers.flatMap((server) => {
      expect(server).toMatchObject({ type: 'http', name: 'generator', url: environment.NEX_MCP_URL });
      for (const tool of server.tools ?? []) {
        expect(JSON.stringify(agent.systemPrompt)).toContain(`mcp__generator__${tool}`);
      }
      return server.tools ?? [];
    }),
  );
  expect(picked.toSorted()).toEqual(TOOLS.map((tool) => tool.name).toSorted());
});

test('without an address it says which variable is missing', async () => {
  await expect(loadAgent(directorySource(FOLDER), 'agent.yaml', { environment: {} })).rejects.toThrow(
    /NEX_MCP_URL/,
  );
  expect(await readFile(`${FOLDER}/README.md`, 'utf8')).toContain('NEX_MCP_URL');
});
