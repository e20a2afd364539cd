/** Any message that core's schema accepts, and the conversations that are common in practice. */
import { type Block, type Json, type JsonObject, type Message, RESULT_ERRORS } from '@nex/core';
import fc from 'fast-check';

/** All of Unicode, with the signs that formats stumble over and lone surrogates among them. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '',
    '\0',
    'a\0b',
    '"',
    '\\',
    '\r\n',
    '\u2028\u2029\u0085',
    '\ud800',
    '\udc00x',
    '```',
    "'",
    'null',
  ),
);
/** Values as JSON can spell them: it has no -0. */
const json = fc
  .jsonValue({ maxDepth: 3, stringUnit: 'grapheme' })
  .map((value) => JSON.parse(JSON.stringify(value)) as Json);
const key = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constant('__proto__'));
const args: fc.Arbitrary<JsonObject> = fc
  .array(fc.tuple(key, json), { maxLength: 4 })
  .map((entries) => Object.fromEntries(entries));

const text = fc.record({ type: fc.constant('text' as const), text: anyText });
const image = fc.record(
  { type: fc.constant('image' as const), url: anyText, mimeType: anyText },
  { requiredKeys: ['type', 'url'] },
);
const reasoning = fc.record(
  { type: fc.constant('reasoning' as const), text: anyText, signature: anyText },
  { requiredKeys: ['type', 'text'] },
);
const goodCall = fc.tuple(anyText, fc.constantFrom('search', 'Agent'), args, fc.nat(2)).map(
  ([id, name, value, indent]): Block => ({
    type: 'tool_call',
    id,
    name,
    argumentsText: JSON.stringify(value, undefined, indent),
    arguments: value,
  }),
);
const badCall = fc.record({
  type: fc.constant('tool_call' as const),
  id: anyText,
  name: anyText,
  argumentsText: anyText,
});
const result = fc.record(
  {
    type: fc.constant('tool_result' as const),
    toolCallId: anyText,
    toolName: anyText,
    content: fc.array(fc.oneof(text, image), { maxLength: 3 }),
    isError: fc.boolean(),
    errorKind: fc.constantFrom(...RESULT_ERRORS),
    structured: fc.oneof(json, args),
  },
  { requiredKeys: ['type', 'toolCallId', 'toolName', 'content', 'isError'] },
);

const plain: fc.Arbitrary<Message> = fc.oneof(
  fc
    .tuple(fc.constantFrom('system' as const, 'user' as const, 'assistant' as const), text)
    .map(([role, block]): Message => ({ role, content: [block] })),
  fc
    .tuple(fc.option(text), fc.array(goodCall, { minLength: 1, maxLength: 3 }))
    .map(([said, calls]): Message => ({ role: 'assistant', content: [...(said ? [said] : []), ...calls] })),
  result.map((block): Message => ({ role: 'tool', content: [block] })),
);
const odd: fc.Arbitrary<Message> = fc.record({
  role: fc.constantFrom('system' as const, 'user' as const, 'assistant' as const, 'tool' as const),
  content: fc.array(fc.oneof(text, image, reasoning, goodCall, badCall, result), { maxLength: 4 }),
});

export const anyMessages: fc.Arbitrary<Message[]> = fc.array(fc.oneof(plain, odd), { maxLength: 6 });
