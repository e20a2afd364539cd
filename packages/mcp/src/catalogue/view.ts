/** The catalogue as data: which servers there are, and the tools that an agent can pick from each. */
import { plainToolName } from '../alias/tool-name.ts';
import { isHidden } from '../tool-definition.ts';
import type { Catalogue } from './load.ts';

export interface CatalogueData {
  digest: string;
  servers: {
    name: string;
    /** Digest of the tool list that the catalogue keeps. */
    snapshot?: string;
    /** A hidden tool is only given to an agent that picks it by name. */
    tools: { name: string; alias: string; description: string; hidden: boolean }[];
  }[];
}

export function catalogueData({ digest, entries }: Catalogue): CatalogueData {
  return {
    digest,
    servers: entries.map((server) => ({
      name: server.name,
      ...(server.snapshot ? { snapshot: server.snapshot.digest } : {}),
      tools: (server.snapshot?.tools ?? []).map((tool) => ({
        name: tool.name,
        alias: plainToolName({ server: server.name, tool: tool.name }),
        description: tool.description,
        hidden: isHidden(server, tool.name),
      })),
    })),
  };
}
