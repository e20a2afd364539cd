/** GLM 4.5 and later: keys and values in `<tool_call>`. */
import { dialectFamily, type TurnParts } from './text/family.ts';
import { TOOL_RESPONSE } from './text/results.ts';
import { textExporter } from './text/text-exporter.ts';

export const glm45 = textExporter(
  dialectFamily({
    dialect: 'glm45',
    version: 2,
    resultRole: 'observation',
    results: TOOL_RESPONSE,
    renderTurn,
  }),
);

/** Every turn begins with its reasoning, be it empty. */
function renderTurn({ reasoning, text, calls }: TurnParts): string {
  const parts = [`<think>${reasoning}</think>`, text, calls];
  return parts.filter((part) => part !== '').join('\n');
}
