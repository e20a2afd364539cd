/**
 * Sums told in words become expressions a calculator evaluates. Every shape is one
 * row: what it looks like and what it means. A text no row fits has no expression.
 */
import { withoutLiterals } from './literals.ts';

const N = '(?:[$€£]\\s?)?(-?\\d+(?:\\.\\d+)?)';
const THING =
  '(?:\\s+(?!plus|minus|times|divided|multiplied|and|at|by|of|into|between|among|to|from|each|per)[\\p{L}-]+){0,4}';

const GOODS =
  '(?:\\s+(?!plus|minus|times|divided|multiplied|and|at|by|into|between|among|to|from|each|per|evenly|equally|costing|priced)[\\p{L}-]+){0,6}?';

type Shape = [looks: RegExp, means: (numbers: string[]) => string];

const share = (percent: string) => String(Number((Number(percent) / 100).toPrecision(10)));
const shape = (pattern: string, means: (numbers: string[]) => string): Shape => [
  new RegExp(pattern, 'iu'),
  means,
];

const SHAPES: Shape[] = [
  shape(
    `${N}\\s*(?:%|percent|per cent)\\s+(?:of|from)\\s+(?:the\\s+|a\\s+)?(?:[\\p{L}-]+\\s+){0,4}?${N}`,
    ([a = '', b]) => `${share(a)} * ${b}`,
  ),
  shape(
    `(?:add|adding|put|plus)\\s+(?:a\\s+)?${N}\\s*(?:%|percent)(?:\\s+[\\p{L}-]+){0,3}?\\s+(?:to|on|onto)\\s+(?:[\\p{L}-]+\\s+){0,4}?${N}`,
    ([a = '', b]) => `${b} * (1 + ${share(a)})`,
  ),
  shape(
    `(?:take|taking|knock)\\s+${N}\\s*(?:%|percent)\\s+off\\s+(?:[\\p{L}-]+\\s+){0,4}?${N}`,
    ([a = '', b]) => `${b} * (1 - ${share(a)})`,
  ),
  shape(
    `${N}${THING}\\s+(?:plus|with|increased by)\\s+${N}\\s*(?:%|percent)`,
    ([a, b = '']) => `${a} * (1 + ${share(b)})`,
  ),
  shape(
    `${N}${THING}\\s+(?:minus|less|reduced by)\\s+${N}\\s*(?:%|percent)`,
    ([a, b = '']) => `${a} * (1 - ${share(b)})`,
  ),
  shape(
    `(?:percentage|percent|per cent|share)\\s+(?:of\\s+)(?:[\\p{L}-]+\\s+){0,3}?${N}${THING}\\s+(?:is|are|does)\\s+(?:[\\p{L}-]+\\s+){0,3}?${N}`,
    ([a, b]) => `${b} / ${a} * 100`,
  ),
  shape(
    `(?:percentage|percent|per cent)\\s+(?:is\\s+)?${N}${THING}\\s+(?:is\\s+|out\\s+)?of\\s+(?:[\\p{L}-]+\\s+){0,3}?${N}`,
    ([a, b]) => `${a} / ${b} * 100`,
  ),
  shape(`square root of\\s+${N}`, ([a]) => `sqrt(${a})`),
  shape(`${N}\\s+(?:to the power of|raised to)\\s+${N}`, ([a, b]) => `${a} ^ ${b}`),
  shape(
    `${N}${GOODS}\\s+(?:at|for|costing|priced at)\\s+${N}(?:\\s+\\p{L}+)?\\s*(?:each|apiece|per|a piece)[^.;]*?\\bplus\\s+(?:[\\p{L}-]+\\s+){0,5}?${N}`,
    ([a, b, c]) => `${a} * ${b} + ${c}`,
  ),
  shape(
    `${N}${GOODS}\\s+(?:at|for|of|costing|priced at|with|times)\\s+${N}(?:\\s+\\p{L}+){0,2}?\\s*(?:each|apiece|per|a piece|an hour|a night|a day)`,
    ([a, b]) => `${a} * ${b}`,
  ),
  shape(
    `(?:split|divide|share|spread|sharing|dividing|splitting)\\s+(?:[\\p{L}-]+\\s+){0,4}?${N}${GOODS}(?:\\s+(?:evenly|equally))?\\s+(?:between|among|by|into|across|over)\\s+(?:[\\p{L}-]+\\s+){0,2}?${N}`,
    ([a, b]) => `${a} / ${b}`,
  ),
  shape(`multiply\\s+(?:[\\p{L}-]+\\s+){0,4}?${N}${THING}\\s+by\\s+${N}`, ([a, b]) => `${a} * ${b}`),
  shape(
    `subtract\\s+(?:[\\p{L}-]+\\s+){0,4}?${N}${THING}\\s+from\\s+(?:[\\p{L}-]+\\s+){0,4}?${N}`,
    ([a, b]) => `${b} - ${a}`,
  ),
  shape(
    `add\\s+(?:[\\p{L}-]+\\s+){0,4}?${N}${THING}\\s+to\\s+(?:[\\p{L}-]+\\s+){0,4}?${N}`,
    ([a, b]) => `${b} + ${a}`,
  ),
];

const CHAIN: [RegExp, string][] = [
  [/\s+(?:divided by|over)\s+/gi, ' / '],
  [/\s+(?:multiplied by|times)\s+/gi, ' * '],
  [/\s+plus\s+/gi, ' + '],
  [/\s+minus\s+/gi, ' - '],
  [/[×✕]/g, '*'],
  [/÷/g, '/'],
  [/[−–]/g, '-'],
  [/(\d)\s*x\s*(\d)/gi, '$1 * $2'],
  [/乘以/g, ' * '],
  [/除以/g, ' / '],
  [/加上/g, ' + '],
  [/减去/g, ' - '],
];

function chain(text: string): string | undefined {
  let plain = text;
  for (const [words, sign] of CHAIN) plain = plain.replace(words, sign);
  const run = /(?<![\w.])[(\s]*-?\d+(?:\.\d+)?(?:[\s()]*[-+*/^][\s()]*-?\d+(?:\.\d+)?)+[)\s]*/
    .exec(plain)?.[0]
    ?.trim();
  if (!run) return undefined;
  const open = run.split('(').length - run.split(')').length;
  const balanced = open > 0 ? run + ')'.repeat(open) : open < 0 ? '('.repeat(-open) + run : run;
  return balanced
    .replace(/\s*([-+*/^])\s*/g, ' $1 ')
    .replace(/\(\s+/g, '(')
    .replace(/\s+\)/g, ')')
    .trim();
}

const SUM = /\b(?:sum|total|altogether|add up|adding up|add together|come to)\b/i;
const AVERAGE = /\b(?:average|mean|median|statistics|standard deviation|typical|spread of|平均)/i;

/** The numbers a text lists for statistics ("the average of 4, 8 and 9"), or nothing. */
export function statisticsIn(text: string): number[] | undefined {
  const plain = prepare(text);
  if (!AVERAGE.test(plain)) return undefined;
  const after = plain.slice(plain.search(AVERAGE));
  const list = runOfNumbers(after) ?? runOfNumbers(plain);
  return list && list.length >= 2 ? list.map(Number) : undefined;
}

function prepare(text: string): string {
  return withoutLiterals(text)
    .replace(/(\d),(?=\d{3}\b)/g, '$1')
    .replace(/[$€£](?=\s?\d)/g, '');
}

function runOfNumbers(text: string): string[] | undefined {
  const run = /-?\d+(?:\.\d+)?(?:\s*(?:,\s*and|,|and|&|、|和)\s*-?\d+(?:\.\d+)?)+/i.exec(text)?.[0];
  return run?.match(/-?\d+(?:\.\d+)?/g) ?? undefined;
}

/** The expression a text asks to have worked out, or nothing. */
export function expressionIn(text: string): string | undefined {
  const literal = /`([^`]*\d[^`]*)`/.exec(text)?.[1];
  if (literal && /^[\d\s.+\-*/^()%,a-z]+$/i.test(literal) && /[-+*/^(]/.test(literal)) return literal.trim();
  const plain = prepare(text);
  for (const [looks, means] of SHAPES) {
    const match = looks.exec(plain);
    if (match) return means(match.slice(1).map((group) => group ?? ''));
  }
  const written = chain(plain);
  if (written) return written;
  const list = SUM.test(plain) ? runOfNumbers(plain) : undefined;
  return list?.join(' + ');
}
