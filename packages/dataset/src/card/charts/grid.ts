/** A table of counts, the more the fuller its colour. */
import { box, figure, svg, text, WIDTH } from './svg.ts';

const TOP = 70;
const ROW = 34;
const LABEL = 130;

export function grid(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly [name: string, counts: Readonly<Record<string, number>>])[],
): string {
  const most = Math.max(1, ...rows.flatMap(([, counts]) => Object.values(counts)));
  const step = Math.min(120, (WIDTH - LABEL - 20) / Math.max(columns.length, 1));
  const heads = columns.map((name, index) =>
    text(name, { x: LABEL + (index + 0.5) * step, y: TOP - 10, anchor: 'middle', room: step }),
  );
  const cells = rows.flatMap(([name, counts], line) => {
    const y = TOP + line * ROW;
    return [
      text(name, { x: LABEL - 12, y: y + 20, anchor: 'end', room: LABEL - 16 }),
      ...columns.flatMap((column, index) => {
        const value = counts[column] ?? 0;
        const x = LABEL + index * step;
        return [
          box(x + 2, y, step - 4, ROW - 4, 0.06 + 0.44 * (value / most)),
          text(figure(value), { x: x + step / 2, y: y + 20, anchor: 'middle' }),
        ];
      }),
    ];
  });
  return svg(title, TOP + rows.length * ROW + 12, [...heads, ...cells]);
}
