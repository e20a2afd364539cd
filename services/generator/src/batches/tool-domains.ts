/** Tool domains of the catalogue: a server counts to the first domain that its entry names. */
import type { ToolPolicy } from '@nex/core';
import type { Catalogue, ToolIndex } from '@nex/mcp';
import { catalogueView } from '../design/catalogue-view.ts';
import { allowedTools } from '../requests/tool-policy.ts';

/** Tools that a model is shown of one domain. */
const SHOWN = 12;

export interface DomainView {
  domain: string;
  servers: string[];
  /** What the model is told of it. */
  summary: string;
  tools: string[];
}

type Sources = { catalogue: Catalogue; toolIndex: ToolIndex };

export function domainOf(catalogue: Catalogue, server: string): string {
  return catalogue.entries.find((entry) => entry.name === server)?.domains[0] ?? server;
}

/** The domains that the policy leaves, by name. */
export function allowedDomains({ catalogue, toolIndex }: Sources, policy: ToolPolicy): string[] {
  const servers = new Set(allowedTools(toolIndex, policy).map((tool) => tool.server));
  return [...new Set([...servers].map((server) => domainOf(catalogue, server)))].sort();
}

/** The domains that the policy leaves, each with its servers and what their tools do. */
export function domainViews(sources: Sources, policy: ToolPolicy): Map<string, DomainView> {
  const views = new Map<string, DomainView>();
  for (const { server, summary, tools } of catalogueView(sources, policy)) {
    const domain = domainOf(sources.catalogue, server);
    const known = views.get(domain) ?? { domain, servers: [], summary: '', tools: [] };
    views.set(domain, {
      domain,
      servers: [...known.servers, server],
      summary: [known.summary, summary].filter(Boolean).join(' '),
      tools: [...known.tools, ...tools.map((tool) => tool.description)].slice(0, SHOWN),
    });
  }
  return views;
}
