/** Asks a model for a value of a schema, and asks again with the problem when the answer is not one. */
import * as z from 'zod';
import { NexError } from '../error.ts';
import type { Json, JsonSchema } from '../json.ts';
import { type Message, textMessage, textOf } from '../message.ts';
import type { Model, Sampling } from '../model.ts';
import { addUsage, NO_USAGE, type Usage } from '../usage.ts';
import { extractJson } from './extract-json.ts';

export interface StructuredQuestion<T> {
  /** Goes to the server as the schema's name and into errors: `^[A-Za-z0-9_-]{1,64}$`. */
  name: string;
  schema: z.ZodType<T>;
  system: string;
  instruction: string;
  input: Json;
  sampling?: Sampling;
  /** Answers looked at before giving up. Default 3. */
  attempts?: number;
  signal: AbortSignal;
}

export interface StructuredAnswer<T> {
  value: T;
  /** Of all calls. */
  usage: Usage;
  calls: number;
}

/** @throws NexError `model_bad_output` after the last attempt, with the first problem; else what the model throws. */
export async function askStructured<T>(
  model: Model,
  question: StructuredQuestion<T>,
): Promise<StructuredAnswer<T>> {
  const { name, schema, sampling, attempts = 3, signal } = question;
  const responseSchema = { name, schema: jsonSchemaOf(schema) };
  let messages: Message[] = [textMessage('system', question.system), textMessage('user', ask(question))];
  let usage = NO_USAGE;
  let firstProblem: string | undefined;
  for (let calls = 1; calls <= attempts; calls += 1) {
    const request = { messages, responseSchema, ...(sampling ? { sampling } : {}) };
    const reply = await model.call(request, { signal });
    usage = addUsage(usage, reply.usage);
    const text = textOf(reply.message);
    const read = readValue(schema, text, reply.finishReason === 'length');
    if ('value' in read) return { value: read.value, usage, calls };
    firstProblem ??= read.problem;
    messages = [
      ...messages,
      textMessage('assistant', text || '(empty)'),
      textMessage('user', askAgain(read.problem)),
    ];
  }
  throw new NexError(
    'model_bad_output',
    `The model gave no usable ${name} in ${attempts} answers: ${firstProblem ?? 'no attempt was allowed'}`,
    { where: name, hint: 'Use a model that follows JSON schemas, or raise its output limit.' },
  );
}

function ask({ instruction, input }: { instruction: string; input: Json }): string {
  return `${instruction}\n\nInput:\n\`\`\`json\n${JSON.stringify(input, null, 2)}\n\`\`\``;
}

function askAgain(problem: string): string {
  return `Your answer cannot be used: ${problem}\nAnswer again with one JSON value that is valid against the schema, and nothing else.`;
}

function readValue<T>(
  schema: z.ZodType<T>,
  text: string,
  wasCut: boolean,
): { value: T } | { problem: string } {
  if (text.trim() === '') return { problem: 'it is empty.' };
  const found = extractJson(text);
  if (!found)
    return { problem: wasCut ? 'it was cut off before it was complete.' : 'it holds no complete JSON.' };
  const parsed = schema.safeParse(found.value);
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  const path = issue?.path.map(String).join('.') ?? '';
  return { problem: `${path === '' ? 'the value' : path}: ${issue?.message ?? 'is not valid'}.` };
}

const JSON_SCHEMAS = new WeakMap<z.ZodType, JsonSchema>();

/** What the model has to write (the schema's input), converted once per schema. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  let json = JSON_SCHEMAS.get(schema);
  if (!json) {
    const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input' });
    // A JSON Schema is JSON; zod's type for it also holds its own marks.
    json = rest as unknown as JsonSchema;
    JSON_SCHEMAS.set(schema, json);
  }
  return json;
}
