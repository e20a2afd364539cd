/**
 * The tool answers in another form than it did, as after a new version: names of fields in the other spelling, or the whole in
 * an envelope. What it says is the same.
 */
import { isJsonObject, type Json, type ToolOutcome, textOf } from '@nex/core';
import { type Fault, injected } from './fault.ts';

/** Errors and results without text stay as they are. */
export const schemaDrift: Fault = async (call) => {
  const outcome = await call.run();
  const text = textOf(outcome);
  if (outcome.isError || text === '') return outcome;
  const { structured, ...rest } = outcome;
  const drifted: ToolOutcome = {
    ...rest,
    content: [
      { type: 'text', text: JSON.stringify(drift(parse(text))) },
      ...outcome.content.filter((block) => block.type === 'image'),
    ],
    ...(structured === undefined ? {} : { structured: drift(structured) }),
  };
  return injected(drifted, call);
};

/** Newer than the compiler's library. */
const { rawJSON, isRawJSON } = JSON as unknown as {
  rawJSON(text: string): Json;
  isRawJSON(value: Json): boolean;
};

function parse(text: string): Json {
  try {
    return JSON.parse(text, asWritten) as Json;
  } catch {
    return text;
  }
}

/** A number that no double holds, such as an id of 20 digits, stays as it is written. */
function asWritten(_key: string, value: Json, context?: { source?: string }): Json {
  const { source } = context ?? {};
  return typeof value !== 'number' || source === undefined || String(value) === source
    ? value
    : rawJSON(source);
}

function drift(value: Json): Json {
  const respelt = respell(value);
  return JSON.stringify(respelt) === JSON.stringify(value) ? { api_version: 2, payload: value } : respelt;
}

function respell(value: Json): Json {
  if (Array.isArray(value)) return value.map(respell);
  if (!isJsonObject(value) || isRawJSON(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [otherCase(key), respell(one)]));
}

/** `user_id` ↔ `userId`; one word stays. */
function otherCase(key: string): string {
  if (/[a-z0-9]_[a-z]/.test(key)) {
    return key.replaceAll(/(?<=[a-z0-9])_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  }
  return key.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
