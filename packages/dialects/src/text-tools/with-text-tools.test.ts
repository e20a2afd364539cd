import {
  type JsonObject,
  type Message,
  type ModelDelta,
  type ModelReply,
  textMessage,
  toolCallsOf,
} from '@nex/core';
import { describe, expect, it } from 'vitest';
import { DIALECTS } from '../dialects/index.ts';
import { hermesCall, replyOf, result, SIGNAL, scripted, TOOLS } from './__fixtures__/text-model.ts';
import { withTextTools } from './with-text-tools.ts';

describe('replies', () => {
  it('reads text, reasoning and calls, and counts ids over the history', async () => {
    const { model } = scripted([`<think>Hm.</think>I look.\n${hermesCall('Rome')}\n${hermesCall('Oslo')}`]);
    const before: Message = {
      role: 'assistant',
      content: [{ type: 'tool_call', id: 'call_7', name: 'look', argumentsText: '{}', arguments: {} }],
    };
    const messages = [textMessage('user', 'go'), before, result('call_7', 'x')];
    const reply = await withTextTools(model, DIALECTS.hermes).call(
      { messages, tools: TOOLS },
      { signal: SIGNAL },
    );
    expect(reply.finishReason).toBe('tool_calls');
    expect(reply.message.content).toEqual([
      { type: 'reasoning', text: 'Hm.' },
      { type: 'text', text: 'I look.\n' },
      {
        type: 'tool_call',
        id: 'call_8',
        name: 'look',
        argumentsText: '{"city":"Rome"}',
        arguments: { city: 'Rome' },
      },
      {
        type: 'tool_call',
        id: 'call_9',
        name: 'look',
        argumentsText: '{"city":"Oslo"}',
        arguments: { city: 'Oslo' },
      },
    ]);
  });

  it('makes of a malformed call a block without arguments that says what is wrong', async () => {
    const text = '<tool_call>\n{"name": "look", "arguments": {"city": Rome}}\n</tool_call>';
    const { model } = scripted([text]);
    const messages = [textMessage('user', 'go')];
    const reply = await withTextTools(model, DIALECTS.hermes).call(
      { messages, tools: TOOLS },
      { signal: SIGNAL },
    );
    const [call] = toolCallsOf(reply.message);
    expect(call).toMatchObject({ id: 'call_1', name: 'look', argumentsText: text });
    expect(call?.arguments).toBeUndefined();
    expect(call?.fault).toContain("expected a value, found 'Rome'");
    expect(reply.finishReason).toBe('tool_calls');
  });

  it('takes calls from the reasoning of an empty answer, and writes them anew', async () => {
    const thought = `I should look. ${hermesCall('Rome')}`;
    const answer: ModelReply = {
      ...replyOf(''),
      message: { role: 'assistant', content: [{ type: 'reasoning', text: thought }] },
    };
    const { model, requests } = scripted([answer, 'Done.']);
    const wrapped = withTextTools(model, DIALECTS.hermes);
    const messages = [textMessage('user', 'go')];
    const deltas: ModelDelta[] = [];
    const { message } = await wrapped.call(
      { messages, tools: TOOLS },
      { signal: SIGNAL, onDelta: (delta) => deltas.push(delta) },
    );
    expect(toolCallsOf(message)).toMatchObject([{ id: 'call_1', arguments: { city: 'Rome' } }]);
    expect(deltas).toMatchObject([{ type: 'tool_call', index: 0, id: 'call_1', name: 'look' }]);
    await wrapped.call({ messages: [...messages, message], tools: TOOLS }, { signal: SIGNAL });
    const written = DIALECTS.hermes.renderCalls(
      [{ id: 'call_1', name: 'look', arguments: { city: 'Rome' } }],
      TOOLS,
    );
    expect(requests[1]?.messages.at(-1)?.content).toEqual([
      { type: 'reasoning', text: thought },
      { type: 'text', text: written },
    ]);
  });

  it('hands through an answer without calls as the same reply', async () => {
    const answer = replyOf('a < b and {"x": 1}');
    const { model } = scripted([answer]);
    const messages = [textMessage('user', 'go')];
    const reply = await withTextTools(model, DIALECTS.hermes).call(
      { messages, tools: TOOLS },
      { signal: SIGNAL },
    );
    expect(reply.message).toBe(answer.message);
    expect(reply.finishReason).toBe('stop');
  });

  it.each([
    ['one call', [{ city: 'Rome' }]],
    ['parallel calls', [{ city: 'Rome' }, { city: 'Oslo' }]],
  ])('puts back what the stop sequence cut off: %s', async (_, list: JsonObject[]) => {
    const dialect = DIALECTS['nexau-xml'];
    const calls = list.map((args, index) => ({ id: `${index}`, name: 'look', arguments: args }));
    const whole = `I look.\n${dialect.renderCalls(calls, TOOLS)}`;
    const stop = dialect.stop.find((sequence) => whole.endsWith(sequence)) ?? '';
    const cut = whole.slice(0, -stop.length);
    const { model, requests } = scripted([cut, 'Done.']);
    const wrapped = withTextTools(model, dialect);
    const messages = [textMessage('user', 'go')];
    const { message } = await wrapped.call({ messages, tools: TOOLS }, { signal: SIGNAL });
    expect(toolCallsOf(message).map((call) => call.arguments)).toEqual(list);
    await wrapped.call({ messages: [...messages, message], tools: TOOLS }, { signal: SIGNAL });
    expect(requests[1]?.messages.at(-1)).toEqual(textMessage('assistant', whole));
  });

  it('reads an answer whose reasoning the prompt opened, unless the server took it off', async () => {
    const apart: ModelReply = {
      ...replyOf(''),
      message: {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'R' },
          { type: 'text', text: 'Hi.' },
        ],
      },
    };
    const { model } = scripted(['Hm.</think>Hi.', apart]);
    const wrapped = withTextTools(model, DIALECTS.hermes, { startsInReasoning: true });
    const request = { messages: [textMessage('user', 'go')], tools: TOOLS };
    const inside = await wrapped.call(request, { signal: SIGNAL });
    expect(inside.message.content).toEqual([
      { type: 'reasoning', text: 'Hm.' },
      { type: 'text', text: 'Hi.' },
    ]);
    expect((await wrapped.call(request, { signal: SIGNAL })).message).toBe(apart.message);
  });
});
