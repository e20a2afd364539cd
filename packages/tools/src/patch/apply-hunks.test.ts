import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyHunks } from './apply-hunks.ts';
import { parsePatch } from './parse-patch.ts';

function apply(source: string, ...lines: string[]) {
  const parsed = parsePatch(['*** Begin Patch', '*** Update File: f', ...lines, '*** End Patch'].join('\n'));
  const change = parsed.ok ? parsed.changes[0] : undefined;
  if (change?.kind !== 'update') throw new Error(parsed.ok ? 'The patch must be an update.' : parsed.fault);
  return applyHunks(source, change.hunks, '/workspace/f');
}

describe('hunks that are applied', () => {
  it.each([
    ['a change in the middle', 'a\nb\nc\n', ['@@', ' a', '-b', '+x', ' c'], 'a\nx\nc\n'],
    ['a line before the first', 'a\n', ['@@', '+x', ' a'], 'x\na\n'],
    ['several hunks in order', 'a\nb\na\nb\n', ['@@', '-a', '+1', '@@', '-a', '+2'], '1\nb\n2\nb\n'],
    ['context that narrows', 'f\n x\ng\n x\n', ['@@ g', '- x', '+ y'], 'f\n x\ng\n y\n'],
    [
      'context in context',
      'A\n f\n  x\nB\n f\n  x\n',
      ['@@ B', '@@  f', '-  x', '+  y'],
      'A\n f\n  x\nB\n f\n  y\n',
    ],
    ['lines after their context', 'f\ng\nh\n', ['@@ g', '+x'], 'f\ng\nx\nh\n'],
    ['lines without context, at the end', 'a\nb\n', ['@@', '+x'], 'a\nb\nx\n'],
    [
      'the last of two places, by the end of the file',
      'a\nb\na\n',
      ['@@', '-a', '+z', '*** End of File'],
      'a\nb\nz\n',
    ],
    ['other white space, kept as the file has it', '  a  \nb\n', ['@@', ' a', '-b', '+c'], '  a  \nc\n'],
    [
      'typographic signs, kept as the file has them',
      'a – “b”\nc\n',
      ['@@', ' a - "b"', '-c', '+d'],
      'a – “b”\nd\n',
    ],
    ['an empty file', '', ['@@', '+x'], 'x\n'],
    ['all lines away', 'a\n', ['@@', '-a'], ''],
    ['a file without a last line end', 'a\nb', ['@@', '-b', '+c'], 'a\nc'],
    ['an addition to a file without a last line end', 'a', ['@@', ' a', '+b', '+c'], 'a\nb\nc'],
    ['a file with \\r\\n', 'a\r\nb\r\n', ['@@', ' a', '-b', '+c', '+d'], 'a\r\nc\r\nd\r\n'],
    ['an empty line that only the patch has', 'a\nb\n', ['@@', '-a', '+x', '', '@@', '-b', '+y'], 'x\ny\n'],
  ])('%s', (_, source, lines, expected) => {
    expect(apply(source, ...lines)).toEqual({ ok: true, text: expected });
  });
});

describe('hunks that fit nowhere', () => {
  it.each([
    ['missing lines', ['@@', '-x'], 'Expected lines were not found:\nx\n'],
    ['missing context', ['@@ nowhere', '-a'], 'There is no line "nowhere"'],
    ['hunks in the wrong order', ['@@', '-b', '+x', '@@', '-a', '+y'], 'Expected lines were not found:\na\n'],
    ['lines that are not at the end', ['@@', '-a', '*** End of File'], 'Expected lines were not found'],
  ])('%s', (_, lines, fault) => {
    expect(apply('a\nb\n', ...lines)).toMatchObject({ ok: false, fault: expect.stringContaining(fault) });
  });
});

it('changes the lines that the patch names and no other', () => {
  const step = fc.record({
    kind: fc.constantFrom('keep', 'remove', 'add'),
    text: fc.stringMatching(/^[ab\t \u2013]{0,4}$/),
    end: fc.constantFrom('\n', '\r\n'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      // Numbers make each line unlike all others, so that there is one place for it.
      const numbered = steps.map((each, index) => ({ ...each, text: `${index}${each.text}|` }));
      const old = numbered.filter(({ kind }) => kind !== 'add');
      fc.pre(old.length > 0 && old.length < steps.length + 1 && numbered.some(({ kind }) => kind !== 'keep'));
      const signs = { keep: ' ', remove: '-', add: '+' } as const;
      const lines = numbered.map(({ kind, text }) => signs[kind as keyof typeof signs] + text);
      const applied = apply(old.map(({ text, end }) => text + end).join(''), '@@', ...lines);
      const expected = numbered.filter(({ kind }) => kind !== 'remove');
      if (!applied.ok) throw new Error(applied.fault);
      expect(applied.text.split(/\r?\n/).slice(0, -1)).toEqual(expected.map(({ text }) => text));
      for (const { kind, text, end } of numbered) {
        if (kind === 'keep') expect(applied.text).toContain(text + end);
      }
    }),
  );
});
