/** Names of the tool servers that the agents of a framework have. */
import { parse } from 'yaml';
import * as z from 'zod';
import type { BundleFileText } from './read-bundle.ts';

const Servers = z.object({ mcp_servers: z.array(z.object({ name: z.string() })) });

/** A file that is no agent names none. */
export function readServers(files: readonly BundleFileText[]): Set<string> {
  return new Set(
    files.filter(({ path }) => /\.ya?ml$/.test(path)).flatMap(({ content }) => serversOf(content)),
  );
}

function serversOf(content: string): string[] {
  try {
    return Servers.parse(parse(content)).mcp_servers.map(({ name }) => name);
  } catch {
    return [];
  }
}
