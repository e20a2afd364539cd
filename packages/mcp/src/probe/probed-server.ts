/** What of a server must be known to probe it. */
import type { CatalogueEntry } from '../catalogue/entry.ts';
import type { LaunchPlan } from '../catalogue/launch.ts';

export type ProbedServer = Pick<
  CatalogueEntry,
  | 'name'
  | 'version'
  | 'licence'
  | 'runtime'
  | 'url'
  | 'headers'
  | 'protocol'
  | 'working_directory'
  | 'state'
  | 'keys'
  | 'host_access'
> & {
  plan: LaunchPlan;
  /** Those that are not offered do not count for the grade. `undefined`: the probe decides. */
  hidden: ReadonlySet<string> | undefined;
};

/** Hidden tools of the entry are those that it says are hidden. */
export function probedServer(entry: CatalogueEntry, plan: LaunchPlan): ProbedServer {
  const hidden = entry.tools.filter((tool) => tool.hidden).map((tool) => tool.name);
  return { ...entry, plan, hidden: new Set(hidden) };
}
