/**
 * Task "tool_choice": the candidate that speaks of an action in the same words, or none.
 */
import type { JsonObject } from '../../schema/json-schema.ts';
import { tokens } from '../../text/tokens.ts';
import { gapNamed } from '../gaps/index.ts';
import { numberAt, objectsAt, textAt } from '../input.ts';

/** Share of the action's words that a tool has to use. */
const ENOUGH = 0.5;

function likeness(wanted: string, description: string): number {
  const words = [...new Set(tokens(wanted))];
  const said = new Set(tokens(description));
  return words.length === 0 ? 0 : words.filter((word) => said.has(word)).length / words.length;
}

/** Chooses for every action. */
export function toolChoice(input: JsonObject): JsonObject {
  return {
    choices: objectsAt(input, 'actions').map((action, at) => {
      const index = numberAt(action, 'action', at);
      if (gapNamed(textAt(action, 'does'))) return { action: index, tool: null, computable: true };
      const wanted = textAt(action, 'needs') || textAt(action, 'does');
      const [best] = objectsAt(action, 'candidates')
        .map((one) => ({
          name: textAt(one, 'name'),
          score: likeness(
            wanted,
            `${textAt(one, 'name').replace(/[_-]+/g, ' ')} ${textAt(one, 'description')}`,
          ),
        }))
        .sort((left, right) => right.score - left.score);
      return { action: index, tool: best && best.score >= ENOUGH ? best.name : null, computable: false };
    }),
  };
}
