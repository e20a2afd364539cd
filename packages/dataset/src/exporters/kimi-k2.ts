/** Kimi K2: a section of calls with ids. */
import { dialectFamily } from './text/family.ts';
import { textExporter } from './text/text-exporter.ts';

export const kimiK2 = textExporter(
  dialectFamily({
    dialect: 'kimi-k2',
    version: 1,
    resultRole: 'tool',
    results: {
      head: '',
      open: /## Return of functions\.([^\n<:]*):\d+\n/y,
      close: () => '',
      separator: '\n',
      isNamed: true,
      marksErrors: false,
    },
  }),
);
