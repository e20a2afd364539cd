/** Qwen3-Coder: named tags in `<tool_call>`. */
import { dialectFamily } from './text/family.ts';
import { TOOL_RESPONSE } from './text/results.ts';
import { textExporter } from './text/text-exporter.ts';

export const qwen3Coder = textExporter(
  dialectFamily({
    dialect: 'qwen3-coder',
    version: 1,
    resultRole: 'user',
    results: TOOL_RESPONSE,
  }),
);
