/** GLM 4.5 and later: keys and values in `<tool_call>`. */
import { dialectFamily } from './text/family.ts';
import { TOOL_RESPONSE } from './text/results.ts';
import { textExporter } from './text/text-exporter.ts';

export const glm45 = textExporter(
  dialectFamily({
    dialect: 'glm45',
    version: 1,
    resultRole: 'observation',
    results: TOOL_RESPONSE,
  }),
);
