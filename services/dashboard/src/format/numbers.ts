/** Numbers as people read them. Each function takes the unit that its name says and gives a short text. */

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0 });

/** `12,345`; from a million on `1.2M`. */
export function formatCount(count: number): string {
  return Math.abs(count) < 1_000_000 ? whole.format(count) : compact.format(count);
}

/** `950`, `12.3K`, `4.6M`. */
export function formatCompact(count: number): string {
  return compact.format(count);
}

/** Small amounts keep two significant digits: `$0.0042`, `$1.30`, `$12,400`. */
export function formatMoney(usd: number): string {
  if (usd === 0) return '$0';
  if (usd < 0.01) return `$${usd.toPrecision(2)}`;
  const digits = usd < 1000 ? 2 : 0;
  return `$${new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(usd)}`;
}

/** `share` from 0 to 1. */
export function formatPercent(share: number): string {
  return percent.format(share);
}

/** `640 B`, `12.4 kB`, `3.1 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let amount = bytes;
  let unit = 0;
  while (amount >= 1000 && unit < units.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  return `${unit === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${units[unit]}`;
}
