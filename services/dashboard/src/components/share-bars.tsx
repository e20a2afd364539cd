/** Names with counts as bars, the longest first or as they come; a row may be a button. */
import { formatCount, formatPercent } from '../format/numbers.ts';

export interface ShareBar {
  name: string;
  /** Shown in the place of a long name, which stays in the tooltip. */
  label?: string | undefined;
  count: number;
  /** Another number beside it. */
  note?: string;
}

export interface ShareBarsProps {
  bars: readonly ShareBar[];
  /** What a whole bar means. Default: the largest count. */
  of?: number;
  /** What the share is of. Default: the sum. */
  total?: number;
  tone?: 'accent' | 'bad' | 'warn';
  onPick?: (name: string) => void;
  /** Says what a click does. */
  pickLabel?: (name: string) => string;
}

const FILLS = { accent: 'bg-accent', bad: 'bg-bad-mark', warn: 'bg-warn-mark' };

export function ShareBars({ bars, of, total, tone = 'accent', onPick, pickLabel }: ShareBarsProps) {
  const whole = of ?? Math.max(1, ...bars.map(({ count }) => count));
  const sum = total ?? bars.reduce((all, { count }) => all + count, 0);
  return (
    <ul className="space-y-1">
      {bars.map(({ name, label, count, note }) => {
        const row = (
          <>
            <span className="flex justify-between gap-3">
              <span className="truncate" title={name}>
                {label ?? name}
              </span>
              <span className="shrink-0 text-muted">
                {note !== undefined && <span className="pr-2 text-faint">{note}</span>}
                {formatCount(count)}
                <span className="inline-block w-11 text-right text-faint">
                  {formatPercent(sum === 0 ? 0 : count / sum)}
                </span>
              </span>
            </span>
            <span className="mt-0.5 block h-1 overflow-hidden rounded-full bg-sunken">
              <span
                className={`block h-full rounded-full ${FILLS[tone]}`}
                style={{ width: `${Math.min(100, (count * 100) / whole)}%` }}
              />
            </span>
          </>
        );
        return (
          <li key={name}>
            {onPick === undefined ? (
              <div className="px-1 py-0.5">{row}</div>
            ) : (
              <button
                type="button"
                title={pickLabel?.(name)}
                onClick={() => onPick(name)}
                className="block w-full rounded px-1 py-0.5 text-left hover:bg-sunken"
              >
                {row}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
