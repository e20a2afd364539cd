/** Columns for classes of doubling width, empty ones in between included. */
import { box, figure, svg, text, WIDTH } from './svg.ts';

const HEIGHT = 280;
const BASE = 230;
const TOP = 60;
const LEFT = 24;
const MAX_GAP = 6;

/** @param counts Lower bound of the class → rows. @param least The bound of the first class above zero. */
export function histogram(
  title: string,
  unit: string,
  counts: Readonly<Record<string, number>>,
  least: number,
): string {
  const bounds = classesOf(counts, least);
  const most = Math.max(1, ...Object.values(counts));
  const step = (WIDTH - 2 * LEFT) / Math.max(bounds.length, 6);
  const body = bounds.flatMap((from, index) => {
    const rows = counts[String(from)] ?? 0;
    const height = (rows / most) * (BASE - TOP);
    const x = LEFT + index * step;
    const middle = x + step / 2;
    return [
      ...(rows > 0
        ? [box(x + MAX_GAP / 2, BASE - Math.max(height, 1), step - MAX_GAP, Math.max(height, 1))]
        : []),
      ...(rows > 0
        ? [text(figure(rows), { x: middle, y: BASE - height - 6, anchor: 'middle', className: 'soft' })]
        : []),
      text(nameOf(from, least), { x: middle, y: BASE + 18, anchor: 'middle' }),
    ];
  });
  return svg(title, HEIGHT, [
    ...body,
    `<line class="line" x1="${LEFT}" y1="${BASE}" x2="${WIDTH - LEFT}" y2="${BASE}"/>`,
    text(unit, { x: WIDTH / 2, y: BASE + 40, anchor: 'middle', className: 'soft' }),
  ]);
}

function classesOf(counts: Readonly<Record<string, number>>, least: number): number[] {
  const present = Object.keys(counts).map(Number);
  const bounds: number[] = Object.hasOwn(counts, '0') ? [0] : [];
  const [low, high] = [Math.min(...present.filter((bound) => bound > 0)), Math.max(...present)];
  for (let bound = bounds.length > 0 ? least : low; bound <= high; bound *= 2) bounds.push(bound);
  return bounds;
}

function nameOf(from: number, least: number): string {
  if (from === 0) return least === 1 ? '0' : `<${short(least)}`;
  return from === 1 ? '1' : least === 1 ? `${short(from)}–${short(from * 2 - 1)}` : `${short(from)}+`;
}

function short(value: number): string {
  if (value >= 1_048_576) return `${value / 1_048_576}M`;
  return value >= 1024 && value % 1024 === 0 ? `${value / 1024}k` : String(value);
}
