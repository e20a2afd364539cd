/** The backend of a server that an agent file brings along: a command of this host, or an address. */
import { type McpServerSpec, NexError } from '@nex/core';
import { secretsOf } from '../alias/secrets.ts';
import { findCommand } from '../catalogue/launch.ts';
import type { Backend } from './backend.ts';
import { LeasedBackend } from './leased-backend.ts';
import { type PlaceParts, placeHttp, placeProcess } from './place.ts';
import { ProcessCap } from './process-cap.ts';
import { type ToolDrift, ToolWatch } from './tool-watch.ts';

export type ExternalSpec = Exclude<McpServerSpec, { type: 'catalogue' }>;

export interface ExternalBackendOptions {
  /** Tells apart servers of equal name with other settings. */
  id: string;
  parts: PlaceParts;
  onDrift?: ((drift: ToolDrift) => void) | undefined;
}

/** Throws `config_invalid`. Starts nothing yet. Which era of MCP the server speaks it is asked. */
export async function externalBackend(
  spec: ExternalSpec,
  { id, parts, onDrift }: ExternalBackendOptions,
): Promise<Backend> {
  const server = { name: spec.name, version: '0.0.0' };
  const watch = new ToolWatch({ server, known: undefined, onDrift });
  return spec.type === 'http' ? httpBackend(spec, parts, watch) : stdioBackend(spec, id, parts, watch);
}

/** Settings of a server at an address. */
export type HttpSpec = Pick<
  ExternalSpec & { type: 'http' },
  'type' | 'name' | 'url' | 'headers' | 'transport' | 'timeoutMs'
>;

export function httpBackend(spec: HttpSpec, parts: PlaceParts, watch: ToolWatch): Backend {
  const { name, url, headers, transport, timeoutMs } = spec;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new NexError('config_invalid', `The address of the MCP server ${name} is not an http address.`, {
      where: name,
      hint: 'Give an address such as https://tools.example.com/mcp.',
    });
  }
  const cap = new ProcessCap(Number.POSITIVE_INFINITY);
  const target = { type: 'http', url, headers, transport, fetch: parts.fetch } as const;
  const secrets = secretsOf({ headers, url });
  return new LeasedBackend({
    parallel: true,
    timeoutMs,
    saw: (tools) => void watch.saw(tools),
    makeLease: async () => ({
      ...placeHttp(parts, cap, parts.startTimeoutMs, {
        target,
        protocol: 'auto',
        watch,
        secrets,
        pinned: true,
      }),
      clear: async () => {},
    }),
  });
}

async function stdioBackend(
  spec: ExternalSpec & { type: 'stdio' },
  id: string,
  parts: PlaceParts,
  watch: ToolWatch,
): Promise<Backend> {
  const command = await findCommand(spec.command, parts.path);
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
    saw: (tools) => void watch.saw(tools),
    makeLease: async (rootRunId) => {
      const place = await parts.store.openSlot(`${id}-${rootRunId}`);
      const statePath = await parts.store.stateOf(rootRunId, id, {});
      const placed = placeProcess(parts, place, {
        plan,
        statePath,
        cwd: statePath,
        alias: '/workspace',
        pathArguments: undefined,
        protocol: 'auto',
        watch,
        secrets: secretsOf(spec),
        pinned: true,
      });
      return { ...placed, clear: () => parts.store.closeSlot(place) };
    },
  });
}
