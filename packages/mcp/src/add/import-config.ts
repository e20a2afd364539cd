/**
 * Reads servers out of other programs' files: `mcpServers` (Claude, Cursor and most others), VS Code's `servers` with
 * its `inputs`, and the registry's `server.json` in its new and its old spelling.
 */
import { NexError } from '@nex/core';
import * as z from 'zod';
import { type ServerSource, sourceOfCommand } from './source.ts';

export interface ServerDraft {
  /** As the file calls it. */
  name: string;
  source: ServerSource;
  args: string[];
  env: Record<string, string>;
  headers: Record<string, string>;
  /** Environment variables that hold secrets; their values are not taken over. */
  keys: string[];
  summary?: string;
  title?: string;
}

const Texts = z.record(z.string(), z.coerce.string()).default({});
const Listed = z.looseObject({
  type: z.string().optional(),
  command: z.string().optional(),
  args: z.array(z.coerce.string()).default([]),
  env: Texts,
  url: z.string().optional(),
  headers: Texts,
});
const Servers = z.record(z.string(), Listed);

const Variable = z.looseObject({
  name: z.string(),
  value: z.string().optional(),
  default: z.coerce.string().optional(),
  isSecret: z.boolean().optional(),
  is_secret: z.boolean().optional(),
});
const Argument = z.looseObject({
  type: z.string().optional(),
  name: z.string().optional(),
  value: z.string().optional(),
  default: z.coerce.string().optional(),
});
const RegistryPackage = z.looseObject({
  registryType: z.string().optional(),
  registry_type: z.string().optional(),
  identifier: z.string().optional(),
  name: z.string().optional(),
  version: z.string().optional(),
  packageArguments: z.array(Argument).optional(),
  package_arguments: z.array(Argument).optional(),
  environmentVariables: z.array(Variable).optional(),
  environment_variables: z.array(Variable).optional(),
});
const ServerJson = z.looseObject({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  packages: z.array(RegistryPackage).optional(),
  remotes: z.array(z.looseObject({ url: z.string(), headers: z.array(Variable).optional() })).optional(),
});

/** Throws `invalid_request` for a file of none of these forms. */
export function importConfig(text: string): ServerDraft[] {
  let value: unknown;
  try {
    value = JSON.parse(withoutComments(text));
  } catch (cause) {
    throw unknownForm('It is not JSON.', cause);
  }
  const file = z
    .looseObject({ mcpServers: Servers.optional(), servers: Servers.optional() })
    .safeParse(value);
  const servers = file.success ? (file.data.mcpServers ?? file.data.servers) : undefined;
  if (servers) return Object.entries(servers).map(([name, listed]) => fromListed(name, listed));
  const registry = ServerJson.safeParse(value);
  if (registry.success && (registry.data.packages ?? registry.data.remotes))
    return [fromRegistry(registry.data)];
  throw unknownForm('It has none of mcpServers, servers, packages and remotes.');
}

function fromListed(name: string, { command, args, env, url, headers }: z.infer<typeof Listed>): ServerDraft {
  const secret = (value: string) => /^\$\{(input|env):|^<.*>$|^(your|YOUR)[-_ ]/.test(value);
  const keys = Object.keys(env).filter((key) => secret(env[key] ?? '') || SECRET_NAME.test(key));
  const open = Object.fromEntries(Object.entries(env).filter(([key]) => !keys.includes(key)));
  if (url !== undefined) {
    return { name, source: { kind: 'url', url }, args: [], env: open, ...maskedHeaders(headers, keys) };
  }
  if (command === undefined) throw unknownForm(`The server ${name} has neither a command nor a url.`);
  return { name, ...sourceOfCommand(command, args), env: open, headers: {}, keys };
}

const SECRET_NAME = /(KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)$/;

/** The values of headers that look like secrets become keys, and so stay out of the catalogue. */
function maskedHeaders(
  headers: Record<string, string>,
  keys: string[],
): Pick<ServerDraft, 'headers' | 'keys'> {
  const all = [...keys];
  const rows = Object.entries(headers).map(([name, value]) => {
    if (!/auth|key|token|cookie/i.test(name)) return [name, value] as const;
    const key = name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
    all.push(key);
    return [name, `\${${key}}`] as const;
  });
  return { headers: Object.fromEntries(rows), keys: all };
}

function fromRegistry(file: z.infer<typeof ServerJson>): ServerDraft {
  const name = file.name.split('/').at(-1) ?? file.name;
  const about = {
    name,
    ...(file.title ? { title: file.title } : {}),
    ...(file.description ? { summary: file.description } : {}),
  };
  const found = file.packages?.find((row) => (row.registryType ?? row.registry_type ?? 'npm') === 'npm');
  const identifier = found?.identifier ?? found?.name;
  if (found && identifier) {
    const variables = found.environmentVariables ?? found.environment_variables ?? [];
    const isSecret = (row: z.infer<typeof Variable>) =>
      row.isSecret ?? row.is_secret ?? SECRET_NAME.test(row.name);
    const args = (found.packageArguments ?? found.package_arguments ?? []).flatMap((row) => {
      const given = row.value ?? row.default;
      return [
        ...(row.type === 'named' && row.name ? [row.name] : []),
        ...(given === undefined ? [] : [given]),
      ];
    });
    const env = variables.flatMap((row) => {
      const given = row.value ?? row.default;
      return isSecret(row) || given === undefined ? [] : [[row.name, given] as const];
    });
    const source: ServerSource = {
      kind: 'package',
      name: identifier,
      ...(found.version ? { range: found.version } : {}),
    };
    const keys = variables.filter(isSecret).map((row) => row.name);
    return { ...about, source, args, env: Object.fromEntries(env), headers: {}, keys };
  }
  const [remote] = file.remotes ?? [];
  if (!remote) throw unknownForm('It names no npm package and no address.');
  const headers = Object.fromEntries((remote.headers ?? []).map((row) => [row.name, row.value ?? '']));
  return {
    ...about,
    source: { kind: 'url', url: remote.url },
    args: [],
    env: {},
    ...maskedHeaders(headers, []),
  };
}

/** VS Code's files may hold comments and commas at the end. Texts in quotes stay as they are. */
function withoutComments(text: string): string {
  return text
    .replaceAll(
      /("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
      (_, quoted: string | undefined) => quoted ?? '',
    )
    .replaceAll(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, (_, quoted: string | undefined) => quoted ?? '');
}

function unknownForm(what: string, cause?: unknown): NexError {
  return new NexError('invalid_request', `The file holds no servers in a form that is known. ${what}`, {
    hint: 'Give a file with mcpServers, VS Code’s servers, or a server.json of the registry.',
    cause,
  });
}
