/** Times that keep up with the clock. */
import { useEffect, useState } from 'react';
import { elapsedMs, formatAgo, formatDateTime, formatDuration } from '../format/time.ts';

/** The time now, told again every `everyMs`. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** `3m ago`, with the whole time in the title. */
export function Ago({ time }: { time: string }) {
  const now = useNow(10_000);
  return (
    <time dateTime={time} title={formatDateTime(time)}>
      {formatAgo(time, now)}
    </time>
  );
}

/** How long something took, or takes so far. */
export function Elapsed({ from, to }: { from?: string | undefined; to?: string | undefined }) {
  const now = useNow(to === undefined ? 1_000 : 3_600_000);
  const ms = elapsedMs(from, to, now);
  return <span>{ms === undefined ? '–' : formatDuration(ms)}</span>;
}
