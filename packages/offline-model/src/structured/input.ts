/**
 * The input of a structured task stands in its prompt as a fenced JSON block after the word "Input:".
 */
import { isObject, type Json, type JsonObject, parseJson } from '../schema/json-schema.ts';

/** The input object of a prompt, or nothing when it has none. */
export function inputOf(prompt: string): JsonObject | undefined {
  const blocks = [...prompt.matchAll(/```(?:json)?\s*\n([\s\S]*?)\n\s*```/g)];
  const after = prompt.lastIndexOf('Input:');
  const chosen = blocks.find(({ index }) => index >= after && after >= 0) ?? blocks.at(-1);
  const value = parseJson(chosen?.[1] ?? prompt.trim());
  return isObject(value) ? value : undefined;
}

/** A text of the input, or an empty one. */
export function textAt(input: JsonObject, name: string): string {
  const value = input[name];
  return typeof value === 'string' ? value : '';
}

/** The texts of a list of the input. */
export function textsAt(input: JsonObject, name: string): string[] {
  const value = input[name];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** The objects of a list of the input. */
export function objectsAt(input: JsonObject, name: string): JsonObject[] {
  const value: Json | undefined = input[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** An object of the input, or an empty one. */
export function objectAt(input: JsonObject, name: string): JsonObject {
  const value = input[name];
  return isObject(value) ? value : {};
}

/** A whole number of the input, or the given one. */
export function numberAt(input: JsonObject, name: string, otherwise: number): number {
  const value = input[name];
  return typeof value === 'number' ? Math.round(value) : otherwise;
}
