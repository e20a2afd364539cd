/** Readings of dates, times and zones. */
import { D, N, type Reading, reading } from './reading.ts';

const CITY = '(\\p{Script=Han}{2,6}?)';
const TIME = '(\\d{1,2}:\\d{2})';
const PERIODS: Readonly<Record<string, string>> = { 天: 'days', 周: 'weeks', 个月: 'months', 年: 'years' };

export const MOMENT_READINGS: readonly Reading[] = [
  reading(
    `从?${D}(?:到|和|至)${D}.*?(?:有|相隔|隔)多少天`,
    ([from, to]) => `count the days from ${from} to ${to}`,
  ),
  reading(
    `${D}(之后|以后|之前|以前)${N}(天|周|个月|年)是(?:哪一?天|几号)`,
    ([date, side, count, period = '']) =>
      `find the date ${count} ${PERIODS[period]} ${/后/.test(side ?? '') ? 'after' : 'before'} ${date}`,
  ),
  reading(`${D}是(?:星期几|周几)`, ([date]) => `tell me which day of the week ${date} is`),
  reading(`(\\d{4}年\\d{1,2}月)(?:一共)?有多少天`, ([month]) => `tell me how many days ${month} has`),
  reading(`${D}是(?:全年的?)?第几周`, ([date]) => `tell me which week of the year ${date} falls in`),
  reading(
    `${CITY}时间${D}\\s*${TIME}\\s*在${CITY}是几点`,
    ([here, date, time, there]) => `convert ${time} on ${date} from ${here} time to ${there} time`,
  ),
  reading(
    `把${CITY}时间${D}\\s*${TIME}\\s*换算成${CITY}时间`,
    ([here, date, time, there]) => `convert ${time} on ${date} from ${here} time to ${there} time`,
  ),
  reading(`${CITY}(?:这会儿|现在|此刻)是?几点`, ([city]) => `tell me the current time in ${city}`),
  reading(
    `(?:列出)?定时规则\\s*\`([^\`]+)\`\\s*(?:接下来的三次运行时间|下次何时运行)`,
    ([line]) => `list the next three runs of the cron schedule \`${line}\``,
  ),
];
