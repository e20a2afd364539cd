/** Readings of sums, shares, statistics, units and short texts. */
import { N, QUOTED, type Reading, reading } from './reading.ts';

const THING = '(\\p{Script=Han}*?)';
const UNITS: Readonly<Record<string, string>> = {
  公斤: 'kilograms',
  千克: 'kilograms',
  克: 'grams',
  磅: 'pounds',
  盎司: 'ounces',
  升: 'litres',
  毫升: 'millilitres',
  加仑: 'gallons',
  公里: 'kilometres',
  千米: 'kilometres',
  米: 'metres',
  厘米: 'centimetres',
  英里: 'miles',
  英尺: 'feet',
  英寸: 'inches',
  平方米: 'square metres',
  平方英尺: 'square feet',
  公顷: 'hectares',
  英亩: 'acres',
  摄氏度: 'degrees Celsius',
  华氏度: 'degrees Fahrenheit',
};
const UNIT = `(${Object.keys(UNITS)
  .toSorted((left, right) => right.length - left.length)
  .join('|')})`;
const LIST = '((?:-?\\d+(?:\\.\\d+)?\\s*[、,，和]\\s*)+-?\\d+(?:\\.\\d+)?)';
const TOTAL = '(?:一共|总共|合计)?(?:要|是)?多少(?:钱|元)?';

const listed = (text = '') => {
  const all = text.split(/\s*[、,，和]\s*/);
  return `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
};
const unit = (word = '') => UNITS[word] ?? word;

export const NUMBER_READINGS: readonly Reading[] = [
  reading(
    `${N}${THING}(?:按)?单价${N}元(?:再)?加(?:上)?${N}元运费${TOTAL}`,
    ([count, , each, fee]) =>
      `work out what ${count} pieces at ${each} each plus a delivery fee of ${fee} come to`,
  ),
  reading(
    `${N}${THING}(?:按)?单价${N}元${TOTAL}`,
    ([count, , each]) => `work out what ${count} pieces at ${each} each come to`,
  ),
  reading(
    `单价${N}元的${N}${THING}${TOTAL}`,
    ([each, count]) => `work out what ${count} pieces at ${each} each come to`,
  ),
  reading(`把${LIST}(?:加起来|相加)(?:得出.*)?`, ([list]) => `add up ${listed(list)}`),
  reading(`(\\(?\\s*\\d[\\d\\s.()]*[+*/×÷-][\\d\\s.+*/()×÷-]*)`, ([sum = '']) => `calculate ${sum.trim()}`),
  reading(
    `把${N}${THING}平均分给${N}.*`,
    ([whole, , parts]) => `split ${whole} pieces evenly between ${parts} people`,
  ),
  reading(`在这个(?:总数|数额|结果)上(?:再)?加(?:上)?${N}%`, ([percent]) => `add ${percent}% to that total`),
  reading(`从这个(?:总数|数额|结果)里?减(?:去|掉)${N}%`, ([percent]) => `take ${percent}% off that total`),
  reading(`这个(?:总数|数额|结果)的${N}%是?多少`, ([percent]) => `work out ${percent}% of that amount`),
  reading(`${N}元?的${N}%是?多少`, ([whole, percent]) => `work out ${percent}% of ${whole}`),
  reading(
    `${N}元?加上?${N}%的税(?:之后)?是?多少`,
    ([whole, percent]) => `tell me what ${whole} plus ${percent}% tax comes to`,
  ),
  reading(
    `${N}元?(?:减去|打掉)${N}%(?:之后)?是?多少`,
    ([whole, percent]) => `calculate the price when I take ${percent}% off ${whole}`,
  ),
  reading(`${N}元?增加${N}%(?:之后)?是?多少`, ([whole, percent]) => `add ${percent}% to ${whole}`),
  reading(
    `${N}占${N}的(?:百分之几|多少百分比)`,
    ([part, whole]) => `find out what percentage ${part} is of ${whole}`,
  ),
  reading(
    `[\\p{Script=Han}]*?${LIST}的平均数和中位数`,
    ([list]) => `give me the average and the median of ${listed(list)}`,
  ),
  reading(
    `[\\p{Script=Han}]*?${LIST}的(?:平均数|平均值)`,
    ([list]) => `compute the average of ${listed(list)}`,
  ),
  reading(
    `把${N}${UNIT}${THING}换算成${UNIT}`,
    ([value, from, , to]) => `convert ${value} ${unit(from)} to ${unit(to)}`,
  ),
  reading(
    `${N}${UNIT}${THING}(?:等于|是)多少${UNIT}`,
    ([value, from, , to]) => `convert ${value} ${unit(from)} to ${unit(to)}`,
  ),
  reading(
    `${QUOTED}(?:的字符数和单词数|有多少个?(?:字符|字|单词))`,
    ([text]) => `count the words and characters in "${text}"`,
  ),
  reading(
    `${QUOTED}的\\s*(SHA-?(?:1|256|512)|MD5)\\s*(?:哈希值|校验和)`,
    ([text, kind]) => `compute the ${kind} hash of "${text}"`,
  ),
  reading(`把${QUOTED}(?:编码成|转成)\\s*Base64`, ([text]) => `encode "${text}" in Base64`),
  reading(`把${QUOTED}做成链接用的\\s*URL\\s*编码`, ([text]) => `URL-encode "${text}" for a link`),
  reading(
    `把颜色\\s*(#[0-9a-f]{3,6})\\s*(?:转换|转)成\\s*(\\w+)`,
    ([colour, form]) => `convert the colour ${colour} to ${form}`,
  ),
  reading(
    `颜色\\s*(#[0-9a-f]{3,6})\\s*的.*值`,
    ([colour]) => `give me the RGB and HSL values of the colour ${colour}`,
  ),
  reading(
    `比较版本\\s*(\\S+)\\s*和版本\\s*(\\S+)`,
    ([one, other]) => `compare version ${one} with version ${other}`,
  ),
];
