/** Results that are values: sums, quantities, moments, colours, codes. */
import { datesIn, spokenDate, spokenMonth } from '../../text/dates.ts';
import { spokenNumber } from '../../text/numbers.ts';
import { listed, shorten } from '../../text/tokens.ts';
import { unitLabel } from '../../text/units.ts';
import { type Shape, word } from './shape.ts';

/** An expression as people write it. */
function spokenExpression(expression: string): string {
  const taxed = /^(-?[\d.]+) \* \(1 ([+-]) (0?\.\d+)\)$/.exec(expression);
  if (taxed)
    return `${taxed[1]} ${taxed[2] === '+' ? 'plus' : 'minus'} ${spokenNumber(Number(taxed[3]) * 100)}%`;
  const share = /^(0\.\d+) \* (-?[\d.]+)$/.exec(expression);
  if (share) return `${spokenNumber(Number(share[1]) * 100)}% of ${share[2]}`;
  const part = /^(-?[\d.]+) \/ (-?[\d.]+) \* 100$/.exec(expression);
  if (part) return `${part[1]} as a percentage of ${part[2]}`;
  return expression.replace(/ \* /g, ' × ').replace(/ \/ /g, ' ÷ ').replace(/ - /g, ' − ');
}

const quoted = (text: string) => `“${shorten(text, 60)}”`;
const clock = (stamp: string) =>
  stamp
    .replace('T', ' ')
    .replace(/:00(?:\.000)?(?:Z)?$|:\d{2}\.\d{3}Z?$/, '')
    .replace(/\.000/, '');

/** A moment of a result, its date spelled out. */
function moment(stamp: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/.exec(stamp);
  if (!match) return stamp;
  const zone = match[3] === 'Z' ? ' UTC' : match[3] ? ` (UTC${match[3]})` : '';
  return `${match[2]}${zone} on ${spokenDate(match[1] ?? '')}`;
}

/** Shapes of values. */
export const VALUES: Shape[] = [
  {
    name: 'sum',
    tell: ({ text, given }) => {
      if (typeof given.expression !== 'string' || !/^-?[\d.]+(?:e[+-]?\d+)?$/i.test(text.trim()))
        return undefined;
      const spoken = spokenExpression(given.expression);
      return `${spoken} ${/%|percentage/.test(spoken) ? 'is' : '='} ${spokenNumber(Number(text))}${/percentage/.test(spoken) ? '%' : ''}`;
    },
  },
  {
    name: 'statistics',
    tell: ({ fields, given }) => {
      if (fields.mean === undefined || fields.median === undefined) return undefined;
      const values = Array.isArray(given.values) ? listed(given.values.map(word)) : '';
      const spread =
        typeof fields.stddev === 'number'
          ? ` and a standard deviation of ${spokenNumber(fields.stddev)}`
          : '';
      return `${values || 'The numbers'} have a mean of ${spokenNumber(Number(fields.mean))}, a median of ${spokenNumber(Number(fields.median))}, a range from ${word(fields.min)} to ${word(fields.max)}${spread}`;
    },
  },
  {
    name: 'conversion',
    tell: ({ fields, given }) => {
      if (
        typeof fields.result !== 'number' ||
        typeof fields.from !== 'string' ||
        typeof fields.to !== 'string'
      )
        return undefined;
      return `${word(given.value ?? fields.value)} ${unitLabel(fields.from)} is ${spokenNumber(fields.result)} ${unitLabel(fields.to)}`;
    },
  },
  {
    name: 'date-difference',
    tell: ({ fields, given }) => {
      const [from, to] = [given.date, given.date2].map(word);
      if (typeof fields.days !== 'number' || !from || !to) return undefined;
      const days = Math.abs(fields.days);
      const weeks = days % 7 === 0 && days > 7 ? ` (exactly ${days / 7} weeks)` : '';
      return `There are ${days} days${weeks} between ${spokenDate(from)} and ${spokenDate(to)}`;
    },
  },
  {
    name: 'date-addition',
    tell: ({ text, given, asked }) => {
      const date = /^\d{4}-\d{2}-\d{2}/.exec(text.trim())?.[0];
      if (!date || typeof given.amount !== 'number' || !given.unit) return undefined;
      const weeks =
        /\bweeks?\b/i.test(asked) &&
        given.unit === 'days' &&
        given.amount % 7 === 0 &&
        Math.abs(given.amount) >= 7;
      const size = Math.abs(given.amount) / (weeks ? 7 : 1);
      const unit = weeks ? 'weeks' : word(given.unit);
      return `${size} ${size === 1 ? unit.replace(/s$/, '') : unit} ${given.amount < 0 ? 'before' : 'after'} ${spokenDate(word(given.date))} is ${spokenDate(date)}`;
    },
  },
  {
    name: 'weekday',
    tell: ({ fields, given }) =>
      typeof fields.weekday === 'string'
        ? `${spokenDate(word(given.date))} is a ${fields.weekday}`
        : undefined,
  },
  {
    name: 'month-length',
    tell: ({ text, given }) => {
      const days = /number of days in (?:the )?month is (\d+)/i.exec(text)?.[1];
      return days
        ? `${given.date ? spokenMonth(word(given.date)) : 'This month'} has ${days} days`
        : undefined;
    },
  },
  {
    name: 'week-number',
    tell: ({ text, given }) => {
      const weeks = /week of the year is (\d+).*isoWeek of the year is (\d+)/i.exec(text);
      return weeks
        ? `${given.date ? spokenDate(word(given.date)) : 'Today'} is in week ${weeks[1]} of the year (ISO week ${weeks[2]})`
        : undefined;
    },
  },
  {
    name: 'zone-conversion',
    tell: ({ text, given }) => {
      const match =
        /time in (\S+) is ([\d-]+ [\d:]+), and the time in (\S+) is ([\d-]+ [\d:]+)\.?\s*(?:The time difference is (.+?)\.?)?$/i.exec(
          text,
        );
      if (match)
        return `${moment(match[2] ?? '')} in ${match[1]} is ${moment(match[4] ?? '')} in ${match[3]}${match[5] ? `, a difference of ${match[5].replace(/^-|\.0\b/g, '').replace(/^1 hours$/, '1 hour')}` : ''}`;
      const [from, to] = [given.fromTimezone ?? given.timezone, given.toTimezone].map(word);
      return from && to && given.datetime !== undefined && datesIn(text).length > 0
        ? `${moment(word(given.datetime))} in ${from} is ${moment(text.trim())} in ${to}`
        : undefined;
    },
  },
  {
    name: 'current-time',
    tell: ({ text, given }) => {
      const match = /UTC time is ([\d-]+ [\d:]+), and the time in (\S+) is ([\d-]+ [\d:]+)/i.exec(text);
      if (match) return `It is now ${moment(match[3] ?? '')} in ${match[2]}`;
      const zone = word(given.timezone);
      return given.action === 'now' && zone !== '' && datesIn(text).length > 0
        ? `It is now ${moment(text.trim().replace(/(:\d{2})\.\d+/, '$1'))} in ${zone}`
        : undefined;
    },
  },
  {
    name: 'timestamp',
    tell: ({ text, given }) => {
      const stamp =
        /timestamp of .* is (\d+) ?ms/i.exec(text)?.[1] ??
        (given.datetime && /^\d{9,13}$/.test(text.trim()) ? text.trim() : undefined);
      const at = word(given.time ?? given.datetime);
      return stamp
        ? `The timestamp of ${at ? moment(at.replace(/\.000$/, '')) : 'that moment'} (UTC) is ${stamp}${/ms/.test(text) ? ' milliseconds' : ''}`
        : undefined;
    },
  },
  {
    name: 'relative-time',
    tell: ({ text, given }) =>
      typeof given.time === 'string' && /^(?:in \S+ \S+|\S+ \S+ ago|in an? \S+)$/i.test(text.trim())
        ? `Seen from today, ${spokenDate(given.time)} is ${text.trim()}`
        : undefined,
  },
  {
    name: 'text-count',
    tell: ({ fields, given }) =>
      fields.characters !== undefined && fields.words !== undefined
        ? `${quoted(word(given.text))} has ${word(fields.words)} words and ${word(fields.characters)} characters`
        : undefined,
  },
  {
    name: 'hash',
    tell: ({ fields, given }) =>
      typeof fields.hash === 'string'
        ? `The ${word(given.algorithm).toUpperCase()} hash of ${quoted(word(given.input))} is ${fields.hash}`
        : undefined,
  },
  {
    name: 'encoding',
    tell: ({ text, given }) => {
      if (given.action !== 'encode' && given.action !== 'decode') return undefined;
      const kind = word(given.type).toUpperCase() || 'Base64';
      return `${quoted(word(given.input))} ${given.action === 'encode' ? `in ${kind} form` : `decoded from ${kind}`} is ${text.trim()}`;
    },
  },
  {
    name: 'colour',
    tell: ({ fields, given, text }) => {
      if (typeof given.color !== 'string') return undefined;
      if (fields.rgb === undefined) return `${given.color} is ${text.trim()}`;
      return `${given.color} is ${listed([fields.hex, fields.rgb, fields.hsl].map(word).filter((one) => one && one !== given.color))}`;
    },
  },
  {
    name: 'schedule',
    tell: ({ fields, given }) => {
      if (!Array.isArray(fields.nextOccurrences)) return undefined;
      const runs = fields.nextOccurrences.map((one) => `${clock(word(one))} UTC`);
      return `The schedule ${word(given.expression)} next runs at ${listed(runs)}`;
    },
  },
  {
    name: 'number-base',
    tell: ({ fields }) =>
      fields.fromBase !== undefined && fields.toBase !== undefined
        ? `${word(fields.input)} in base ${word(fields.fromBase)} is ${word(fields.result)} in base ${word(fields.toBase)}`
        : undefined,
  },
  {
    name: 'version-order',
    tell: ({ fields }) =>
      fields.result !== undefined && typeof fields.description === 'string' ? fields.description : undefined,
  },
  {
    name: 'random',
    tell: ({ given, text }) =>
      typeof given.type === 'string' && /^(?:uuid|ulid|password|number)$/.test(given.type)
        ? `The random ${given.type.replace('uuid', 'UUID').replace('ulid', 'ULID')} is ${text.trim()}`
        : undefined,
  },
  {
    name: 'validity',
    tell: ({ fields, given }) =>
      typeof fields.valid === 'boolean' && (given.format || given.number)
        ? `The ${given.format ? `${word(given.format).toUpperCase()} text` : `number ${word(given.number)}`} is ${fields.valid ? 'valid' : `not valid${fields.error ? `: ${word(fields.error)}` : ''}`}`
        : undefined,
  },
];
