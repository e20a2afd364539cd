import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BundleFile } from '@nex/core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleDigest, MAX_BUNDLE_FILES, sortFiles, validateBundle } from './bundle.ts';
import { readBundleDirectory, writeBundleDirectory } from './bundle-directory.ts';

const segment = fc.stringMatching(/^[a-z][a-z0-9_-]{0,6}$/);
const path = fc
  .tuple(fc.array(segment, { maxLength: 2 }), segment)
  .map(([dirs, name]) => [...dirs, `${name}.md`].join('/'));
const content = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', ''));
const bundle = fc.uniqueArray(fc.record({ path, content }), { selector: (file) => file.path, maxLength: 8 });

let base = '';
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'nex-bundle-')));
});
afterEach(() => rm(base, { recursive: true, force: true }));

describe('bundleDigest', () => {
  it('does not depend on the order of the files', () => {
    const shuffled = bundle.chain((files) =>
      fc.tuple(fc.constant(files), fc.shuffledSubarray(files, { minLength: files.length })),
    );
    fc.assert(
      fc.property(shuffled, ([files, others]) => {
        expect(bundleDigest(others)).toBe(bundleDigest(files));
        expect(bundleDigest(files)).toMatch(/^sha256:[0-9a-f]{64}$/);
      }),
    );
  });

  it('depends on every path and content', () => {
    const files = [
      { path: 'a', content: 'b' },
      { path: 'c', content: 'd' },
    ];
    const others = [
      [],
      [files[0]],
      [{ path: 'a', content: 'bc' }, files[1]],
      [{ path: 'ab', content: '' }, files[1]],
    ];
    const digests = others.map((other) => bundleDigest(other as BundleFile[]));
    expect(new Set([bundleDigest(files), ...digests]).size).toBe(5);
  });
});

describe('folders', () => {
  it('read what was written', async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(bundle, async (files) => {
        const folder = join(base, `b${(count += 1)}`);
        await writeBundleDirectory(files, folder);
        expect(await readBundleDirectory(folder)).toEqual(sortFiles(files));
      }),
      { numRuns: 30 },
    );
  });

  it('are not written over', async () => {
    await writeBundleDirectory([{ path: 'a.md', content: 'x' }], join(base, 'b'));
    await expect(writeBundleDirectory([], join(base, 'b'))).rejects.toMatchObject({ code: 'conflict' });
  });

  it('leave out names that start with a dot', async () => {
    await mkdir(join(base, '.git'));
    await writeFile(join(base, '.git', 'x'), 'x');
    await writeFile(join(base, '.DS_Store'), 'x');
    await writeFile(join(base, 'a.md'), 'x');
    expect(await readBundleDirectory(base)).toEqual([{ path: 'a.md', content: 'x' }]);
  });

  it('refuse links, bytes that are no text, and a folder that is not there', async () => {
    const expectError = (code: string, where?: string) =>
      expect(readBundleDirectory(join(base, 'f'))).rejects.toMatchObject({
        code,
        where,
        message: expect.not.stringContaining(base),
      });
    await expectError('not_found');
    await mkdir(join(base, 'f'));
    await symlink('/etc/hostname', join(base, 'f', 'link'));
    await expectError('bundle_invalid', 'link');
    await rm(join(base, 'f', 'link'));
    await writeFile(join(base, 'f', 'bytes'), Buffer.from([0xff, 0xfe]));
    await expectError('config_invalid', 'bytes');
  });
});

describe('validateBundle', () => {
  const file = (name: string, text = ''): BundleFile => ({ path: name, content: text });
  it.each<[string, BundleFile[], string]>([
    ['..', [file('../a')], 'bundle_invalid'],
    ['absolute', [file('/a')], 'bundle_invalid'],
    ['dot in the middle', [file('a/./b')], 'bundle_invalid'],
    ['hidden', [file('a/.git/config')], 'bundle_invalid'],
    ['empty part', [file('a//b')], 'bundle_invalid'],
    ['folder', [file('a/')], 'bundle_invalid'],
    ['backslash', [file('a\\b')], 'bundle_invalid'],
    ['double', [file('a'), file('a')], 'bundle_invalid'],
    ['double by case', [file('a'), file('A')], 'bundle_invalid'],
    ['file and folder', [file('a/b'), file('a')], 'bundle_invalid'],
    ['NUL', [file('a', '\0')], 'bundle_invalid'],
    ['half a character', [file('a', '\ud800')], 'bundle_invalid'],
    ['many files', Array.from({ length: MAX_BUNDLE_FILES + 1 }, (_, i) => file(`f${i}`)), 'too_large'],
    ['one large file', [file('a', 'é'.repeat(1_000_001))], 'too_large'],
    [
      'large together',
      Array.from({ length: 5 }, (_, i) => file(`f${i}`, 'x'.repeat(1_900_000))),
      'too_large',
    ],
  ])('refuses: %s', (_, files, code) => {
    expect(() => validateBundle(files)).toThrow(expect.objectContaining({ code }));
  });

  it('accepts what bundles hold', () => {
    expect(() =>
      validateBundle([file('framework.yaml'), file('agents/main.yaml'), file('tools/Web-2.yaml')]),
    ).not.toThrow();
  });
});
