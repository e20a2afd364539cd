/** Chinese phrases for dates, times and zones. */
import { zhDate, zhMonth } from '../../../text/dates.ts';
import type { Draw } from '../../../text/draw.ts';
import type { ZhPhrase } from './phrase.ts';

/** Places that the table of time zones has by these names. */
const CITIES = [
  '伦敦',
  '巴黎',
  '柏林',
  '纽约',
  '芝加哥',
  '东京',
  '新加坡',
  '悉尼',
  '多伦多',
  '迪拜',
  '北京',
  '上海',
];

function day(draw: Draw, from = 1, to = 12): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return zhDate(`2027-${two(draw.between(from, to))}-${two(draw.between(1, 28))}`);
}

export const ZH_MOMENTS: Readonly<Record<string, ZhPhrase>> = {
  'days-between': ({ draw, event, used }) => {
    const [from, to] = [day(draw, 1, 6), day(draw, 7, 12)];
    return draw.pick([
      `算出从${from}到${to}一共有多少天`,
      `告诉我${from}和${to}之间相隔多少天`,
      used.includes('weekday')
        ? `数一数从${from}到${to}有多少天`
        : `数一数从${from}到${to}的${event}还有多少天`,
    ]);
  },
  'later-date': ({ draw }) =>
    draw.pick([
      `推算${day(draw)}之后${draw.between(20, 120)}天是哪一天`,
      `告诉我${day(draw)}之后${draw.between(2, 12)}周是哪一天`,
      `推算${day(draw)}之前${draw.between(10, 60)}天是哪一天`,
    ]),
  weekday: ({ draw }) => draw.pick([`告诉我${day(draw)}是星期几`, `查一下${day(draw)}是周几`]),
  'month-length': ({ draw }) => {
    const month = zhMonth(
      `${draw.pick(['2027', '2028'])}-${String(draw.between(1, 12)).padStart(2, '0')}-01`,
    );
    return draw.pick([`告诉我${month}有多少天`, `查一下${month}一共有多少天`]);
  },
  'week-number': ({ draw }) => `告诉我${day(draw)}是全年的第几周`,
  zones: ({ draw }) => {
    const [here = '伦敦', there = '东京'] = draw.sample(CITIES, 2);
    const time = `${String(draw.between(8, 18)).padStart(2, '0')}:${draw.pick(['00', '15', '30'])}`;
    return draw.pick([
      `告诉我${here}时间${day(draw)} ${time} 在${there}是几点`,
      `把${here}时间${day(draw)} ${time} 换算成${there}时间`,
    ]);
  },
  clock: ({ draw }) => `告诉我${draw.pick(CITIES)}这会儿是几点`,
  runs: ({ draw }) => {
    const line = draw.pick(['0 9 * * 1', '30 6 * * *', '0 18 * * 5', '15 8 1 * *', '0 7 * * 1-5']);
    return draw.pick([
      `列出定时规则 \`${line}\` 接下来的三次运行时间`,
      `看看定时规则 \`${line}\` 下次何时运行`,
    ]);
  },
};
