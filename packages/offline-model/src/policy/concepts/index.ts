/**
 * The table of concepts, and which of them a request shows.
 */
import { datesIn } from '../../text/dates.ts';
import { expressionIn, statisticsIn } from '../../text/expression.ts';
import { addressesIn, coloursIn, cronsIn, filesIn, quotationsIn, versionsIn } from '../../text/literals.ts';
import { numbersIn } from '../../text/numbers.ts';
import { timeZonesIn } from '../../text/time-zones.ts';
import { unitsIn } from '../../text/units.ts';
import { CALCULATION } from './calculation.ts';
import { CALENDAR } from './calendar.ts';
import type { Concept, Need } from './concept.ts';
import { FILES } from './files.ts';
import { KNOWLEDGE } from './knowledge.ts';
import { SCHEMAS } from './schemas.ts';
import { TASKS } from './tasks.ts';

/** Every concept. */
export const CONCEPTS: readonly Concept[] = [
  ...CALCULATION,
  ...CALENDAR,
  ...FILES,
  ...KNOWLEDGE,
  ...TASKS,
  ...SCHEMAS,
];

function twoUnits(text: string): boolean {
  const [first, ...others] = unitsIn(text).map(({ value }) => value);
  return (
    first !== undefined && others.some(({ kind, symbol }) => kind === first.kind && symbol !== first.symbol)
  );
}

/** What stands for a value an earlier result gives. */
const BACKWARD =
  /\b(?:that|this|the) (?:result|total|number|amount|figure|sum|value|date|day|answer|product)\b|\bthat\b|\bthe result\b/i;
const WORKING =
  /%|percent|\b(?:multiply|divide|split|double|halve|add|subtract|take)\b|\btimes\b|\bhalf of\b/i;

const NEEDS: Record<Need, (text: string) => boolean> = {
  expression: (text) =>
    expressionIn(text) !== undefined ||
    (numbersIn(text).length > 0 && BACKWARD.test(text) && WORKING.test(text)),
  numbers: (text) => statisticsIn(text) !== undefined,
  number: (text) => numbersIn(text).length > 0,
  units: (text) => twoUnits(text) && (numbersIn(text).length > 0 || BACKWARD.test(text)),
  date: (text) =>
    datesIn(text).length > 0 || /\b(?:that|this) (?:date|day)\b|\b(?:that|it) falls\b/i.test(text),
  'two-dates': (text) => datesIn(text).length >= 2,
  'two-zones': (text) => timeZonesIn(text).length >= 2,
  quotation: (text) => quotationsIn(text).length > 0,
  colour: (text) => coloursIn(text).length > 0,
  cron: (text) => cronsIn(text).length > 0,
  file: (text) => filesIn(text).length > 0,
  address: (text) => addressesIn(text).length > 0,
  version: (text) => versionsIn(text).length > 0,
};

/** The words that ask: without what stands after a colon, in quotations and in the names of files. */
function asking(text: string): string {
  const open = text.replace(
    /(["“`])([^"”`\n]+)(["”`])/g,
    (whole, before: string, inner: string, after: string) =>
      /\.\w{2,4}$/.test(inner) ? whole : `${before}…${after}`,
  );
  const plain = open.replace(/[\w/-]+(\.(?:md|txt|csv|json|ya?ml|html?|xml|log))\b/g, 'x$1');
  const colon = plain.search(/:\s/);
  return colon > 0 ? plain.slice(0, colon + 1) : plain;
}

/** The concepts a text shows, the most telling first. */
export function conceptsOf(text: string): Concept[] {
  const words = asking(text);
  return CONCEPTS.filter(
    (concept) =>
      concept.when.test(words) &&
      !concept.unless?.test(words) &&
      (concept.needs ?? []).every((need) => NEEDS[need](text)),
  ).sort((left, right) => right.weight - left.weight);
}

/** True when a text points back at an earlier result instead of naming a value. */
export function pointsBack(text: string): boolean {
  return BACKWARD.test(text);
}
