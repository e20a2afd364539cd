/**
 * A filler reads one kind of argument from a request and from what is known so far.
 * It answers nothing rather than guess.
 */
import type { Json, JsonObject, JsonSchema } from '../../schema/json-schema.ts';
import type { Concept } from '../concepts/concept.ts';
import type { Outcome, Request, Situation, Tool } from '../types.ts';

/** A parameter to be filled. */
export type Property = {
  name: string;
  schema: JsonSchema;
  type: string;
  required: boolean;
  description: string;
  /** The comparable words of the name. */
  own: string[];
  /** The names of the parameters beside it. */
  siblings: string[];
};

/** What an argument can be read from. */
export type FillContext = {
  tool: Tool;
  request: Request;
  /** The request with what it points back at put in. */
  text: string;
  concept: Concept | undefined;
  situation: Situation;
  /** Results the request builds on. */
  sources: Outcome[];
  /** The same as sentences, together with the facts the message brought. */
  notes: string[];
  /** The directory that relative paths start at. */
  base: string | undefined;
  /** The arguments chosen before this one. */
  chosen: JsonObject;
};

/** One kind of argument. */
export type Filler = {
  name: string;
  fits(property: Property, context: FillContext): boolean;
  fill(property: Property, context: FillContext): Json | undefined;
};

/** True when the property's name has one of the words. */
export function isCalled(property: Property, ...words: string[]): boolean {
  return words.some((word) => property.own.includes(word));
}
