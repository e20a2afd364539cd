/** Mistral: `[TOOL_CALLS]`. */
import { dialectFamily } from './text/family.ts';
import { textExporter } from './text/text-exporter.ts';

export const mistral = textExporter(
  dialectFamily({
    dialect: 'mistral',
    version: 1,
    resultRole: 'tool',
    results: {
      head: '',
      open: '[TOOL_RESULTS]',
      close: () => '[/TOOL_RESULTS]',
      separator: '',
      isNamed: false,
      marksErrors: false,
    },
    think: { open: '[THINK]', close: '[/THINK]' },
  }),
);
