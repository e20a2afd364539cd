/** gpt-oss: harmony channels. A turn is the text behind `<|start|>assistant`; the last one ends with `<|return|>`. */
import { dialectFamily, type TurnParts } from './text/family.ts';
import { textExporter } from './text/text-exporter.ts';

export const harmony = textExporter(
  dialectFamily({
    dialect: 'harmony',
    version: 1,
    systemRole: 'developer',
    resultRole: 'tool',
    results: {
      head: '',
      open: /<\|start\|>functions\.([^\n< ]*) to=assistant<\|channel\|>commentary<\|message\|>/y,
      close: () => '<|end|>',
      separator: '',
      isNamed: true,
      marksErrors: false,
    },
    renderTurn,
  }),
);

const START = '<|start|>assistant';

function renderTurn({ reasoning, text, calls, isLast }: TurnParts): string {
  let turn = reasoning === '' ? '' : `${START}<|channel|>analysis<|message|>${reasoning}<|end|>`;
  if (text !== '' || (reasoning === '' && calls === '')) {
    const channel = calls === '' ? 'final' : 'commentary';
    const end = channel === 'final' && isLast ? '<|return|>' : '<|end|>';
    turn += `${START}<|channel|>${channel}<|message|>${text}${end}`;
  }
  return (turn + calls).slice(START.length);
}
