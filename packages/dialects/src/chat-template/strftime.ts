/** `strftime` in the C locale, over a wall clock. */

/** Milliseconds of the wall clock as if it were UTC. */
export function wallClock(now: Date | string): number | undefined {
  if (now instanceof Date) return Number.isNaN(now.getTime()) ? undefined : now.getTime();
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?/.exec(now);
  if (!match) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0'] = match;
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAY_MS = 86_400_000;

/** An unknown directive stays as it is. `%-d` leaves the padding out. */
export function strftime(format: string, wallClockMs: number): string {
  const date = new Date(wallClockMs);
  return format.replace(/%([-_^#0]?)([a-zA-Z%])/g, (all, flag: string, directive: string) => {
    const text = directiveText(directive, date);
    if (text === undefined) return all;
    if (flag === '-') return text.replace(/^[0 ]+(?=.)/, '');
    if (flag === '_') return text.replace(/^0+(?=.)/, (zeros) => ' '.repeat(zeros.length));
    if (flag === '0') return text.replace(/^ +/, (spaces) => '0'.repeat(spaces.length));
    return flag === '^' || flag === '#' ? text.toUpperCase() : text;
  });
}

function directiveText(directive: string, date: Date): string | undefined {
  const two = (value: number) => String(value).padStart(2, '0');
  const year = date.getUTCFullYear();
  const weekday = date.getUTCDay();
  const yearDay = Math.floor((date.getTime() - Date.UTC(year, 0, 1)) / DAY_MS);
  const day = DAYS[weekday] ?? '';
  const month = MONTHS[date.getUTCMonth()] ?? '';
  const hour12 = date.getUTCHours() % 12 || 12;
  const compound = (format: string) => strftime(format, date.getTime());
  switch (directive) {
    case 'a':
      return day.slice(0, 3);
    case 'A':
      return day;
    case 'b':
    case 'h':
      return month.slice(0, 3);
    case 'B':
      return month;
    case 'c':
      return compound('%a %b %e %H:%M:%S %Y');
    case 'C':
      return two(Math.floor(year / 100));
    case 'd':
      return two(date.getUTCDate());
    case 'D':
    case 'x':
      return compound('%m/%d/%y');
    case 'e':
      return String(date.getUTCDate()).padStart(2, ' ');
    case 'f':
      return `${String(date.getUTCMilliseconds()).padStart(3, '0')}000`;
    case 'F':
      return compound('%Y-%m-%d');
    case 'H':
      return two(date.getUTCHours());
    case 'I':
      return two(hour12);
    case 'j':
      return String(yearDay + 1).padStart(3, '0');
    case 'k':
      return String(date.getUTCHours()).padStart(2, ' ');
    case 'l':
      return String(hour12).padStart(2, ' ');
    case 'm':
      return two(date.getUTCMonth() + 1);
    case 'M':
      return two(date.getUTCMinutes());
    case 'n':
      return '\n';
    case 'p':
      return date.getUTCHours() < 12 ? 'AM' : 'PM';
    case 'r':
      return compound('%I:%M:%S %p');
    case 'R':
      return compound('%H:%M');
    case 's':
      return String(Math.floor(date.getTime() / 1000));
    case 'S':
      return two(date.getUTCSeconds());
    case 't':
      return '\t';
    case 'T':
    case 'X':
      return compound('%H:%M:%S');
    case 'u':
      return String(weekday || 7);
    case 'U':
      return two(Math.floor((yearDay + 7 - weekday) / 7));
    case 'w':
      return String(weekday);
    case 'W':
      return two(Math.floor((yearDay + 7 - ((weekday + 6) % 7)) / 7));
    case 'y':
      return two(year % 100);
    case 'Y':
      return String(year);
    case 'z':
    case 'Z':
      return '';
    case '%':
      return '%';
    default:
      return undefined;
  }
}
