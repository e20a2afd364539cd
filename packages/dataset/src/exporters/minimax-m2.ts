/** MiniMax M2: invocations in `<minimax:tool_call>`. */
import { dialectFamily, type TurnParts } from './text/family.ts';
import { textExporter } from './text/text-exporter.ts';

export const minimaxM2 = textExporter(
  dialectFamily({
    dialect: 'minimax-m2',
    version: 2,
    resultRole: 'tool',
    results: {
      head: '',
      open: '<response>',
      close: () => '</response>',
      separator: '\n',
      isNamed: false,
      marksErrors: false,
    },
    renderTurn,
  }),
);

/** Calls begin a line of their own, also where nothing stands before them. */
function renderTurn({ reasoning, text, calls }: TurnParts): string {
  const thought = reasoning === '' ? '' : `<think>\n${reasoning}\n</think>\n\n`;
  return `${thought}${text}${calls === '' ? '' : `\n${calls}`}`;
}
