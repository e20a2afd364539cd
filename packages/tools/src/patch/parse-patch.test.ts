import { describe, expect, it } from 'vitest';
import { parsePatch } from './parse-patch.ts';

const patch = (...lines: string[]): string => ['*** Begin Patch', ...lines, '*** End Patch', ''].join('\n');
const keep = (text: string) => ({ kind: 'keep', text });
const add = (text: string) => ({ kind: 'add', text });
const remove = (text: string) => ({ kind: 'remove', text });

describe('patches that are read', () => {
  it('takes all kinds of changes', () => {
    const input = patch(
      '*** Add File: a/new.txt',
      '+one',
      '+',
      '*** Delete File: old.txt',
      '*** Update File: b.txt',
      '*** Move to: c.txt',
      '@@ class A',
      '@@   def f():',
      ' kept',
      '-gone',
      '+here',
      '',
      '@@',
      '+last',
      '*** End of File',
    );
    expect(parsePatch(input)).toEqual({
      ok: true,
      changes: [
        { kind: 'add', path: 'a/new.txt', content: 'one\n\n' },
        { kind: 'delete', path: 'old.txt' },
        {
          kind: 'update',
          path: 'b.txt',
          moveTo: 'c.txt',
          hunks: [
            {
              context: ['class A', '  def f():'],
              lines: [keep('kept'), remove('gone'), add('here'), keep('')],
              atEndOfFile: false,
              line: 8,
            },
            { context: [], lines: [add('last')], atEndOfFile: true, line: 14 },
          ],
        },
      ],
    });
  });

  it.each([
    ['without the first @@', patch('*** Update File: a', ' x', '+y')],
    ['with line numbers of another format', patch('*** Update File: a', '@@ -1,2 +1,3 @@', ' x', '+y')],
    ['in a heredoc', `<<'EOF'\n${patch('*** Update File: a', '@@', ' x', '+y')}EOF\n`],
    ['with \\r\\n', patch('*** Update File: a', '@@', ' x', '+y').replaceAll('\n', '\r\n')],
    ['with empty lines around', `\n${patch('', '*** Update File: a', '@@', ' x', '+y', '', '')}\n`],
  ])('%s', (_, input) => {
    expect(parsePatch(input)).toMatchObject({
      ok: true,
      changes: [{ kind: 'update', path: 'a', hunks: [{ context: [], lines: [keep('x'), add('y')] }] }],
    });
  });

  it('takes an empty file, a move alone and a patch of nothing', () => {
    expect(parsePatch(patch('*** Add File: a'))).toMatchObject({ changes: [{ content: '' }] });
    expect(parsePatch(patch('*** Update File: a', '*** Move to: b'))).toMatchObject({
      changes: [{ moveTo: 'b', hunks: [] }],
    });
    expect(parsePatch(patch())).toEqual({ ok: true, changes: [] });
  });
});

describe('patches that are refused, with the line', () => {
  it.each([
    ['', 1, 'must begin with'],
    ['*** Update File: a\n', 1, 'must begin with'],
    ['*** Begin Patch\n*** Delete File: a\n', 3, 'must end with'],
    [`${patch('*** Delete File: a')}more`, 4, 'nothing may follow'],
    [patch('*** Rename File: a'), 2, 'expected "*** Add File:'],
    [patch('stray'), 2, 'expected "*** Add File:'],
    [patch('*** Add File: '), 2, 'needs a path'],
    [patch('*** Add File: a', 'no plus'), 3, 'must begin with "+"'],
    [patch('*** Update File: a'), 3, 'has no hunk'],
    [patch('*** Update File: a', '@@'), 4, 'has no lines'],
    [patch('*** Update File: a', '@@', '*** End of File'), 5, 'has no lines'],
    [patch('*** Update File: a', '@@', 'x'), 4, 'a space, "+" or "-"'],
    [patch('*** Update File: a', '*** Move to:', '+x'), 3, 'needs a path'],
    [patch('*** Update File: a', '+x', '*** End of File', '+y'), 5, 'must begin with "@@"'],
  ])('%j', (input, line, words) => {
    const parsed = parsePatch(input);
    expect(parsed).toMatchObject({ ok: false, fault: expect.stringContaining(words) });
    expect(parsed).toMatchObject({
      fault: expect.stringMatching(new RegExp(`^Line ${line} of the patch: `)),
    });
  });
});
