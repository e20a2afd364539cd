/** Phrases for dates, times and zones. */
import { spokenDate, spokenMonth } from '../../text/dates.ts';
import type { Draw } from '../../text/draw.ts';
import type { Family } from './family.ts';

const CITIES = [
  'London',
  'Paris',
  'Berlin',
  'New York',
  'Chicago',
  'Tokyo',
  'Singapore',
  'Sydney',
  'Toronto',
  'Dubai',
  'Nairobi',
  'Madrid',
];

function day(draw: Draw, from = 1, to = 12): string {
  return `2027-${String(draw.between(from, to)).padStart(2, '0')}-${String(draw.between(1, 28)).padStart(2, '0')}`;
}

const shown = (draw: Draw, date: string) => (draw.next() < 0.25 ? date : spokenDate(date));

/** The families of dates and times. */
export const MOMENTS: Family[] = [
  {
    name: 'days-between',
    allowed: /diff between dates|difference between dates|date calculation|days between/i,
    about: 'days between dates difference deadline countdown planning calendar date',
    kind: 'find',
    phrase: ({ draw, event, used }) => {
      const [from, to] = [day(draw, 1, 6), day(draw, 7, 12)];
      return draw.pick([
        `work out how many days there are between ${shown(draw, from)} and ${shown(draw, to)}`,
        `tell me how many days lie between ${spokenDate(from)} and ${used.includes('weekday') ? '' : `${event} on `}${spokenDate(to)}`,
        `count the days from ${spokenDate(from)} to ${spokenDate(to)}`,
      ]);
    },
  },
  {
    name: 'later-date',
    allowed: /add to date|date calculation|date arithmetic/i,
    about: 'add days date deadline due later schedule calendar',
    kind: 'find',
    phrase: ({ draw }) => {
      const date = shown(draw, day(draw));
      return draw.pick([
        `find the date ${draw.between(20, 120)} days after ${date}`,
        `tell me which date is ${draw.between(2, 12)} weeks after ${date}`,
        `work out which date falls ${draw.between(10, 60)} days before ${date}`,
      ]);
    },
  },
  {
    name: 'weekday',
    allowed: /weekday|day of the week/i,
    about: 'weekday day week date calendar',
    kind: 'find',
    phrase: ({ draw, event, used }) => {
      const date = shown(draw, day(draw));
      if (used.includes('days-between')) return `tell me which day of the week ${date} is`;
      return draw.pick([
        `tell me which day of the week ${date} is`,
        `check which weekday ${date} falls on, because ${event} starts then`,
      ]);
    },
  },
  {
    name: 'month-length',
    allowed: /days in a month|days in month/i,
    about: 'days month length calendar date',
    kind: 'find',
    phrase: ({ draw }) => {
      const month = spokenMonth(
        `${draw.pick(['2027', '2028'])}-${String(draw.between(1, 12)).padStart(2, '0')}-01`,
      );
      return draw.pick([`tell me how many days ${month} has`, `check how many days there are in ${month}`]);
    },
  },
  {
    name: 'week-number',
    allowed: /isoweek|week and|week of the year|week number/i,
    about: 'week number year calendar',
    kind: 'find',
    phrase: ({ draw }) => `tell me which week of the year ${spokenDate(day(draw))} falls in`,
  },
  {
    name: 'zones',
    allowed: /time ?zones?/i,
    about: 'time zone convert meeting call city schedule',
    kind: 'find',
    phrase: ({ draw }) => {
      const [here = 'London', there = 'Tokyo'] = draw.sample(CITIES, 2);
      const time = `${String(draw.between(8, 18)).padStart(2, '0')}:${draw.pick(['00', '15', '30'])}`;
      const date = spokenDate(day(draw));
      return draw.pick([
        `tell me what time ${time} in ${here} on ${date} is in ${there}`,
        `convert ${time} on ${date} from ${here} time to ${there} time`,
      ]);
    },
  },
  {
    name: 'clock',
    allowed: /current (?:date|time|datetime)/i,
    about: 'current time now clock date today',
    kind: 'find',
    phrase: ({ draw }) => `tell me the current time in ${draw.pick(CITIES)}`,
  },
  {
    name: 'runs',
    suits: ['engineering'],
    allowed: /cron/i,
    about: 'cron schedule recurring job run times',
    kind: 'find',
    phrase: ({ draw }) => {
      const line = draw.pick(['0 9 * * 1', '30 6 * * *', '0 18 * * 5', '15 8 1 * *', '0 7 * * 1-5']);
      return draw.pick([
        `list the next three runs of the cron schedule \`${line}\``,
        `show me when a job with the cron line \`${line}\` runs next`,
      ]);
    },
  },
];
