/**
 * Dates and times of day are read from prose into ISO form.
 * A month without a day is read as the first of that month.
 */

/** A value found in a text, with the place it was found. */
export type Found<T> = { value: T; raw: string; index: number };

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const MONTH = `(${MONTHS.map((name) => `${name}|${name.slice(0, 3)}\\.?`).join('|')}|sept\\.?)`;

function monthNumber(word: string): number {
  return MONTHS.findIndex((name) => name.startsWith(word.toLowerCase().replace('.', '').slice(0, 3))) + 1;
}

function iso(year: string, month: number, day: number): string | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

type Shape = { pattern: RegExp; read(groups: string[]): string | undefined };

const SHAPES: Shape[] = [
  {
    pattern: /\b(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)/g,
    read: ([year = '', month, day]) => iso(year, Number(month), Number(day)),
  },
  {
    pattern: new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?(?:\\s+of)?\\s+${MONTH},?\\s+(\\d{4})\\b`, 'gi'),
    read: ([day, month = '', year = '']) => iso(year, monthNumber(month), Number(day)),
  },
  {
    pattern: new RegExp(`\\b${MONTH}\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})\\b`, 'gi'),
    read: ([month = '', day, year = '']) => iso(year, monthNumber(month), Number(day)),
  },
  {
    pattern: new RegExp(`\\b${MONTH}\\s+(?:of\\s+)?(\\d{4})\\b`, 'gi'),
    read: ([month = '', year = '']) => iso(year, monthNumber(month), 1),
  },
  {
    pattern: /(\d{4})年(\d{1,2})月(\d{1,2})日/g,
    read: ([year = '', month, day]) => iso(year, Number(month), Number(day)),
  },
  { pattern: /(\d{4})年(\d{1,2})月(?!\d)/g, read: ([year = '', month]) => iso(year, Number(month), 1) },
];

/** Every date of the text, in order, as YYYY-MM-DD. */
export function datesIn(text: string): Found<string>[] {
  const found: Found<string>[] = [];
  for (const { pattern, read } of SHAPES) {
    for (const match of text.matchAll(pattern)) {
      const value = read(match.slice(1));
      const overlaps = found.some(
        (other) =>
          match.index < other.index + other.raw.length && other.index < match.index + match[0].length,
      );
      if (value !== undefined && !overlaps) found.push({ value, raw: match[0], index: match.index });
    }
  }
  return found.sort((left, right) => left.index - right.index);
}

/** Every time of day of the text, in order, as HH:mm. */
export function timesIn(text: string): Found<string>[] {
  const found: Found<string>[] = [];
  const pattern =
    /\b(\d{1,2})(?::(\d{2}))?(?::\d{2})?\s*(a\.?m\.?|p\.?m\.?)(?!\w)|\b(\d{1,2}):(\d{2})(?!\d)|\b(noon|midnight)\b/gi;
  for (const match of text.matchAll(pattern)) {
    const [raw, hour12, minute12, half, hour24, minute24, word] = match;
    let hour = Number(hour12 ?? hour24 ?? (word?.toLowerCase() === 'noon' ? 12 : 0));
    if (half?.toLowerCase().startsWith('p') && hour < 12) hour += 12;
    if (half?.toLowerCase().startsWith('a') && hour === 12) hour = 0;
    const minute = Number(minute12 ?? minute24 ?? 0);
    if (hour > 23 || minute > 59) continue;
    const value = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
    found.push({ value, raw, index: match.index });
  }
  return found;
}

/** A date as people write it: "12 March 2027". */
export function spokenDate(isoDate: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(isoDate);
  if (!match) return isoDate;
  const name = MONTHS[Number(match[2]) - 1] ?? '';
  return `${Number(match[3])} ${name.charAt(0).toUpperCase()}${name.slice(1)} ${match[1]}`;
}

/** A month as people write it: "March 2027". */
export function spokenMonth(isoDate: string): string {
  return spokenDate(isoDate).replace(/^\d+ /, '');
}

/** A date as people write it in Chinese: "2027年3月12日". */
export function zhDate(isoDate: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(isoDate);
  return match ? `${match[1]}年${Number(match[2])}月${Number(match[3])}日` : isoDate;
}

/** A month as people write it in Chinese: "2027年3月". */
export function zhMonth(isoDate: string): string {
  return zhDate(isoDate).replace(/\d+日$/, '');
}
