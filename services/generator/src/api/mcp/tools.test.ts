import { NexError } from '@nex/core';
import { callTool } from '@nex/mcp-face';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Context } from '../../context.ts';
import { TOOLS } from './index.ts';
import { defineTool, READS, type ToolCall } from './tool.ts';

const logged: unknown[] = [];
const onFault = (thrown: unknown) => logged.push(thrown);
const call: ToolCall = {
  context: {} as Context,
  signal: new AbortController().signal,
  progress: async () => {},
};

test('names are unique', () => {
  const names = TOOLS.map((tool) => tool.name);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(TOOLS.map((tool) => [tool.name, tool] as const))('%s', (_name, tool) => {
  const input = z.toJSONSchema(tool.input, { io: 'input' });
  const output = z.toJSONSchema(tool.output, { io: 'output' });

  test('has a name that every provider takes, a title and a description', () => {
    expect(tool.name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
    expect(tool.title.length).toBeGreaterThan(5);
    expect(tool.description).toMatch(/^[A-Z].{40,}\.$/s);
    expect(tool.description.length).toBeLessThan(1000);
  });

  test('takes an object, and in it no other keys than it names', () => {
    expect(input).toMatchObject({ type: 'object', additionalProperties: false });
    for (const name of Object.keys(input.properties ?? {})) expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
  });

  test('gives an object', () => {
    expect(output).toMatchObject({ type: 'object', additionalProperties: false });
  });

  test('says what it changes', () => {
    const { readOnlyHint, destructiveHint, idempotentHint } = tool.hints;
    if (readOnlyHint) expect([destructiveHint, idempotentHint]).toEqual([false, true]);
    expect(/^(build|simulate|cancel)_/.test(tool.name)).toBe(!readOnlyHint);
  });

  test('refuses an argument that it does not name, and names it', async () => {
    const { isError, content, structuredContent } = await callTool(
      tool,
      { no_such_argument: 1 },
      call,
      onFault,
    );
    expect(isError).toBe(true);
    expect(structuredContent).toBeUndefined();
    expect(content).toMatchObject([{ type: 'text', text: expect.stringMatching(/^invalid_request: /) }]);
  });
});

describe('what a tool throws', () => {
  const throwing = (thrown: unknown) =>
    defineTool({
      name: 'throws',
      title: 'Throws',
      description: 'Throws what it is given.',
      input: z.strictObject({}),
      output: z.object({}),
      hints: READS,
      run: () => Promise.reject(thrown),
    });

  test('is told with code, place and hint', async () => {
    const error = new NexError('conflict', 'It has no files.', { where: 'id', hint: 'Wait.' });
    const { content, isError } = await callTool(throwing(error), {}, call, onFault);
    expect(isError).toBe(true);
    expect(content).toEqual([{ type: 'text', text: 'conflict: It has no files.\nWhere: id\nHint: Wait.' }]);
    expect(logged).toEqual([]);
  });

  test('tells nothing of a fault of the platform, which is logged', async () => {
    const { content } = await callTool(throwing(new TypeError('/srv/secret at line 3')), {}, call, onFault);
    expect(content).toEqual([{ type: 'text', text: 'internal: The operation failed.' }]);
    expect(logged).toHaveLength(1);
  });
});
