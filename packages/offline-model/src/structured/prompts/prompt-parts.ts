/**
 * What prompts of either language are written from.
 */
import type { JsonObject } from '../../schema/json-schema.ts';
import { objectAt, textAt } from '../input.ts';

/** What a prompt is written from. */
export type PromptParts = {
  name: string;
  agent: JsonObject;
  about: string;
  tools: JsonObject[];
  helpers: JsonObject[];
  takesPaths: boolean;
};

/** What does an action: the name of a tool or an agent. */
export function doerOf(action: JsonObject): string {
  const by = objectAt(action, 'by');
  return textAt(by, 'tool') || textAt(by, 'agent');
}

/** Names of fields with their descriptions. */
export function fieldLines(fields: readonly JsonObject[], gap: string): string[] {
  return fields.map((field) => `- \`${textAt(field, 'name')}\`${gap}${textAt(field, 'description')}`);
}
