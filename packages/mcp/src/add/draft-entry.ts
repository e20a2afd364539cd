/** From what was seen of a server to its entry: whose the state is, and what each tool may be trusted with. */
import type { CatalogueEntry, CatalogueTool } from '../catalogue/entry.ts';
import { type ProbedTool, type ProbeRecord, UNFIT } from '../catalogue/probe-record.ts';
import type { SnapshotTool, ToolSnapshot } from '../catalogue/snapshot.ts';

type Derived = Pick<
  CatalogueEntry,
  'isolation' | 'state' | 'parallel' | 'deterministic' | 'tools' | 'dressed_errors'
>;

export interface DeriveOptions {
  /** Forms in which errors came as successes. */
  dressedForms: CatalogueEntry['dressed_errors'];
  record: ProbeRecord;
  snapshot: ToolSnapshot;
  /** Whether the server is told of the state directory, and may be given another one while it runs. */
  movable: boolean;
  remote: boolean;
  seed: Record<string, string>;
}

/** A remote server, of whose state nothing can be seen, is leased. */
export function deriveEntry(options: DeriveOptions): Derived {
  const { record, snapshot, movable, remote, seed, dressedForms } = options;
  const { places, hot_reset } = record.state;
  const stateless = !remote && places.length === 1 && places[0] === 'none';
  const inFiles = !remote && places.length === 1 && places[0] === 'files' && hot_reset && movable;
  const isolation = stateless ? 'shared' : inFiles ? 'per-run' : 'leased';
  const tools = record.tools.map((probed) => {
    const tool = snapshot.tools.find(({ name }) => name === probed.name);
    return draftTool(probed, tool, stateless);
  });
  return {
    isolation,
    state: {
      where: remote ? 'at the address' : describe(places),
      reset: inFiles ? 'swap-directory' : 'none',
      seed,
    },
    parallel: stateless ? 'safe' : 'serial',
    deterministic: true,
    dressed_errors: [...new Set(['json_is_error' as const, ...dressedForms])].toSorted(),
    tools,
  };
}

const READS =
  /^(\w+[._-])?(get|list|read|search|find|show|describe|count|query|view|check|validate|info|status)/i;

/** Repeatable: it wrote no file, and nothing is kept in memory either or its name and hints say that it only reads. */
function draftTool(probed: ProbedTool, tool: SnapshotTool | undefined, stateless: boolean): CatalogueTool {
  const readOnly = tool?.annotations?.readOnlyHint === true || READS.test(probed.name);
  const varies = probed.determinism === 'no' || probed.determinism === 'masked';
  return {
    name: probed.name,
    repeatable: !probed.writes && probed.verdict !== 'skipped' && (stateless || readOnly),
    ...(varies ? { deterministic: false } : {}),
    // A tool that hung, ended its server or asked for the network is not offered.
    hidden: UNFIT.has(probed.verdict),
  };
}

function describe(places: ProbeRecord['state']['places']): string {
  const words = {
    none: 'none',
    files: 'files in the state directory',
    elsewhere: 'files in its home',
    memory: 'memory of the process',
  };
  return places.map((place) => words[place]).join(', ');
}
