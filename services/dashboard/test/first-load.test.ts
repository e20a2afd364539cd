/** The first load stays small, by the manifest of the build and the sizes of what is sent. */
import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as z from 'zod';

const FILES = new URL('../dist/', import.meta.url);
const MOST_BYTES = 300_000;

const Manifest = z.record(
  z.string(),
  z.object({
    file: z.string(),
    isEntry: z.boolean().optional(),
    isDynamicEntry: z.boolean().optional(),
    imports: z.array(z.string()).default([]),
    css: z.array(z.string()).default([]),
  }),
);
type Manifest = z.infer<typeof Manifest>;

/** Everything that the browser must have before the module runs. */
function closureOf(manifest: Manifest, key: string, seen = new Set<string>()): Set<string> {
  const chunk = manifest[key];
  if (chunk === undefined || seen.has(chunk.file)) return seen;
  for (const file of [chunk.file, ...chunk.css]) seen.add(file);
  for (const next of chunk.imports) closureOf(manifest, next, seen);
  return seen;
}

async function sentBytes(file: string): Promise<number> {
  const plain = fileURLToPath(new URL(file, FILES));
  const { size } = await stat(`${plain}.br`).catch(() => stat(plain));
  return size;
}

test('every page needs less than 300 kB, compressed, before it shows itself', async () => {
  const manifest = Manifest.parse(JSON.parse(await readFile(new URL('.vite/manifest.json', FILES), 'utf8')));
  const entry = Object.keys(manifest).find((key) => manifest[key]?.isEntry) ?? '';
  const pages = Object.keys(manifest).filter((key) => /^src\/pages\/.*-page\.tsx$/.test(key));
  expect(pages.length).toBeGreaterThan(10);
  const sizes: [string, number][] = [];
  for (const page of pages) {
    const files = new Set([...closureOf(manifest, entry), ...closureOf(manifest, page)]);
    const bytes = (await Promise.all([...files].map(sentBytes))).reduce((sum, size) => sum + size, 0);
    sizes.push([page, bytes]);
  }
  const largest = sizes.toSorted(([, a], [, b]) => b - a)[0];
  process.stdout.write(`First load: at most ${largest?.[1]} bytes (${largest?.[0]})\n`);
  expect(sizes.filter(([, bytes]) => bytes >= MOST_BYTES)).toEqual([]);
});
