/** Writes `infra/kubernetes/base` and `infra/helm` from `scripts/manifests`. Files that are not written are removed. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderBase } from './manifests/render-base.ts';
import { renderChart } from './manifests/render-chart.ts';

const infra = fileURLToPath(new URL('../infra', import.meta.url));

for (const [folder, files] of [
  [join(infra, 'kubernetes/base'), renderBase()],
  [join(infra, 'helm'), renderChart()],
] as const) {
  await mkdir(folder, { recursive: true });
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !(path.slice(folder.length + 1) in files)) await rm(path);
  }
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}
