/** MiniMax M2: invocations in `<minimax:tool_call>`. */
import { dialectFamily } from './text/family.ts';
import { textExporter } from './text/text-exporter.ts';

export const minimaxM2 = textExporter(
  dialectFamily({
    dialect: 'minimax-m2',
    version: 1,
    resultRole: 'tool',
    results: {
      head: '',
      open: /<response>/y,
      close: () => '</response>',
      separator: '\n',
      isNamed: false,
      marksErrors: false,
    },
  }),
);
