/** The honest count of a catalogue. */
import type { Catalogue } from './load.ts';

export interface CatalogueFigures {
  servers: number;
  /** That can be started here. */
  installed: number;
  /** Of all snapshots. */
  tools: number;
  /** Not hidden, of a server with a grade better than F. */
  offered: number;
  /** Offered, and answered a call with a success. */
  proved: number;
  /** Proved by a process that had no network. */
  provedOffline: number;
  /** Servers with at least one proved tool. */
  provedServers: number;
}

export function catalogueFigures({ entries }: Catalogue): CatalogueFigures {
  const figures = {
    servers: 0,
    installed: 0,
    tools: 0,
    offered: 0,
    proved: 0,
    provedOffline: 0,
    provedServers: 0,
  };
  for (const { launch, snapshot, tools, record } of entries) {
    figures.servers += 1;
    if (launch.ok) figures.installed += 1;
    figures.tools += snapshot?.tools.length ?? 0;
    if (record?.grade === 'F') continue;
    const hidden = new Set(tools.filter((tool) => tool.hidden).map((tool) => tool.name));
    figures.offered += tools.length - hidden.size;
    const works = record?.tools.filter((tool) => tool.verdict === 'works' && !hidden.has(tool.name)) ?? [];
    figures.proved += works.length;
    if (record?.offline) figures.provedOffline += works.length;
    if (works.length > 0) figures.provedServers += 1;
  }
  return figures;
}
