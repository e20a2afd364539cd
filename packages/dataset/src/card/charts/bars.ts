/** Bars from left to right, one a line, with its name before it and its figure behind. */
import { box, figure, svg, text, WIDTH } from './svg.ts';

const ROW = 26;
const TOP = 44;
const LABEL = 220;
const BAR = WIDTH - LABEL - 130;

export function bars(title: string, rows: readonly (readonly [name: string, value: number])[]): string {
  const most = Math.max(1, ...rows.map(([, value]) => value));
  const body = rows.flatMap(([name, value], index) => {
    const y = TOP + index * ROW;
    const width = (value / most) * BAR;
    return [
      text(name, { x: LABEL, y: y + 14, anchor: 'end', room: LABEL - 12 }),
      box(LABEL + 10, y, Math.max(width, value > 0 ? 1 : 0), ROW - 8),
      text(figure(value), { x: LABEL + 18 + width, y: y + 14, className: 'soft' }),
    ];
  });
  return svg(title, TOP + rows.length * ROW + 10, body);
}
