/**
 * Renders our fixture conversations with chat templates of models and keeps what came out, for `golden.test.ts`:
 *
 *     node scripts/render-golden.ts FOLDER
 *
 * FOLDER holds the templates that `golden.fixture.ts` names. They are their makers', and nothing of them is copied.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GOLDEN_TEMPLATES, goldenFile } from '../packages/dataset/src/exporters/golden.fixture.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Usage: node scripts/render-golden.ts FOLDER\n');
  process.exit(2);
}
const out = new URL('../packages/dataset/src/exporters/__golden__/', import.meta.url);
await mkdir(out, { recursive: true });
for (const template of GOLDEN_TEMPLATES) {
  const source = await readFile(join(folder, template.file), 'utf8');
  const text = JSON.stringify(goldenFile(template, source), null, 2);
  await writeFile(new URL(`${template.name}.json`, out), `${text}\n`);
}
