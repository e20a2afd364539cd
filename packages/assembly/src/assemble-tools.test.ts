import type { AgentSpec, ToolSpec } from '@nex/core';
import { createArgumentsCheck } from '@nex/mcp';
import { expect, it } from 'vitest';
import { assembleTools, type ToolParts } from './assemble-tools.ts';

const FINISH: ToolSpec = {
  name: 'finish',
  binding: { kind: 'function', call: ({ n }) => ({ n: n ?? null }) },
  description: 'Ends.',
  inputSchema: { type: 'object', properties: {} },
  disableParallel: false,
  fixedArguments: { n: 7 },
  deferLoading: true,
  searchHint: 'end',
  formatter: 'markdown',
  textModeDescription: 'Call it so.',
};
const parts = { checks: createArgumentsCheck(), mcpTools: [] } as unknown as ToolParts;
const agent = { name: 'a', tools: [FINISH], mcpServers: [], skills: [] } as unknown as AgentSpec;

it('keeps what the tool file says: its text for calls as text, its words for ToolSearch, its fixed arguments', async () => {
  const [tool] = assembleTools(agent, parts);
  expect(tool).toMatchObject({
    definition: { name: 'finish', textModeDescription: 'Call it so.' },
    deferred: { searchHint: 'end' },
  });
  const outcome = await tool?.execute({}, { signal: new AbortController().signal, callId: 'c' });
  expect(outcome?.structured).toEqual({ n: 7 });
});

it('gives a tool without a text of its own none', () => {
  const { textModeDescription: _, ...plain } = FINISH;
  const [tool] = assembleTools({ ...agent, tools: [plain] }, parts);
  expect(tool?.definition).not.toHaveProperty('textModeDescription');
});

it('judges a deferred tool by the same rules, found or not', () => {
  const ruled = { ...FINISH, permissions: { allow: [], deny: ['finish'] } };
  const [tool] = assembleTools({ ...agent, tools: [ruled] }, parts);
  expect(tool?.permit?.({})).toMatchObject({ decision: 'deny' });
});
