/** Qwen 2.5, Qwen 3 and Hermes: JSON in `<tool_call>`. */
import { dialectFamily } from './text/family.ts';
import { TOOL_RESPONSE } from './text/results.ts';
import { textExporter } from './text/text-exporter.ts';

export const hermes = textExporter(
  dialectFamily({
    dialect: 'hermes',
    version: 1,
    resultRole: 'user',
    results: TOOL_RESPONSE,
  }),
);
