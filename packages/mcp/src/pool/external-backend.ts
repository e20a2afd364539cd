/** The backend of a server that an agent file brings along: a command of this host, or an address. */
import { type McpServerSpec, NexError } from '@nex/core';
import { findCommand } from '../catalogue/launch.ts';
import type { Backend } from './backend.ts';
import { LeasedBackend } from './leased-backend.ts';
import { type PlaceParts, placeHttp, placeProcess } from './place.ts';
import { ProcessCap } from './process-cap.ts';

export type ExternalSpec = Exclude<McpServerSpec, { type: 'catalogue' }>;

/** `id` tells apart servers of equal name with other settings. Throws `config_invalid`. Starts nothing yet. */
export async function externalBackend(spec: ExternalSpec, id: string, parts: PlaceParts): Promise<Backend> {
  if (spec.type === 'http') {
    if (!URL.canParse(spec.url) || !/^https?:$/.test(new URL(spec.url).protocol)) {
      throw new NexError(
        'config_invalid',
        `The address of the MCP server ${spec.name} is not an http address.`,
        {
          where: spec.name,
          hint: 'Give an address such as https://tools.example.com/mcp.',
        },
      );
    }
    const cap = new ProcessCap(Number.POSITIVE_INFINITY);
    const makeLease = async () => ({
      ...placeHttp(parts, cap, spec.url, spec.headers),
      clear: async () => {},
    });
    return new LeasedBackend({ parallel: true, timeoutMs: spec.timeoutMs, makeLease });
  }
  const command = spec.command === 'node' ? process.execPath : await findCommand(spec.command);
  if (!command) {
    throw new NexError(
      'config_invalid',
      `The command ${spec.command} of the MCP server ${spec.name} is not there.`,
      {
        where: spec.name,
        hint: 'Install the command on the machine that runs the agents, or use a server of the catalogue.',
      },
    );
  }
  const plan = { command, args: spec.args, env: spec.env, packageDirectory: undefined };
  return new LeasedBackend({
    parallel: false,
    timeoutMs: spec.timeoutMs,
    makeLease: async (rootRunId) => {
      const place = await parts.store.openSlot(`${id}-${rootRunId}`);
      const statePath = await parts.store.stateOf(rootRunId, id, {});
      const placed = placeProcess(parts, place, {
        plan,
        statePath,
        cwd: statePath,
        alias: '/workspace',
        pathArguments: undefined,
        protocol: 'legacy',
        pinned: true,
      });
      return { ...placed, clear: () => parts.store.closeSlot(place) };
    },
  });
}
