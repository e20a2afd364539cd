/** Probes a server that is being added; one that will not start before it is given a key is tried again with one. */
import { join } from 'node:path';
import { NexError } from '@nex/core';
import type { CatalogueEntry } from '../catalogue/entry.ts';
import { fillPlan, type LaunchPlan } from '../catalogue/launch.ts';
import type { Catalogue } from '../catalogue/load.ts';
import type { ProbePlan } from '../probe/probe-plan.ts';
import { type Probed, probeServer } from '../probe/probe-server.ts';
import type { ProbedServer } from '../probe/probed-server.ts';

type Seen = 'isolation' | 'state' | 'parallel' | 'deterministic' | 'tools' | 'dressed_errors';

/** An entry but for what only the probe shows; the caller may know some of that too. */
export type EntryBase = Omit<CatalogueEntry, Seen> & Partial<Pick<CatalogueEntry, Seen>>;

export interface ProbeParts {
  base: EntryBase;
  launch: LaunchPlan;
  plan: ProbePlan;
  catalogue: Catalogue;
  options: {
    signal: AbortSignal;
    environment: Readonly<Record<string, string | undefined>>;
    toolTimeoutMs?: number;
    today: string;
    onTool?: (event: { tool: string; verdict: string; pass: number }) => void;
  };
}

const KEY_NAME = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:KEY|TOKEN|SECRET|PASSWORD)\b/g;

/** Throws as `probeServer` does. `keys`: those that the server turned out to need. */
export async function probeWithKeys(parts: ProbeParts): Promise<{ probed: Probed; keys: string[] }> {
  const { base } = parts;
  try {
    return { probed: await probe(parts, base.keys), keys: base.keys };
  } catch (thrown) {
    const asked = thrown instanceof NexError ? keysIn(thrown) : [];
    const keys = [...new Set([...base.keys, ...asked])];
    if (keys.length === base.keys.length) throw thrown;
    return { probed: await probe(parts, keys), keys };
  }
}

async function probe(
  { base, launch, plan, catalogue, options }: ProbeParts,
  keys: string[],
): Promise<Probed> {
  const { environment, toolTimeoutMs, onTool } = options;
  const fixtures = join(catalogue.directory, 'fixtures');
  const known = keys.flatMap((key) => (environment[key] ? [[key, environment[key]] as const] : []));
  const server: ProbedServer = {
    ...base,
    keys,
    state: base.state ?? { where: 'not known', reset: 'none', seed: {} },
    plan: fillPlan(launch, { FIXTURES: fixtures }),
    hidden: undefined,
  };
  return probeServer(server, {
    plan,
    fixtures,
    signal: options.signal,
    path: catalogue.path,
    keys: Object.fromEntries(known),
    today: options.today,
    ...(toolTimeoutMs === undefined ? {} : { toolTimeoutMs }),
    ...(onTool ? { onTool } : {}),
  });
}

function keysIn(error: Error): string[] {
  const cause = error.cause instanceof Error ? keysIn(error.cause) : [];
  return [...(error.message.match(KEY_NAME) ?? []), ...cause];
}
