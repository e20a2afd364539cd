/** Any trajectory that core's schema accepts, sensible or not, for properties. */
import {
  type Block,
  type JsonObject,
  type Message,
  NO_USAGE,
  RESULT_ERRORS,
  RUN_STATES,
  STOP_REASONS,
  type ToolDefinition,
  type Trajectory,
  type TrajectoryRun,
} from '@nex/core';
import fc from 'fast-check';

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '[empty]', '```', '{"a":', '{}'));
const id = fc.constantFrom('c_1', 'c_2', 'c_3', '__proto__');
const name = fc.constantFrom('search', 'sum', 'Agent', 'toString', 'x');
const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonObject[string]>;
const jsonObject: fc.Arbitrary<JsonObject> = fc.dictionary(fc.string(), json, { maxKeys: 4 });

const textBlock = fc.record({ type: fc.constant('text' as const), text });
const imageBlock = fc.record({ type: fc.constant('image' as const), url: text });
const block: fc.Arbitrary<Block> = fc.oneof(
  textBlock,
  imageBlock,
  fc.record({ type: fc.constant('reasoning' as const), text }),
  fc.record({ type: fc.constant('tool_call' as const), id, name, argumentsText: text }),
  jsonObject.chain((args) =>
    fc.record({
      type: fc.constant('tool_call' as const),
      id,
      name,
      argumentsText: fc.constant(JSON.stringify(args)),
      arguments: fc.constant(args),
    }),
  ),
  fc.record(
    {
      type: fc.constant('tool_result' as const),
      toolCallId: id,
      toolName: name,
      content: fc.array(fc.oneof(textBlock, imageBlock), { maxLength: 2 }),
      isError: fc.boolean(),
      errorKind: fc.constantFrom(...RESULT_ERRORS),
      structured: json,
    },
    { requiredKeys: ['type', 'toolCallId', 'toolName', 'content', 'isError'] },
  ),
);

const message: fc.Arbitrary<Message> = fc.record({
  role: fc.constantFrom('system' as const, 'user' as const, 'assistant' as const, 'tool' as const),
  content: fc.array(block, { maxLength: 3 }),
});

/** Includes schemas that are none. */
const inputSchema = fc.oneof(
  jsonObject,
  fc.constantFrom<JsonObject>(
    { type: 'object', required: ['a'] },
    { type: 'nonsense' },
    { $ref: '#' },
    { $ref: 'https://example.com/schema.json' },
    {
      $schema: 'http://json-schema.org/draft-07/schema#',
      properties: { a: { items: [{ type: 'string' }] } },
    },
    { properties: { a: { pattern: '(' } } },
  ),
);

const toolDefinition: fc.Arbitrary<ToolDefinition> = fc.record({
  name,
  description: text,
  inputSchema,
  origin: fc.oneof(
    fc.record({ kind: fc.constantFrom('builtin' as const, 'sub_agent' as const) }),
    fc.record({ kind: fc.constant('mcp' as const), server: text, tool: name, snapshot: text }),
  ),
  repeatable: fc.boolean(),
  disableParallel: fc.boolean(),
});

const run: fc.Arbitrary<TrajectoryRun> = fc.record({
  runId: fc.constantFrom('run_root', 'run_child'),
  parentRunId: fc.constantFrom(null, 'run_root'),
  parentCallId: fc.option(id),
  agent: text,
  depth: fc.nat(3),
  state: fc.constantFrom(...RUN_STATES),
  stopReason: fc.constantFrom(null, ...STOP_REASONS),
  tools: fc.array(toolDefinition, { maxLength: 3 }),
  messages: fc.array(message, { maxLength: 8 }),
  response: text,
  usage: fc.constant(NO_USAGE),
  startedAt: text,
  finishedAt: fc.option(text),
});

export const anyTrajectory: fc.Arbitrary<Trajectory> = fc.record({
  version: fc.constant(1 as const),
  rootRunId: fc.constantFrom('run_root', 'run_gone'),
  runs: fc.array(run, { minLength: 1, maxLength: 3 }),
  usage: fc.constant(NO_USAGE),
  provenance: fc.record({
    model: text,
    provider: text,
    offlineModel: fc.boolean(),
    seed: fc.nat(),
    frameworkDigest: text,
    traceId: text,
  }),
});
