import type { Manifest } from '@nex/core';
import { expect, test } from 'vitest';
import { Composition } from '../composition.ts';
import { manifestInput } from '../sample.fixture.ts';
import { howItWasMade, lineage, whatItIs } from './origin.ts';

const imported = {
  file: 'their *traces*.jsonl',
  digest: 'sha256:0',
  format: 'langfuse',
  importerVersion: 2,
  strict: false,
  trajectories: 4,
  rejected: 1,
  bytes: 9,
  bytesRead: 9,
};

function told(changes: Parameters<typeof manifestInput>[1]): string {
  const manifest = { ...manifestInput(3, changes), rows: 3, digest: 'sha256:1' } as Manifest;
  const composition = new Composition().account();
  return [whatItIs(manifest, composition), howItWasMade(manifest, composition), lineage(manifest)].join('\n');
}

test('imported trajectories are said to be, and nothing of a sentence or of who wrote them', () => {
  const text = told({ imported, sentence: '', model: { name: '', provider: '', offlineModel: false } });
  expect(text).toContain('> their &#42;traces&#42;.jsonl');
  expect(text).toContain('| Format | langfuse, read by version 2 |');
  expect(text).toContain('| Records that could not be used | 1 |');
  expect(text).not.toMatch(/sentence|language model wrote|Queries asked for|\| (?:Model|Provider|Seed) \|/);
});

test('others are told by their sentence', () => {
  const text = told({});
  expect(text).toContain('> A tea adviser &#124; that &#42;searches&#42; the web.');
  expect(text).toContain('| Seed | 7 |');
  expect(text).toContain('back to the sentence');
});
