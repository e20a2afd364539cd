/**
 * Names of MCP tools as a model sees them: `server__tool` of the catalogue, `mcp__server__tool` of a server that an agent
 * file describes, as NexAU has it; in the form that every provider takes (`^[A-Za-z0-9_-]{1,64}$`). The map is kept, so
 * that the server is called by the tool's own name.
 */
import { createHash } from 'node:crypto';

const LIMIT = 64;
const HASH_LENGTH = 8;

export interface ServerTool {
  server: string;
  tool: string;
  /** Of a server that an agent file describes. Default: of the catalogue. */
  described?: boolean;
}

/** The name without regard to others: characters outside the form become `_`; a name too long ends in a hash. */
export function plainToolName({ server, tool, described }: ServerTool): string {
  const name = `${described ? 'mcp__' : ''}${server}__${tool}`.replaceAll(/[^A-Za-z0-9_-]/g, '_');
  return name.length <= LIMIT ? name : withSuffix(name, hash({ server, tool }));
}

/**
 * Names for a list of tools, each unique, in the order of the list. Tools whose plain names are equal all get a
 * suffix made of their own names, so that a tool's name does not depend on its place in the list.
 */
export function nameTools(tools: readonly ServerTool[]): Map<string, ServerTool> {
  const counts = new Map<string, number>();
  for (const tool of tools) {
    const plain = plainToolName(tool);
    counts.set(plain, (counts.get(plain) ?? 0) + 1);
  }
  const named = new Map<string, ServerTool>();
  for (const tool of tools) {
    const plain = plainToolName(tool);
    const shared = (counts.get(plain) ?? 0) > 1;
    let name = shared ? withSuffix(plain, hash(tool)) : plain;
    for (let more = 2; named.has(name); more += 1) name = withSuffix(plain, `${hash(tool)}${more}`);
    named.set(name, tool);
  }
  return named;
}

function withSuffix(name: string, suffix: string): string {
  return `${name.slice(0, LIMIT - suffix.length - 1)}_${suffix}`;
}

function hash({ server, tool }: Omit<ServerTool, 'described'>): string {
  return createHash('sha256').update(`${server}\u0000${tool}`).digest('hex').slice(0, HASH_LENGTH);
}
