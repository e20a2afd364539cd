/**
 * What a result says, in Chinese. Forms that are not known here are told by what was asked and the result as it is.
 */
import { datesIn, zhDate, zhMonth } from '../../text/dates.ts';
import { spokenNumber } from '../../text/numbers.ts';
import { shorten } from '../../text/tokens.ts';
import { unitLabel } from '../../text/units.ts';
import { type Shape, type Told, word } from '../answer/shape.ts';
import { ZH_RECORD_SHAPES } from './tell-records.ts';

const WEEKDAYS: Readonly<Record<string, string>> = {
  Monday: '星期一',
  Tuesday: '星期二',
  Wednesday: '星期三',
  Thursday: '星期四',
  Friday: '星期五',
  Saturday: '星期六',
  Sunday: '星期日',
};
const PERIODS: Readonly<Record<string, string>> = { days: '天', weeks: '周', months: '个月', years: '年' };

/** An expression as people write it. */
function spoken(expression: string): string {
  const taxed = /^(-?[\d.]+) \* \(1 ([+-]) (0?\.\d+)\)$/.exec(expression);
  if (taxed)
    return `${taxed[1]} ${taxed[2] === '+' ? '加上' : '减去'} ${spokenNumber(Number(taxed[3]) * 100)}% 后为`;
  const share = /^(0\.\d+) \* (-?[\d.]+)$/.exec(expression);
  if (share) return `${share[2]} 的 ${spokenNumber(Number(share[1]) * 100)}% 是`;
  const part = /^(-?[\d.]+) \/ (-?[\d.]+) \* 100$/.exec(expression);
  if (part) return `${part[1]} 占 ${part[2]} 的百分比是`;
  return `${expression.replace(/ \* /g, ' × ').replace(/ \/ /g, ' ÷ ').replace(/ - /g, ' − ')} =`;
}

/** A stamp of a result: "2027年3月5日 09:30". */
function moment(stamp: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})/.exec(stamp);
  return match ? `${zhDate(match[1] ?? '')} ${match[2]}` : stamp;
}

const ZH_VALUE_SHAPES: readonly Shape[] = [
  {
    name: 'sum',
    tell: ({ text, given }) =>
      typeof given.expression === 'string' && /^-?[\d.]+(?:e[+-]?\d+)?$/i.test(text.trim())
        ? `${spoken(given.expression)} ${spokenNumber(Number(text))}${given.expression.endsWith(' * 100') ? '%' : ''}`
        : undefined,
  },
  {
    name: 'statistics',
    tell: ({ fields, given }) => {
      if (fields.mean === undefined || fields.median === undefined) return undefined;
      const values = Array.isArray(given.values) ? given.values.map(word).join('、') : '这些数字';
      return `${values} 的平均数是 ${spokenNumber(Number(fields.mean))}，中位数是 ${spokenNumber(Number(fields.median))}`;
    },
  },
  {
    name: 'conversion',
    tell: ({ fields, given }) =>
      typeof fields.result === 'number' && typeof fields.from === 'string' && typeof fields.to === 'string'
        ? `${word(given.value ?? fields.value)} ${unitLabel(fields.from)} 等于 ${spokenNumber(fields.result)} ${unitLabel(fields.to)}`
        : undefined,
  },
  {
    name: 'date-difference',
    tell: ({ fields, given }) =>
      typeof fields.days === 'number' && given.date !== undefined && given.date2 !== undefined
        ? `${zhDate(word(given.date))}和${zhDate(word(given.date2))}之间相隔 ${Math.abs(fields.days)} 天`
        : undefined,
  },
  {
    name: 'date-addition',
    tell: ({ text, given, asked }) => {
      const date = /^\d{4}-\d{2}-\d{2}/.exec(text.trim())?.[0];
      if (!date || typeof given.amount !== 'number') return undefined;
      const days = Math.abs(given.amount);
      const inWeeks = given.unit === 'days' && days % 7 === 0 && /\bweeks?\b/.test(asked);
      const size = inWeeks ? `${days / 7} 周` : `${days} ${PERIODS[word(given.unit)] ?? word(given.unit)}`;
      return `${zhDate(word(given.date))}之${given.amount < 0 ? '前' : '后'} ${size}是${zhDate(date)}`;
    },
  },
  {
    name: 'weekday',
    tell: ({ fields, given }) =>
      typeof fields.weekday === 'string'
        ? `${zhDate(word(given.date))}是${WEEKDAYS[fields.weekday] ?? fields.weekday}`
        : undefined,
  },
  {
    name: 'month-length',
    tell: ({ text, given }) => {
      const days = /number of days in (?:the )?month is (\d+)/i.exec(text)?.[1];
      return days ? `${given.date ? zhMonth(word(given.date)) : '这个月'}有 ${days} 天` : undefined;
    },
  },
  {
    name: 'week-number',
    tell: ({ text, given }) => {
      const weeks = /week of the year is (\d+).*isoWeek of the year is (\d+)/i.exec(text);
      return weeks
        ? `${given.date ? zhDate(word(given.date)) : '今天'}是全年的第 ${weeks[1]} 周（ISO 第 ${weeks[2]} 周）`
        : undefined;
    },
  },
  {
    name: 'zone-conversion',
    tell: ({ text, given }) => {
      const match = /time in (\S+) is ([\d-]+ [\d:]+), and the time in (\S+) is ([\d-]+ [\d:]+)/i.exec(text);
      if (match) return `${match[1]} 的${moment(match[2] ?? '')} 是 ${match[3]} 的${moment(match[4] ?? '')}`;
      const [from, to] = [given.fromTimezone ?? given.timezone, given.toTimezone].map(word);
      return from && to && given.datetime !== undefined && datesIn(text).length > 0
        ? `${from} 的${moment(word(given.datetime))} 是 ${to} 的${moment(text.trim())}`
        : undefined;
    },
  },
  {
    name: 'current-time',
    tell: ({ text, given }) => {
      const match = /UTC time is ([\d-]+ [\d:]+), and the time in (\S+) is ([\d-]+ [\d:]+)/i.exec(text);
      if (match) return `${match[2]} 的时间是${moment(match[3] ?? '')}`;
      const zone = word(given.timezone);
      return given.action === 'now' && zone !== '' && datesIn(text).length > 0
        ? `${zone} 的时间是${moment(text.trim())}`
        : undefined;
    },
  },
  {
    name: 'text-count',
    tell: ({ fields, given }) =>
      fields.characters !== undefined && fields.words !== undefined
        ? `“${shorten(word(given.text), 60)}”有 ${word(fields.words)} 个单词、${word(fields.characters)} 个字符`
        : undefined,
  },
  {
    name: 'hash',
    tell: ({ fields, given }) =>
      typeof fields.hash === 'string'
        ? `“${shorten(word(given.input), 60)}”的 ${word(given.algorithm).toUpperCase()} 哈希值是 ${fields.hash}`
        : undefined,
  },
  {
    name: 'encoding',
    tell: ({ text, given }) =>
      given.action === 'encode' || given.action === 'decode'
        ? `“${shorten(word(given.input), 60)}”${given.action === 'encode' ? '编码' : '解码'}后是 ${text.trim()}`
        : undefined,
  },
  {
    name: 'colour',
    tell: ({ fields, given, text }) =>
      typeof given.color === 'string'
        ? `颜色 ${given.color} 是 ${
            [fields.hex, fields.rgb, fields.hsl]
              .map(word)
              .filter((one) => one && one !== given.color)
              .join('、') || text.trim()
          }`
        : undefined,
  },
  {
    name: 'schedule',
    tell: ({ fields, given }) =>
      Array.isArray(fields.nextOccurrences)
        ? `定时规则 ${word(given.expression)} 接下来在 ${fields.nextOccurrences.map((one) => moment(word(one))).join('、')}（UTC）运行`
        : undefined,
  },
  {
    name: 'version-order',
    tell: ({ fields, given }) => {
      const [one, other] = [word(given.version1 ?? given.version), word(given.version2)];
      if (typeof fields.result !== 'number' || !one || !other) return undefined;
      return `版本 ${one} ${fields.result === 0 ? '等于' : fields.result < 0 ? '低于' : '高于'}版本 ${other}`;
    },
  },
];

/** Tells a successful result as a Chinese sentence without its full stop; `asked` is the request in Chinese. */
export function tellZh(told: Told, asked: string): string {
  for (const shape of [...ZH_VALUE_SHAPES, ...ZH_RECORD_SHAPES]) {
    const sentence = shape.tell(told);
    if (sentence) return sentence;
  }
  const text = told.text
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join('；');
  return `“${shorten(asked, 60)}”的结果：${text === '' ? '没有找到' : shorten(text, 500)}`;
}
