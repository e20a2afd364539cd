/** Chinese phrases for sums, shares, statistics, units, short texts and codes. */
import type { ZhPhrase } from './phrase.ts';

const price = (quarters: number) => (quarters / 4).toFixed(2).replace(/\.00$/, '');

export const ZH_NUMBERS: Readonly<Record<string, ZhPhrase>> = {
  sums: ({ draw, theme, event, followed }) => {
    const count = draw.between(12, 180);
    const people = draw.between(3, 12);
    const goods = draw.pick(theme.goods);
    const each = price(draw.between(12, 190));
    const [first, second, third] = [draw.between(40, 400), draw.between(40, 400), draw.between(40, 400)];
    const fair = `把${people * draw.between(11, 60)}${goods}平均分给${people}个人`;
    if (!followed && draw.next() < 0.2) return fair;
    return draw.pick([
      `算出${count}${goods}按单价${each}元一共要多少钱`,
      `告诉我单价${each}元的${count}${goods}总共多少钱`,
      `算出${count}${goods}按单价${each}元再加${draw.between(15, 60)}元运费一共要多少钱`,
      `把${first}、${second}和${third}加起来得出${event}的总数`,
      `计算 (${first} + ${second}) * ${draw.between(2, 9)}`,
    ]);
  },
  'on-top': ({ draw }) => {
    const percent = draw.pick([5, 8, 10, 12, 15, 20]);
    return draw.pick([
      `在这个总数上加${percent}%`,
      `从这个总数里减去${percent}%`,
      `算出这个数额的${percent}%是多少`,
    ]);
  },
  shares: ({ draw }) => {
    const whole = draw.between(8, 95) * 10;
    const percent = draw.pick([5, 7.5, 8, 12, 15, 18, 20]);
    return draw.pick([
      `算出${whole}的${percent}%是多少`,
      `告诉我${whole}加上${percent}%的税是多少`,
      `算出${whole}元减去${percent}%之后是多少`,
      `看看${draw.between(10, 70)}占${whole}的百分之几`,
      `算一算${whole}增加${percent}%是多少`,
    ]);
  },
  statistics: ({ draw, theme }) => {
    const values = Array.from({ length: draw.between(4, 6) }, () => String(draw.between(8, 95))).join('、');
    return draw.pick([
      `给出${values}的平均数和中位数`,
      `算出本周${draw.pick(theme.goods).slice(1)}数量${values}的平均数`,
      `求${values}的平均数`,
    ]);
  },
  units: ({ draw, theme }) =>
    draw.pick([
      `把${draw.between(5, 90)}公斤${draw.pick(theme.bulk)}换算成磅`,
      `告诉我${draw.between(10, 120)}磅${draw.pick(theme.bulk)}等于多少公斤`,
      `把${draw.between(4, 60)}升${draw.pick(theme.liquids)}换算成加仑`,
      `把${draw.between(3, 80)}英里换算成公里`,
      `告诉我${draw.between(40, 420)}华氏度等于多少摄氏度`,
      `把${draw.between(20, 400)}平方米换算成平方英尺`,
    ]),
  'text-length': ({ draw, theme }) => {
    const text = draw.pick(theme.slogans);
    return draw.pick([`统计“${text}”的字符数和单词数`, `告诉我“${text}”有多少个字符`]);
  },
  hash: ({ draw, theme }) => `计算“${draw.pick(theme.slogans)}”的 SHA-256 哈希值`,
  base64: ({ draw, theme }) => `把“${draw.pick(theme.slogans)}”编码成 Base64`,
  'url-form': ({ draw, theme }) => `把“${draw.pick(theme.slogans)}”做成链接用的 URL 编码`,
  colours: ({ draw }) => {
    const code = `#${draw.pick(['ff8800', '2a6f97', '7b2cbf', '2d6a4f', 'd62828', '264653', 'e9c46a'])}`;
    return draw.pick([`把颜色 ${code} 转换成 RGB`, `给出颜色 ${code} 的 RGB 和 HSL 值`]);
  },
  versions: ({ draw }) => {
    const version = () => `${draw.between(1, 3)}.${draw.between(0, 9)}.${draw.between(0, 9)}`;
    return `比较版本 ${version()} 和版本 ${version()}`;
  },
};
