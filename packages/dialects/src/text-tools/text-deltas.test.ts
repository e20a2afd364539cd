import { DIALECT_NAMES, type Json, type Model, type ModelDelta, textMessage, toolCallsOf } from '@nex/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DIALECTS } from '../dialects/index.ts';
import { hermesCall, replyOf, SIGNAL, scripted, TOOLS } from './__fixtures__/text-model.ts';
import { withTextTools } from './with-text-tools.ts';

describe.each(DIALECT_NAMES.map((name) => [name] as const))('streams in %s', (name) => {
  const dialect = DIALECTS[name];
  const value = fc.jsonValue({ maxDepth: 2 }).map((json): Json => JSON.parse(JSON.stringify(json)));

  it('gives deltas that add up to the reply, wherever the stream is cut', async () => {
    const args = fc.dictionary(fc.constantFrom('city', 'note', 'x'), value, { maxKeys: 2 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(args, { maxLength: 2 }),
        fc.integer({ min: 1, max: 9 }),
        async (list, size) => {
          const calls = list.map((item, index) => ({
            id: `functions.look:${index}`,
            name: 'look',
            arguments: item,
          }));
          const text = `I look.\n${dialect.renderCalls(calls, TOOLS)}`;
          const { model } = scripted([text], (whole) => whole.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []);
          const deltas: ModelDelta[] = [];
          const reply = await withTextTools(model, dialect).call(
            { messages: [textMessage('user', 'go')], tools: TOOLS },
            { signal: SIGNAL, onDelta: (delta) => deltas.push(delta) },
          );
          expect(blocksOf(deltas)).toEqual(
            reply.message.content.map(({ ...block }) => withoutArguments(block)),
          );
          expect(toolCallsOf(reply.message).map((call) => JSON.stringify(call.arguments))).toEqual(
            list.map((item) => JSON.stringify(item)),
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});

it('starts anew after a restart and streams what the model did not', async () => {
  const deltas: ModelDelta[] = [];
  const model: Model = {
    name: 'm',
    provider: 'models.test',
    async call(_, { onDelta }) {
      onDelta?.({ type: 'text', delta: `No. ${hermesCall('Rome')}` });
      onDelta?.({ type: 'restart' });
      onDelta?.({ type: 'text', delta: 'Yes. <tool' });
      return replyOf(`Yes. ${hermesCall('Oslo')}`);
    },
  };
  await withTextTools(model, DIALECTS.hermes).call(
    { messages: [], tools: TOOLS },
    { signal: SIGNAL, onDelta: (delta) => deltas.push(delta) },
  );
  const restart = deltas.findIndex((delta) => delta.type === 'restart');
  expect(deltas.slice(restart + 1)).toEqual([
    { type: 'text', delta: 'Yes. ' },
    { type: 'tool_call', index: 0, id: 'call_1', name: 'look', argumentsDelta: '{"city":"Oslo"}' },
  ]);
});

function blocksOf(deltas: readonly ModelDelta[]): object[] {
  const blocks: { type: string; text?: string }[] = [];
  for (const delta of deltas) {
    const last = blocks.at(-1);
    if (delta.type === 'tool_call') {
      const { id, name, argumentsDelta } = delta;
      blocks.push(Object.assign({ type: 'tool_call' }, { id, name, argumentsText: argumentsDelta }));
    } else if (delta.type !== 'restart') {
      if (last?.type === delta.type) last.text += delta.delta;
      else blocks.push({ type: delta.type, text: delta.delta });
    }
  }
  return blocks;
}
function withoutArguments(block: object): object {
  return Object.fromEntries(Object.entries(block).filter(([key]) => key !== 'arguments'));
}
