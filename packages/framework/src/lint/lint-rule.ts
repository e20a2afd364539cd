/** What a lint rule sees and says. Rules are pure and never throw. */
import type { AgentGraph } from '../model/graph.ts';
import type { AgentModel, FrameworkKind, FrameworkModel, ToolModel } from '../model/model.ts';
import type { Place } from '../model/place.ts';

/** The servers of a catalogue with the tools that agents may pick. */
export interface CatalogueView {
  /** Of the catalogue as a whole. */
  digest?: string;
  servers: readonly CatalogueViewServer[];
}

export interface CatalogueViewServer {
  name: string;
  /** Of the tool list that the catalogue keeps. */
  snapshot?: string;
  /** Of the tool list that the server has now, where it was asked; another one than `snapshot` is drift. */
  live?: { digest: string; tools: readonly string[] };
  /** A hidden tool is only given to an agent that picks it by name. */
  tools: readonly { name: string; alias: string; description: string; hidden?: boolean }[];
}

export interface LintOptions {
  /** Without it nothing is said about servers and their tools. */
  catalogue?: CatalogueView;
  /** How many personas were asked for. Default for the reference's form: 500, as a warning. */
  personas?: number;
  /** Least number of leaves of the problem-type tree. Default 1. */
  minLeaves?: number;
  /** Names of the variables that are set where the agents run; without it they are not looked at. */
  environment?: ReadonlySet<string>;
  /** Only these rules. */
  only?: readonly string[];
  /** Greatest size. Default 34 agents, 4 levels below the entry. */
  limits?: { agents?: number; depth?: number };
}

/** What an agent can call, by the names that models see. */
export interface Capabilities {
  /** Own tools and tools of servers, as far as they are known. */
  tools: ReadonlySet<string>;
  /** Sub-agents. */
  agents: ReadonlySet<string>;
  /** True also for a tool of a server whose tools are not known. */
  has(name: string): boolean;
}

export interface Subject {
  model: FrameworkModel;
  graph: AgentGraph;
  options: LintOptions;
  catalogue: ReadonlyMap<string, CatalogueViewServer> | undefined;
  /** Alias → server and tool, for the whole catalogue. */
  aliases: ReadonlyMap<string, { server: string; tool: string }>;
  capabilities(agent: AgentModel): Capabilities;
  /** Bindings that do not resolve. */
  bindingFaults: readonly { tool: ToolModel; message: string; hint?: string }[];
}

export interface RuleFinding {
  place: Place;
  /** A sentence. */
  message: string;
  fix?: string;
  /** Where it is not the rule's own. */
  severity?: 'error' | 'warning';
}

export interface LintRule {
  code: string;
  /** `error`: certain, and something will not work as it says. `warning`: certain but harmless, or likely. */
  severity: 'error' | 'warning';
  /** One sentence for the documentation: what holds in a good framework. */
  says: string;
  /** Default: both. */
  kinds?: readonly FrameworkKind[];
  check(subject: Subject): RuleFinding[];
}

/** Many places of one defect as one finding at the first of them; `say` gets their number. */
export function summed(
  places: readonly Place[],
  say: (count: number) => string,
  rest: Omit<RuleFinding, 'place' | 'message'> = {},
): RuleFinding[] {
  const [first] = places;
  if (first === undefined) return [];
  const lines = places.flatMap((place) => place.line ?? []);
  const more =
    lines.length > 1 ? ` (lines ${lines.slice(0, 5).join(', ')}${lines.length > 5 ? ', …' : ''})` : '';
  return [{ place: first, message: say(places.length).replace(/\.$/, `${more}.`), ...rest }];
}
