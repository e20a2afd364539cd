/** Numbers, expressions and units. */
import { expressionIn, statisticsIn } from '../../text/expression.ts';
import { numbersIn, numberWordIn } from '../../text/numbers.ts';
import { unitsIn } from '../../text/units.ts';
import { type FillContext, type Filler, isCalled, type Property } from './filler.ts';

const PERIOD =
  /\b(\d+|an?|one|two|three|four|five|six|ten|twelve)\s+(?:working\s+)?(day|week|month|year|hour|minute)s?\b/i;
const BASES: [RegExp, number][] = [
  [/\bbinary\b|二进制/i, 2],
  [/\boctal\b/i, 8],
  [/\bdecimal\b/i, 10],
  [/\bhex(?:adecimal)?\b|十六进制/i, 16],
];

function conversion(text: string) {
  const units = unitsIn(text);
  const number = numbersIn(text).find(({ index, raw }) =>
    units.some((unit) => unit.index >= index + raw.length && unit.index - index - raw.length <= 9),
  );
  const from = units.find((unit) => number && unit.index >= number.index + number.raw.length);
  const to = units.find(
    (unit) =>
      unit !== from && unit.value.kind === from?.value.kind && unit.value.symbol !== from?.value.symbol,
  );
  return from && to && number
    ? { value: number.value, from: from.value.symbol, to: to.value.symbol }
    : undefined;
}

function period(text: string): number | undefined {
  const match = PERIOD.exec(text);
  if (!match?.[1]) return undefined;
  const count = /^\d/.test(match[1]) ? Number(match[1]) : (numberWordIn(match[1]) ?? 1);
  const amount = /week/i.test(match[2] ?? '') ? count * 7 : count;
  return /\b(?:before|earlier|prior)\b/i.test(text) ? -amount : amount;
}

function bases(text: string): number[] {
  const found = BASES.flatMap(([pattern, base]) => {
    const at = text.search(pattern);
    return at >= 0 ? [{ at, base }] : [];
  });
  for (const match of text.matchAll(/\bbase[- ](\d{1,2})\b/gi))
    found.push({ at: match.index, base: Number(match[1]) });
  return found.sort((left, right) => left.at - right.at).map(({ base }) => base);
}

function isNumber(property: Property): boolean {
  return property.type === 'number' || property.type === 'integer';
}

function named(property: Property, text: string): number | undefined {
  const numbers = numbersIn(text);
  if (isCalled(property, 'min', 'minimum')) return numbers.length >= 2 ? numbers[0]?.value : undefined;
  if (isCalled(property, 'max', 'maximum')) return numbers.length >= 2 ? numbers[1]?.value : undefined;
  if (isCalled(property, 'head')) return lines(text, 'first');
  if (isCalled(property, 'tail')) return lines(text, 'last');
  if (isCalled(property, 'count', 'limit', 'length', 'first', 'number')) {
    return numbers[0]?.value ?? numberWordIn(text.replace(/\b(?:hours?|days?)\b.*/i, ''));
  }
  return undefined;
}

function lines(text: string, which: string): number | undefined {
  const match = new RegExp(`\\b${which}\\s+(\\d+|\\w+)\\s+lines?\\b`, 'i').exec(text);
  if (!match?.[1]) return undefined;
  return /^\d/.test(match[1]) ? Number(match[1]) : numberWordIn(match[1]);
}

/** The unit the request converts from or to. */
function unitEnd(end: 'from' | 'to'): Filler['fill'] {
  return (_, { text }) => conversion(text)?.[end];
}

function baseEnd(property: Property, { text }: FillContext): number | undefined {
  const found = bases(text);
  if (isCalled(property, 'to')) return found.at(-1) ?? 10;
  return found.length > 1 ? found[0] : 10;
}

/** True when the tool converts quantities: it has a value and two ends. */
function convertsUnits(property: Property): boolean {
  return ['from', 'to', 'value'].every((name) => name === property.name || property.siblings.includes(name));
}

/** Fillers of numbers, expressions and units. */
export const AMOUNTS: Filler[] = [
  {
    name: 'expression',
    fits: ({ name, type, description }) =>
      type === 'string' &&
      /expression|formula/i.test(`${name} ${description}`) &&
      !/cron|regular|regex/i.test(description),
    fill: (_, { text }) => (statisticsIn(text) ? undefined : expressionIn(text)),
  },
  {
    name: 'numbers',
    fits: ({ type, schema }) => type === 'array' && /number|integer/.test(String(schema.items?.type)),
    fill: (_, { text }) => statisticsIn(text),
  },
  {
    name: 'from-base',
    fits: (p) => isNumber(p) && /base/i.test(p.description) && /^(?:from|to)/.test(p.name),
    fill: baseEnd,
  },
  {
    name: 'based-value',
    fits: (p) => p.name === 'value' && p.siblings.includes('from') && !isNumber(p),
    fill: (_, { text }) => {
      const plain = text.replace(/\bbase[- ]\d+\b/gi, ' ');
      return numbersIn(plain)[0]?.raw ?? /\b[0-9a-f]*\d[0-9a-f]*\b/i.exec(plain)?.[0];
    },
  },
  {
    name: 'unit-from',
    fits: (p) => p.name === 'from' && p.type === 'string' && convertsUnits(p),
    fill: unitEnd('from'),
  },
  {
    name: 'unit-to',
    fits: (p) => p.name === 'to' && p.type === 'string' && convertsUnits(p),
    fill: unitEnd('to'),
  },
  {
    name: 'converted-value',
    fits: (p) => p.name === 'value' && convertsUnits(p),
    fill: (_, { text }) => conversion(text)?.value,
  },
  {
    name: 'period',
    fits: (p) => isNumber(p) && isCalled(p, 'amount', 'offset', 'period'),
    fill: (_, { text }) => period(text),
  },
  {
    name: 'named-number',
    fits: isNumber,
    fill: (property, { text }) =>
      named(property, text) ?? (property.required ? numbersIn(text)[0]?.value : undefined),
  },
];
