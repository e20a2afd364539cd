/** The rest: catalogue, lint, bundles, health. */
import {
  type BundleFile,
  CatalogueShape,
  type JsonObject,
  LintFinding,
  page,
  ToolCallAnswer,
  ToolServer,
} from '@nex/core';
import * as z from 'zod';
import type { CallOptions, Transport } from '../transport.ts';

const LintAnswer = z.object({ findings: z.array(LintFinding), ok: z.boolean() });
const BundleAnswer = z.object({
  digest: z.string(),
  agents: z.array(z.union([z.string(), z.looseObject({ name: z.string() })])),
});
const Health = z.looseObject({ status: z.string() });

export type LintAnswer = z.infer<typeof LintAnswer>;
export type BundleAnswer = z.infer<typeof BundleAnswer>;
export type Catalogue = z.infer<typeof CatalogueShape>;

export interface CatalogueRoutes {
  catalogue(options?: CallOptions): Promise<Catalogue>;
  /** Those at work, and those whose tools changed. */
  toolServers(options?: CallOptions): Promise<ToolServer[]>;
  /** Tries a tool once; the state that it works on is gone afterwards. */
  callTool(
    at: { server: string; tool: string },
    args: JsonObject,
    options?: CallOptions,
  ): Promise<ToolCallAnswer>;
  lint(files: readonly BundleFile[], options?: CallOptions): Promise<LintAnswer>;
  /** Stores a bundle after checking it. The same files give the same digest. */
  putBundle(files: readonly BundleFile[], options?: CallOptions): Promise<BundleAnswer>;
  /** Throws `unavailable` while a service or store that the gateway needs does not answer. */
  ready(options?: CallOptions): Promise<{ status: string }>;
}

export function catalogueRoutes(transport: Transport): CatalogueRoutes {
  const toolServers = page(ToolServer);
  return {
    catalogue: (options) => transport.json(CatalogueShape, { path: '/v1/catalogue', ...options }),
    toolServers: async (options) =>
      (await transport.json(toolServers, { path: '/v1/tool-servers', ...options })).items,
    callTool: ({ server, tool }, args, options) => {
      const path = `/v1/catalogue/${encodeURIComponent(server)}/tools/${encodeURIComponent(tool)}/calls`;
      return transport.json(ToolCallAnswer, { method: 'POST', path, body: { arguments: args }, ...options });
    },
    lint: (files, options) =>
      transport.json(LintAnswer, { method: 'POST', path: '/v1/lint', body: { files }, ...options }),
    putBundle: (files, options) =>
      transport.json(BundleAnswer, { method: 'PUT', path: '/v1/bundles', body: { files }, ...options }),
    ready: (options) => transport.json(Health, { path: '/readyz', ...options }),
  };
}
