/** The contract that every dialect keeps, whatever its tags are. */
import {
  DIALECT_NAMES,
  type Json,
  type JsonObject,
  type ToolDefinition,
  type ToolResultBlock,
} from '@nex/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Dialect,
  type DialectCall,
  type DialectDelta,
  type ParsedReply,
  parseReply,
  replyReader,
} from '../dialect.ts';
import { DIALECTS } from './index.ts';

/** Halves of pairs included. Made on the spot: a generator's own tables take seconds to build. */
const anyCharacter = fc.integer({ min: 0, max: 0x10_ff_ff }).map((code) => String.fromCodePoint(code));

const dialects = DIALECT_NAMES.map((name) => DIALECTS[name]);

/** Pieces of every format: what a value may hold by accident or by malice. */
const MARKS = `<tool_use> </tool_use> <tool_name> </tool_name> <parameter> </parameter> <x> </x>
  <use_parallel_tool_calls> </use_parallel_tool_calls> <parallel_tool> </parallel_tool> <![CDATA[ ]]>
  <tool_call> </tool_call> <function=a> </function> <parameter=x> <arg_key> </arg_key> <arg_value> </arg_value>
  <minimax:tool_call> </minimax:tool_call> </invoke> <｜tool▁calls▁begin｜> <｜tool▁call▁begin｜> <｜tool▁sep｜>
  <｜tool▁call▁end｜> <｜tool▁calls▁end｜> <｜DSML｜function_calls> </｜DSML｜invoke> \`\`\`json \`\`\`
  <|tool_calls_section_begin|> <|tool_call_begin|> <|tool_call_argument_begin|> <|tool_call_end|>
  <|tool_calls_section_end|> functions.a:0 [TOOL_CALLS] [ARGS] [CALL_ID] <|python_tag|> <|start|> <|channel|>
  <|message|> <|call|> <|tool_call_start|> <|tool_call_end|> <function_calls> </function_calls> [a( x=1 )] <tool_calls>
  </tool_calls> <|tool_call|> functools[ <|tool_call> call:a{ <|"|> <escape> <tool_call|> <|end|> <|eom_id|> <think> </think> { } [ ] " ' \\ \\n &lt; < > null None true 5 1e3 🙂 é日 a`;
const SPACED = [
  '<invoke name="a">',
  '<parameter name="x">',
  '<｜DSML｜invoke name="a">',
  'commentary to=functions.a',
];
const SPACES = [
  '\n',
  '\r\n',
  '\t',
  ' ',
  '\u00A0',
  '\uFEFF',
  '\u0000',
  '',
  '{"name": "a", "arguments": {"x": 1}}',
];
const FRAGMENTS = [...MARKS.split(/\s+/), ...SPACED, ...SPACES];
const soup = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...FRAGMENTS) },
      fc.string({ unit: anyCharacter, maxLength: 4 }),
    ),
    {
      maxLength: 9,
    },
  )
  .map((parts) => parts.join(''));
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    soup,
    fc.constantFrom<Json>(null, true, false, 0, -1.5, 1e21, 1e-7, 42),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(soup, tie('json'), { maxKeys: 3 }),
  ),
}));
const key = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('x', 'y', 'file-path', 'größe', '__proto__') },
  soup,
);
const args = fc
  .uniqueArray(fc.tuple(key, json), { selector: ([name]) => name, maxLength: 4 })
  .map(
    (entries): JsonObject =>
      JSON.parse(
        `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`,
      ),
  );

function tool(name: string, properties: JsonObject): ToolDefinition {
  const inputSchema = { type: 'object', properties };
  return {
    name,
    description: `Does ${name}.`,
    inputSchema,
    origin: { kind: 'custom' },
    repeatable: false,
    disableParallel: false,
  };
}
function schemaOf(value: Json, exact: boolean): JsonObject {
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return { type: exact ? type : ['string', type === 'string' ? 'integer' : type] };
}
function toolFor(call: DialectCall, exact: boolean): ToolDefinition {
  const properties: JsonObject = Object.create(null);
  for (const [name, value] of Object.entries(call.arguments)) properties[name] = schemaOf(value, exact);
  return tool(call.name, properties);
}
const calls = fc.array(args, { minLength: 1, maxLength: 3 }).map((list) =>
  list.map(
    (item, index): DialectCall => ({
      id: `functions.tool_${index}:${index}`,
      name: `tool_${index}`,
      arguments: item,
    }),
  ),
);
const knowledge = fc.constantFrom('none', 'exact', 'loose', 'first parameter');
function toolsOf(list: readonly DialectCall[], known: string): ToolDefinition[] {
  if (known === 'none') return [];
  if (known !== 'first parameter') return list.map((call) => toolFor(call, known === 'exact'));
  return list.map((call) => {
    const first = Object.entries(call.arguments).slice(0, 1);
    return toolFor({ ...call, arguments: Object.fromEntries(first) }, true);
  });
}

function stream(dialect: Dialect, text: string, cuts: readonly number[], tools: readonly ToolDefinition[]) {
  const parser = dialect.createParser({ tools });
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)), text.length].toSorted((a, b) => a - b);
  const deltas: DialectDelta[] = [];
  for (const [index, from] of places.entries())
    deltas.push(...parser.push(text.slice(from, places[index + 1])));
  const { deltas: last, reply } = parser.end();
  return { deltas: [...deltas, ...last], reply };
}
function collected(deltas: readonly DialectDelta[]): ParsedReply {
  const reply: ParsedReply = { content: '', reasoning: '', calls: [] };
  for (const delta of deltas) {
    if (delta.type === 'call') reply.calls.push(delta.call);
    else if (delta.type === 'text') reply.content += delta.delta;
    else reply.reasoning += delta.delta;
  }
  return reply;
}
const spelled = (list: readonly { name: string; arguments?: JsonObject }[]) =>
  list.map((call) => JSON.stringify([call.name, call.arguments]));

it('has every dialect under its own name', () => {
  for (const name of DIALECT_NAMES) expect(DIALECTS[name].name).toBe(name);
});

describe.each(dialects.map((dialect) => [dialect.name, dialect] as const))('%s', (_, dialect) => {
  it('reads back exactly the calls that it wrote', () => {
    fc.assert(
      fc.property(calls, knowledge, (list, known) => {
        const tools = toolsOf(list, known);
        const reply = parseReply(dialect, dialect.renderCalls(list, tools), { tools });
        expect(spelled(reply.calls)).toEqual(spelled(list));
        expect(reply.calls.map((call) => call.fault)).toEqual(list.map(() => undefined));
        expect(reply.content).toBe('');
        for (const call of reply.calls) expect(JSON.parse(call.argumentsText)).toEqual(call.arguments);
      }),
      { numRuns: 400 },
    );
  });

  it('reads one answer after the other', () => {
    fc.assert(
      fc.property(
        calls,
        knowledge,
        fc.constantFrom('', 'Look. ', '<think>unfinished'),
        (list, known, before) => {
          const tools = toolsOf(list, known);
          const texts = [before + dialect.renderCalls(list, tools), before, dialect.renderCalls(list, tools)];
          const read = replyReader(dialect, { tools });
          expect(texts.map(read)).toEqual(texts.map((text) => parseReply(dialect, text, { tools })));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('keeps the text before calls', () => {
    const list: DialectCall[] = [
      { id: 'functions.look:0', name: 'look', arguments: { city: 'Paris', days: 3 } },
    ];
    const tools = list.map((call) => toolFor(call, true));
    const reply = parseReply(dialect, `I look, a < b.\n\n${dialect.renderCalls(list, tools)}`, { tools });
    expect(reply.content.trim()).toBe('I look, a < b.');
    expect(spelled(reply.calls)).toEqual(spelled(list));
  });

  it('reads a stream as it reads the whole', () => {
    const answer = fc.tuple(soup, calls, knowledge, soup, fc.boolean());
    fc.assert(
      fc.property(
        answer,
        fc.array(fc.nat(), { maxLength: 12 }),
        ([before, list, known, after, only], cuts) => {
          const tools = toolsOf(list, known);
          const text = only ? before + after : before + dialect.renderCalls(list, tools) + after;
          const whole = parseReply(dialect, text, { tools });
          const { deltas, reply } = stream(dialect, text, cuts, tools);
          expect(reply).toEqual(whole);
          expect(collected(deltas)).toEqual(reply);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('reads one character at a time as it reads the whole', () => {
    fc.assert(
      fc.property(soup, calls, (before, list) => {
        const text = before + dialect.renderCalls(list, []);
        const every = Array.from({ length: text.length }, (_, index) => index);
        expect(stream(dialect, text, every, []).reply).toEqual(parseReply(dialect, text, { tools: [] }));
      }),
      { numRuns: 40 },
    );
  });

  it('makes of a cut-off answer no call that was not written', () => {
    fc.assert(
      fc.property(calls, knowledge, fc.nat(), (list, known, cut) => {
        const tools = toolsOf(list, known);
        const text = dialect.renderCalls(list, tools);
        const reply = parseReply(dialect, text.slice(0, cut % (text.length + 1)), { tools });
        const sound = reply.calls.filter((call) => call.fault === undefined);
        expect(spelled(sound)).toEqual(spelled(list).slice(0, sound.length));
        for (const call of reply.calls) expect(call.fault === undefined).toBe(call.arguments !== undefined);
      }),
      { numRuns: 300 },
    );
  });

  it('gives text without calls back unchanged', () => {
    const words = fc.constantFrom(
      'a < b',
      'x > y',
      '{ "a": 1 }',
      '\n',
      '  ',
      '`code`',
      '<p>html</p>',
      '[1, 2]',
      'é🙂',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 8 }), fc.array(fc.nat()), (parts, cuts) => {
        const text = `So: ${parts.join(' ')}`;
        const { reply } = stream(dialect, text, cuts, [tool('look', {})]);
        expect(reply).toEqual({ content: text, reasoning: '', calls: [] });
      }),
    );
  });

  it('describes the tools and how to call them, and says nothing without tools', () => {
    expect(dialect.describeTools([])).toBe('');
    const text = dialect.describeTools([
      tool('look_up', { city: { type: 'string', description: 'Name of the town' } }),
    ]);
    for (const part of ['look_up', 'Does look_up.', 'city', 'Name of the town']) expect(text).toContain(part);
  });

  it('shows every result in call order', () => {
    const result = (name: string, text: string, isError: boolean): ToolResultBlock => ({
      type: 'tool_result',
      toolCallId: `functions.${name}:0`,
      toolName: name,
      content: [{ type: 'text', text }],
      isError,
    });
    const text = dialect.renderResults([result('one', 'first <b>', false), result('two', 'second', true)]);
    expect(text.indexOf('first <b>')).toBeGreaterThan(-1);
    expect(text.indexOf('second')).toBeGreaterThan(text.indexOf('first <b>'));
    expect(text.toLowerCase()).toContain('error');
  });

  it('writes nothing for no calls', () => {
    expect(dialect.renderCalls([], [])).toBe('');
  });
});
