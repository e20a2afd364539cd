/** Dates, times and time zones, in the form the parameter's description shows. */
import { datesIn, timesIn } from '../../text/dates.ts';
import { timeZonesIn } from '../../text/time-zones.ts';
import { type FillContext, type Filler, isCalled, type Property } from './filler.ts';

function knownDates({ text, situation, notes }: FillContext): string[] {
  const own = datesIn(text).map(({ value }) => value);
  if (own.length > 0) return own;
  const before = notes.flatMap((note) => datesIn(note).slice(-1)).map(({ value }) => value);
  if (before.length > 0) return before.slice(-1);
  return timesIn(text).length > 0
    ? datesIn(situation.task.text)
        .map(({ value }) => value)
        .slice(0, 1)
    : [];
}

/** The zones of a conversion: the one beside the time is where it starts. */
function ends(text: string): { from: string; to: string } | undefined {
  const zones = timeZonesIn(text);
  const time = timesIn(text)[0];
  const first = zones[0];
  if (!first || zones.length < 2) return undefined;
  const asked =
    /\b(?:to|into|for someone in|for (?:our|my|the|a) [\p{L} -]+? in|will it be in|is it in|is that in)\s+$/iu;
  const target = zones.find((zone) => zone !== first && asked.test(text.slice(0, zone.index)));
  const near = time ? zones.find((zone) => zone.index > time.index) : undefined;
  const from = target ? (zones.findLast((zone) => zone.index < target.index) ?? first) : (near ?? first);
  const to = target ?? zones.find((zone) => zone !== from);
  return to ? { from: from.value, to: to.value } : undefined;
}

function written(property: Property, date: string, time: string | undefined): string {
  const shown = property.description;
  const clock = time ?? '00:00';
  if (/SSS/.test(shown)) return `${date} ${clock}:00.000`;
  if (/HH:mm|\d{4}-\d{2}-\d{2} \d{2}:\d{2}|24-hour/.test(shown)) return `${date} ${clock}:00`;
  if (/datetime|timestamp/i.test(property.name)) return `${date}T${clock}:00`;
  return date;
}

function isMoment(property: Property): boolean {
  if (property.type !== 'string') return false;
  return (
    isCalled(property, 'date', 'date2', 'datetim', 'time', 'day', 'deadline', 'start', 'end') &&
    !/zone/i.test(property.name)
  );
}

function isZone(property: Property): boolean {
  return property.type === 'string' && /time_?zone|\btz\b/i.test(property.name);
}

const DIRECTED = /source|from|origin|target|^to|dest/i;

/** Fillers of dates, times and zones. */
export const MOMENTS: Filler[] = [
  {
    name: 'zone-from',
    fits: (p) => isZone(p) && /source|from|origin/i.test(p.name),
    fill: (_, { text }) => ends(text)?.from,
  },
  {
    name: 'zone-to',
    fits: (p) => isZone(p) && /target|^to|dest/i.test(p.name),
    fill: (_, { text }) => ends(text)?.to,
  },
  {
    name: 'zone',
    fits: isZone,
    fill: (property, { text }) => {
      // One zone alone is no conversion: where it starts or leads to stays open unless it must be said.
      if (!property.required && DIRECTED.test(property.name)) return undefined;
      if (property.siblings.some((name) => /zone/i.test(name))) {
        const zones = timeZonesIn(text);
        return zones.length === 1 ? zones[0]?.value : undefined;
      }
      return timeZonesIn(text)[0]?.value ?? (property.required ? 'UTC' : undefined);
    },
  },
  {
    name: 'moment',
    fits: isMoment,
    fill: (property, context) => {
      const dates = knownDates(context);
      const second =
        /2$|second|end|until|deadline/i.test(`${property.name} ${property.description}`) &&
        !/HH:mm|second\)/.test(property.description);
      const date = second ? dates[1] : dates[0];
      return date ? written(property, date, timesIn(context.text)[0]?.value) : undefined;
    },
  },
];
