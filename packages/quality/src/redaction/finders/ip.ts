import { type Finder, matches } from './finder.ts';

const V4 =
  /(?<![\w.-]|\bversion )(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w-]|\.\d)/gi;
const V6 = /(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}(?![\w:])/gi;
/** This host and all hosts: they say nothing of anybody. */
const OF_NOBODY = /^(?:127\.|0\.0\.0\.0$|255\.255\.255\.)/;

export const findIps: Finder = (text) =>
  [
    ...matches(
      text,
      V4,
      (match) => match,
      (match) => !OF_NOBODY.test(match),
    ),
    ...matches(text, V6, (match) => match.toLowerCase(), isV6),
  ].sort((a, b) => a.start - b.start);

/** Eight groups, or fewer with one gap; a time of day and a path in C++ are none. */
function isV6(text: string): boolean {
  const gaps = text.split('::').length - 1;
  const groups = text.split(':').filter((group) => group !== '').length;
  return /\d/.test(text) && (gaps === 1 ? groups >= 2 && groups < 8 : gaps === 0 && groups === 8);
}
