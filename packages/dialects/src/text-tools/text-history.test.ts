import { canonicalJson, type Message, textMessage, toolCallsOf } from '@nex/core';
import { describe, expect, it } from 'vitest';
import { DIALECTS } from '../dialects/index.ts';
import { hermesCall, result, SIGNAL, scripted, TOOLS } from './__fixtures__/text-model.ts';
import { withTextTools } from './with-text-tools.ts';

describe('requests', () => {
  it('describes the tools behind the first system text and sends no tools', async () => {
    const { model, requests } = scripted(['Hi.']);
    const system: Message = {
      role: 'system',
      content: [
        { type: 'text', text: 'Be brief.', cache: true },
        { type: 'text', text: 'Today.' },
      ],
    };
    const messages = [system, textMessage('user', 'hi')];
    await withTextTools(model, DIALECTS.hermes).call({ messages, tools: TOOLS }, { signal: SIGNAL });
    expect(requests[0]).not.toHaveProperty('tools');
    expect(requests[0]?.messages).toEqual([
      {
        role: 'system',
        content: [
          { type: 'text', text: `Be brief.\n\n${DIALECTS.hermes.describeTools(TOOLS)}`, cache: true },
          { type: 'text', text: 'Today.' },
        ],
      },
      messages[1],
    ]);
  });

  it('adds a system message where there is none, and nothing without tools', async () => {
    const { model, requests } = scripted(['Hi.', 'Hi.']);
    const wrapped = withTextTools(model, DIALECTS.hermes);
    const messages = [textMessage('user', 'hi')];
    await wrapped.call({ messages, tools: TOOLS }, { signal: SIGNAL });
    await wrapped.call({ messages }, { signal: SIGNAL });
    expect(requests[0]?.messages[0]).toEqual(textMessage('system', DIALECTS.hermes.describeTools(TOOLS)));
    expect(requests[1]).toEqual({ messages });
  });

  it("adds the dialect's stop sequences to the caller's", async () => {
    const { model, requests } = scripted(['Hi.']);
    const sampling = { temperature: 0, stop: ['END'] };
    const wrapped = withTextTools(model, DIALECTS['nexau-xml']);
    await wrapped.call({ messages: [textMessage('user', 'hi')], tools: TOOLS, sampling }, { signal: SIGNAL });
    expect(requests[0]?.sampling).toEqual({ temperature: 0, stop: ['END', ...DIALECTS['nexau-xml'].stop] });
  });

  it('writes a foreign turn in the dialect and its results as one user message in call order, with images', async () => {
    const { model, requests } = scripted(['Done.']);
    const call = (id: string, city: string) =>
      ({
        type: 'tool_call',
        id,
        name: 'look',
        argumentsText: `{"city":"${city}"}`,
        arguments: { city },
      }) as const;
    const turn: Message = {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'Two cities.', signature: 's' },
        { type: 'text', text: 'I look.' },
        call('a', 'Rome'),
        {
          type: 'tool_call',
          id: 'b',
          name: 'look',
          argumentsText: '<tool_call>{"name": "look", oops}</tool_call>',
        },
        call('c', 'Oslo'),
      ],
    };
    const messages = [
      textMessage('user', 'go'),
      turn,
      result('c', 'cold', 'data:c'),
      result('b', 'bad'),
      result('a', 'hot'),
    ];
    await withTextTools(model, DIALECTS.hermes).call({ messages, tools: TOOLS }, { signal: SIGNAL });
    const rome = DIALECTS.hermes.renderCalls([{ id: 'a', name: 'look', arguments: { city: 'Rome' } }], TOOLS);
    const oslo = DIALECTS.hermes.renderCalls([{ id: 'c', name: 'look', arguments: { city: 'Oslo' } }], TOOLS);
    expect(requests[0]?.messages.slice(2)).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Two cities.', signature: 's' },
          {
            type: 'text',
            text: `I look.\n${rome}\n<tool_call>{"name": "look", oops}</tool_call>\n${oslo}`,
          },
        ],
      },
      {
        role: 'user',
        content: [
          {
            type: 'text',
            text: '<tool_response>\nhot\n</tool_response>\n<tool_response>\nbad\n</tool_response>\n<tool_response>\ncold\n[image]\n</tool_response>',
          },
          { type: 'image', url: 'data:c' },
        ],
      },
    ]);
  });

  it('sends its own turns as the model wrote them and keeps every object of the prefix', async () => {
    const first = `<think>\nHm.\n</think>\n\nI look.\n${hermesCall('Rome')}`;
    const { model, requests } = scripted([first, hermesCall('Oslo'), 'Done.']);
    const wrapped = withTextTools(model, DIALECTS.hermes);
    const messages: Message[] = [textMessage('system', 'S'), textMessage('user', 'go')];
    for (const round of [1, 2, 3]) {
      const { message } = await wrapped.call({ messages, tools: TOOLS }, { signal: SIGNAL });
      messages.push(message, ...toolCallsOf(message).map((call) => result(call.id, `r${round}`)));
    }
    const last = requests[2]?.messages ?? [];
    expect(last.map((message) => message.role)).toEqual([
      'system',
      'user',
      'assistant',
      'user',
      'assistant',
      'user',
    ]);
    expect(last[2]).toEqual(textMessage('assistant', first));
    for (const earlier of [requests[0], requests[1]]) {
      for (const [index, message] of (earlier?.messages ?? []).entries()) expect(last[index]).toBe(message);
    }
  });

  describe.each(Object.entries(DIALECTS))('in %s', (_name, dialect) => {
    const call = (city: string) =>
      dialect.renderCalls([{ id: 'functions.look:0', name: 'look', arguments: { city } }], TOOLS);

    it.each([
      ['white space', `\n I  look. \n\n\n${call('Rome')}\n `, false],
      ['reasoning in the text', `<think>\n Hm. </think>\n\nI look.\n${call('Rome')}`, false],
      ['reasoning that the prompt opened', ` Hm.\n</think> I look.\n${call('Rome')}`, true],
      ['reasoning and no call', '<think>Hm.</think>\n\nThat is it. ', false],
    ])('sends a stored answer with %s as the model wrote it', async (_, first, startsInReasoning) => {
      const request = { messages: [textMessage('user', 'go')], tools: TOOLS };
      const before = scripted([first]);
      const wrapped = withTextTools(before.model, dialect, { startsInReasoning });
      const { message } = await wrapped.call(request, { signal: SIGNAL });
      const stored: Message = JSON.parse(canonicalJson(message)) as Message;
      const after = scripted(['Done.']);
      const results = toolCallsOf(stored).map(({ id }) => result(id, 'hot'));
      await withTextTools(after.model, dialect, { startsInReasoning }).call(
        { ...request, messages: [...request.messages, stored, ...results] },
        { signal: SIGNAL },
      );
      const [, , turn] = after.requests[0]?.messages ?? [];
      expect(turn).toEqual(textMessage('assistant', first));
    });
  });

  it('writes a stored answer anew when it was changed since', async () => {
    const request = { messages: [textMessage('user', 'go')], tools: TOOLS };
    const { message } = await withTextTools(
      scripted([`I look.\n\n${hermesCall('Rome')}`]).model,
      DIALECTS.hermes,
    ).call(request, { signal: SIGNAL });
    const [call] = toolCallsOf(message);
    if (!call) throw new Error('There is no call.');
    const args = { city: 'Oslo' };
    const changed = { ...call, argumentsText: JSON.stringify(args), arguments: args };
    const { model, requests } = scripted(['Done.']);
    await withTextTools(model, DIALECTS.hermes).call(
      { ...request, messages: [...request.messages, { ...message, content: [changed] }] },
      { signal: SIGNAL },
    );
    const written = DIALECTS.hermes.renderCalls([{ ...call, arguments: args }], TOOLS);
    expect(requests[0]?.messages[2]).toEqual(textMessage('assistant', written));
  });
});
