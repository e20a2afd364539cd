import { expect, test } from 'vitest';
import { bars } from './bars.ts';
import { grid } from './grid.ts';
import { histogram } from './histogram.ts';

const STRANGE = '</text><script href="x">a & "b"\u0000</script> 重复的调用重复的调用重复的调用重复的调用';
const shown = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);

test.each([
  ['bars', bars('Calls', [[STRANGE, 2]])],
  ['a histogram', histogram(STRANGE, STRANGE, { 0: 1, 4: 2 }, 1)],
  ['a grid', grid('Rows', [STRANGE], [[STRANGE, { [STRANGE]: 3 }]])],
])('%s shows text of strangers as text, and loads nothing', (_, svg) => {
  expect(svg).not.toMatch(/<script|url\(|@import/);
  expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toContain('http');
  const names = [...svg.matchAll(/<([a-z]+)[\s>]/g)].map(([, name]) => name ?? '');
  expect(new Set(names).isSubsetOf(new Set(['svg', 'title', 'style', 'text', 'rect', 'line']))).toBe(true);
});

test('bars are as long as their figures, and a long name is cut', () => {
  const svg = bars('Calls', [
    [STRANGE, 4000],
    ['b', 1000],
    ['c', 0],
  ]);
  const widths = [...svg.matchAll(/<rect[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width));
  expect(widths).toEqual([370, 92.5, 0]);
  expect(shown(svg)).toContain('4,000');
  expect(shown(svg)[1]).toMatch(/…$/);
});

test('classes of doubling width are all there, empty ones too', () => {
  expect(shown(histogram('Turns', 'turns', { 1: 5, 8: 2 }, 1))).toEqual([
    'Turns',
    '5',
    '1',
    '2–3',
    '4–7',
    '2',
    '8–15',
    'turns',
  ]);
  expect(shown(histogram('Length', 'tokens', { 0: 5, 1024: 2 }, 256))).toEqual([
    'Length',
    '5',
    '&lt;256',
    '256+',
    '512+',
    '2',
    '1k+',
    'tokens',
  ]);
});
