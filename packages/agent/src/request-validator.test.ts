import { type Message, NexError, textMessage } from '@nex/core';
import { expect, test } from 'vitest';
import { call } from './__fixtures__/loop-fixture.ts';
import { createRequestValidator, validateRequest } from './request-validator.ts';

const system = textMessage('system', 's');
const user = textMessage('user', 'u');
const said = textMessage('assistant', 'a');
const asks = (...ids: string[]): Message => ({
  role: 'assistant',
  content: ids.map((id) => call(id, 'work')),
});
const answers = (toolCallId: string): Message => ({
  role: 'tool',
  content: [{ type: 'tool_result', toolCallId, toolName: 'work', content: [], isError: false }],
});

test.each<[string, Message[]]>([
  ['a question', [system, system, user]],
  ['no system message', [user]],
  ['two calls answered', [user, asks('a', 'b'), answers('a'), answers('b')]],
  ['a longer talk', [system, user, said, user, asks('a'), answers('a'), asks('b'), answers('b')]],
])('accepts %s', (_name, messages) => {
  expect(() => validateRequest(messages)).not.toThrow();
});

test.each<[string, Message[], string]>([
  ['nothing', [], 'messages[0]'],
  ['only a system message', [system], 'messages[0]'],
  ['a late system message', [user, said, system, user], 'messages[2]'],
  ['a model that speaks first', [system, said, user], 'messages[1]'],
  ['a model that speaks last', [user, said], 'messages[1]'],
  ['a call without a result', [user, asks('a')], 'messages[1]'],
  ['a call whose result comes too late', [user, asks('a'), user, answers('a')], 'messages[2]'],
  ['one result of two', [user, asks('a', 'b'), answers('a'), said], 'messages[3]'],
  ['a result twice', [user, asks('a'), answers('a'), answers('a')], 'messages[3]'],
  ['a result for nothing', [user, answers('a')], 'messages[1]'],
  ['an id twice in a message', [user, asks('a', 'a'), answers('a')], 'messages[1]'],
  ['an id twice in the list', [user, asks('a'), answers('a'), asks('a'), answers('a')], 'messages[3]'],
  ['a tool message with text', [user, asks('a'), textMessage('tool', 't')], 'messages[2]'],
  ['a call by the user', [{ role: 'user', content: [call('a', 'work')] }], 'messages[0]'],
])('refuses %s', (_name, messages, where) => {
  const refuse = () => validateRequest(messages);
  expect(refuse).toThrow(NexError);
  expect(refuse).toThrow(expect.objectContaining({ code: 'internal', where }));
});

test('looks at the new messages of a list that grows', () => {
  const validate = createRequestValidator();
  const messages = [user];
  validate(messages);
  messages.push(asks('a'), answers('a'));
  validate(messages);
  messages.push(asks('a'), answers('a'));
  expect(() => validate(messages)).toThrow(expect.objectContaining({ where: 'messages[3]' }));
});
