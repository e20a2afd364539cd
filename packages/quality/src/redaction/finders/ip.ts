import { type Finder, matches, type Span } from './finder.ts';

const BYTES = String.raw`(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w-]|\.\d)`;
/** Behind the word, in whatever a file writes between, stands a version of a program. */
const V4 = new RegExp(String.raw`(?<![\w.-]|version["']?[ =:>]{1,2}["']?)${BYTES}`, 'gi');
/** An address of version 4 may be its end. */
const V6 = new RegExp(
  String.raw`(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}(?:${BYTES}|[0-9a-f]{1,4}(?![\w:]|\.\d))`,
  'gi',
);
/** This host and all hosts: they say nothing of anybody. */
const OF_NOBODY = /^(?:::ffff:)?(?:127\.|0\.0\.0\.0$|255\.255\.255\.)/i;

export const findIps: Finder = (text) => {
  const isOfSomebody = (match: string) => !OF_NOBODY.test(match);
  const long = matches(
    text,
    V6,
    (match) => match.toLowerCase(),
    (match) => isV6(match) && isOfSomebody(match),
  );
  const isApart = ({ start, end }: Span) => !long.some((one) => one.start <= start && end <= one.end);
  const short = matches(text, V4, (match) => match, isOfSomebody).filter(isApart);
  return [...short, ...long].sort((a, b) => a.start - b.start);
};

/**
 * Eight groups, or fewer with one gap; a time of day and a path in C++ are none. A slice of a list (`1::2`) looks like the
 * shortest of them: two groups are an address when the first has all its signs, as those in use have.
 */
function isV6(text: string): boolean {
  const gaps = text.split('::').length - 1;
  const given = text.split(':').filter((group) => group !== '');
  const isMapped = text.includes('.');
  const groups = given.length + (isMapped ? 1 : 0);
  const isLong = isMapped || groups > 2 || given[0]?.length === 4;
  return /\d/.test(text) && (gaps === 1 ? groups >= 2 && groups < 8 && isLong : gaps === 0 && groups === 8);
}
