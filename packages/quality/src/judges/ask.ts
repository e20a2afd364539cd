/** Asks a model for a value of a schema, and once more with the problem when the answer is not one. */
import {
  addUsage,
  type Json,
  type JsonSchema,
  type Model,
  NexError,
  NO_USAGE,
  type Sampling,
  textMessage,
  textOf,
  type Usage,
} from '@nex/core';
import * as z from 'zod';

export interface Question<T> {
  name: string;
  schema: z.ZodType<T>;
  system: string;
  input: Json;
  sampling: Sampling;
  signal: AbortSignal;
}

const ATTEMPTS = 2;

/** The value is absent when no answer had the form. @throws whatever the model throws. */
export async function ask<T>(
  model: Model,
  { name, schema, system, input, sampling, signal }: Question<T>,
): Promise<{ value?: T; problem?: string; usage: Usage; calls: number }> {
  const responseSchema = { name, schema: jsonSchemaOf(schema) };
  const task = `Judge this batch.\n\nInput:\n\`\`\`json\n${JSON.stringify(input)}\n\`\`\``;
  let messages = [textMessage('system', system), textMessage('user', task)];
  let usage: Usage = NO_USAGE;
  let problem = '';
  for (let calls = 1; calls <= ATTEMPTS; calls += 1) {
    const reply = await model.call({ messages, responseSchema, sampling }, { signal });
    usage = addUsage(usage, reply.usage);
    const text = textOf(reply.message);
    const read = readValue(schema, text);
    if ('value' in read) return { value: read.value, usage, calls };
    problem = reply.finishReason === 'length' ? 'it was cut off before its end' : read.problem;
    const again = `Your answer cannot be used: ${problem}. Answer with one JSON object of the schema, and shorter if it was cut off.`;
    messages = [
      ...messages.slice(0, 2),
      textMessage('assistant', text || '(empty)'),
      textMessage('user', again),
    ];
  }
  return { problem, usage, calls: ATTEMPTS };
}

function readValue<T>(schema: z.ZodType<T>, text: string): { value: T } | { problem: string } {
  const from = text.indexOf('{');
  const to = text.lastIndexOf('}');
  if (from < 0 || to < from) return { problem: 'it holds no JSON object' };
  let value: unknown;
  try {
    value = JSON.parse(text.slice(from, to + 1));
  } catch {
    return { problem: 'it is no valid JSON' };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  return { problem: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not valid'}` };
}

/** What the model has to write: the schema's input. */
function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest as unknown as JsonSchema;
}

/** A failure that is told, not thrown. */
export function badOutput(name: string, problem: string): ReturnType<NexError['toFailure']> {
  return new NexError('model_bad_output', `The judge gave no usable answer: ${problem}.`, {
    where: name,
    hint: 'Use a model that follows JSON schemas, or raise its output limit.',
  }).toFailure();
}
