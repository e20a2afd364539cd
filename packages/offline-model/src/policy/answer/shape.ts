/**
 * A shape is one form results come in, recognised by what the result and the
 * arguments hold, never by the tool's name, and told as one sentence.
 */
import type { Json, JsonObject } from '../../schema/json-schema.ts';

/** A result to be told. */
export type Told = {
  /** The result as JSON, when it is JSON. */
  json: Json | undefined;
  /** The same when it is an object, else an empty one. */
  fields: JsonObject;
  /** The result as it came. */
  text: string;
  /** The arguments of the call. */
  given: JsonObject;
  /** What was asked. */
  asked: string;
};

/** One form of result; answers nothing when the result has another form. */
export type Shape = { name: string; tell(told: Told): string | undefined };

/** A member as text, when it is a text or a number. */
export function word(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}
