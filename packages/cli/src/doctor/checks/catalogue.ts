/** Whether the servers of the catalogue are installed, start, and have the tools that frameworks were made with. */
import { checkCatalogue, loadCatalogue } from '@nex/mcp';
import { type Check, type Finding, ok, warn } from '../check.ts';

export const catalogue: Check = {
  name: 'catalogue',
  about: 'the servers of the catalogue are installed and start with the tools of their snapshots',
  slow: true,
  limitMs: 300_000,
  async run({ deployment: { catalogueDirectory, serversDirectory: servers }, signal }) {
    const loaded = await loadCatalogue(catalogueDirectory, { servers });
    const rows = await checkCatalogue(loaded, { signal, behaviour: false, parallel: 2 });
    const missing = rows.filter((row) => row.skipped);
    const broken: Finding[] = rows
      .filter((row) => !row.ok)
      .map(({ name, failure, drift }) =>
        drift
          ? warn(name, 'its tools are not those of its snapshot', `See nex catalogue check ${name}.`)
          : warn(
              name,
              failure?.message ?? 'does not start',
              failure?.hint ?? `See nex catalogue check ${name}.`,
            ),
      );
    const started = rows.length - missing.length - broken.length;
    return [
      ok(
        'servers',
        `${started} of ${rows.length} start with their tools; ${missing.length} are not installed`,
      ),
      ...(missing.length === rows.length
        ? [warn('servers', 'none is installed', 'Run nex catalogue install.')]
        : []),
      ...broken,
    ];
  },
};
