/** Llama 3.1 and later: calls as JSON objects. */
import { dialectFamily } from './text/family.ts';
import { textExporter } from './text/text-exporter.ts';

export const llama3 = textExporter(
  dialectFamily({
    dialect: 'llama3',
    version: 1,
    resultRole: 'ipython',
    results: {
      head: '',
      open: /Result of ([^\n<]*):\n/y,
      close: () => '',
      separator: '\n\n',
      isNamed: true,
      marksErrors: false,
    },
  }),
);
