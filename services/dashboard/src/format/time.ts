/** Times and durations as people read them. Times come as RFC 3339, durations in milliseconds. */

const dateTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'narrow' });

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `29 Nov 2026, 13:09:07`, in the reader's time zone. */
export function formatDateTime(time: string): string {
  return dateTime.format(new Date(time));
}

/** `13:09` today, `28 Nov` before. */
export function formatShortTime(time: string, nowMs: number): string {
  const date = new Date(time);
  return nowMs - date.getTime() < DAY_MS ? clock.format(date) : day.format(date);
}

/** `12 sec. ago`, `3 min. ago`, `yesterday`. */
export function formatAgo(time: string, nowMs: number): string {
  const passedMs = nowMs - Date.parse(time);
  if (passedMs < 5 * SECOND_MS) return 'just now';
  if (passedMs < MINUTE_MS) return relative.format(-Math.floor(passedMs / SECOND_MS), 'second');
  if (passedMs < HOUR_MS) return relative.format(-Math.floor(passedMs / MINUTE_MS), 'minute');
  if (passedMs < DAY_MS) return relative.format(-Math.floor(passedMs / HOUR_MS), 'hour');
  return relative.format(-Math.floor(passedMs / DAY_MS), 'day');
}

/** `84 ms`, `3.2 s`, `4 min 05 s`, `2 h 10 min`. */
export function formatDuration(durationMs: number): string {
  const ms = Math.max(0, durationMs);
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`;
  if (ms < MINUTE_MS) return `${(ms / SECOND_MS).toFixed(1)} s`;
  if (ms < HOUR_MS) {
    const seconds = Math.floor((ms % MINUTE_MS) / SECOND_MS);
    return `${Math.floor(ms / MINUTE_MS)} min ${String(seconds).padStart(2, '0')} s`;
  }
  return `${Math.floor(ms / HOUR_MS)} h ${Math.floor((ms % HOUR_MS) / MINUTE_MS)} min`;
}

/** Of what began and may not have ended; `undefined` for what has not begun. */
export function elapsedMs(
  from: string | undefined,
  to: string | undefined,
  nowMs: number,
): number | undefined {
  return from === undefined ? undefined : (to === undefined ? nowMs : Date.parse(to)) - Date.parse(from);
}

/** The label of a bucket of a minute, an hour or a day. */
export function formatBucket(time: string, bucket: 'minute' | 'hour' | 'day'): string {
  const date = new Date(time);
  if (bucket === 'day') return day.format(date);
  return date.getHours() === 0 && bucket === 'hour' ? day.format(date) : clock.format(date);
}
