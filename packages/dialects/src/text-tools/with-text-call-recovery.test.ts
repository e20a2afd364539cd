import { type Block, type Message, type Model, type ModelDelta, NO_USAGE, textMessage } from '@nex/core';
import { expect, it } from 'vitest';
import { DIALECTS } from '../dialects/index.ts';
import { LOOK } from './__fixtures__/text-model.ts';
import { withTextCallRecovery } from './with-text-call-recovery.ts';

const CALL =
  '<tool_use>\n<tool_name>look</tool_name>\n<parameter>\n<city>Rome</city>\n</parameter>\n</tool_use>';
const FOREIGN = CALL.replaceAll('look', 'unknown_tool');
const BROKEN = '<tool_use>\n<parameter>\n<city>Rome</city>\n</parameter>\n</tool_use>';
const ROME = { type: 'tool_call', id: 'call_1', name: 'look', arguments: { city: 'Rome' } };

async function ask(content: Block[], { tools = [LOOK], size = 3 } = {}) {
  const message: Message = { role: 'assistant', content };
  const reply = { message, finishReason: 'stop', usage: NO_USAGE, model: 'm' } as const;
  const model: Model = {
    name: 'm',
    provider: 'models.test',
    async call(_, { onDelta }) {
      for (const block of content) {
        if (block.type === 'reasoning') onDelta?.({ type: 'reasoning', delta: block.text });
        else if (block.type === 'tool_call') onDelta?.({ type: 'tool_call', index: 0, id: block.id });
        else if (block.type === 'text') {
          for (let at = 0; at < block.text.length; at += size) {
            onDelta?.({ type: 'text', delta: block.text.slice(at, at + size) });
          }
        }
      }
      return reply;
    },
  };
  const deltas: ModelDelta[] = [];
  const request = { messages: [textMessage('user', 'go')], tools };
  const options = {
    signal: new AbortController().signal,
    onDelta: (delta: ModelDelta) => deltas.push(delta),
  };
  const given = await withTextCallRecovery(model, DIALECTS['nexau-xml']).call(request, options);
  const streamed = deltas.flatMap((delta) => (delta.type === 'text' ? [delta.delta] : [])).join('');
  return { reply, given, streamed, calls: deltas.filter((delta) => delta.type === 'tool_call') };
}
const text = (value: string): Block => ({ type: 'text', text: value });
const reasoning = (value: string): Block => ({ type: 'reasoning', text: value, signature: 's' });
const native: Block = { type: 'tool_call', id: 'n1', name: 'look', argumentsText: '{}', arguments: {} };

it.each<[string, Block[]]>([
  ['no call', [text('a < b')]],
  ['prose about tags', [text('Use <tool_use> to call.')]],
  ['a native call beside one in text', [text(CALL), native]],
  ['a call of a tool that is not offered', [text(FOREIGN)]],
  ['a broken call', [text(BROKEN)]],
  ['a call in a reasoning that has an answer', [reasoning(CALL), text('Done.')]],
  ['tags of a reasoning in the text', [text('<think>Hm.</think>Done.')]],
])('leaves an answer as it is: %s', async (_, content) => {
  const { reply, given, streamed } = await ask(content);
  expect(given).toBe(reply);
  expect(streamed).toBe(content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join(''));
});

it('leaves a request without tools alone', async () => {
  const { reply, given } = await ask([text(CALL)], { tools: [] });
  expect(given).toBe(reply);
});

it.each([1, 3, 1000])('takes calls out of the text; streamed by %i', async (size) => {
  const { given, streamed, calls } = await ask([reasoning('R'), text(`I look.\n${CALL}`)], { size });
  expect(given.finishReason).toBe('tool_calls');
  expect(given.message.content).toMatchObject([reasoning('R'), text('I look.\n'), ROME]);
  expect(streamed).toBe('I look.\n');
  expect(calls).toMatchObject([{ index: 0, id: 'call_1', name: 'look' }]);
});

it('takes calls out of the reasoning of an empty answer and keeps the reasoning', async () => {
  const { given, streamed, calls } = await ask([reasoning(`I should look. ${CALL}`)]);
  expect(given.message.content).toMatchObject([reasoning(`I should look. ${CALL}`), ROME]);
  expect(streamed).toBe('');
  expect(calls).toHaveLength(1);
});

it('keeps what is no call of the request in the text', async () => {
  const { given } = await ask([text(`A ${CALL}\n${FOREIGN}\n${BROKEN}`)]);
  const [kept, ...calls] = given.message.content;
  expect(kept?.type === 'text' && kept.text).toContain('unknown_tool');
  expect(kept?.type === 'text' && kept.text).toContain(BROKEN);
  expect(calls).toMatchObject([ROME]);
});
