/**
 * An entry of the catalogue: everything the platform knows about one MCP server before it starts it.
 * Unknown keys are errors, so that a misspelt key cannot silently mean its default.
 */
import * as z from 'zod';
import { DRESSED_ERRORS, type DressedErrorName } from '../result/dressed-errors.ts';
import { BrowserFields, DaemonFields } from './host-fields.ts';
import { InstallFields } from './install-fields.ts';

const ToolName = z.string().regex(/^[A-Za-z0-9_.-]{1,128}$/, 'letters, digits, _, . and -, at most 128');

/**
 * Whose the process and whose the state is. `shared`: no state, one process for all runs. `per-run`: state in files,
 * moved into a warm process for the time of a call. `leased`: a process per run, for state in memory or behind open
 * handles. `daemon`: as `leased`, with the state in a daemon that all runs share. `browser`: one process for all runs
 * over HTTP, a session per run.
 */
export const ISOLATIONS = ['shared', 'per-run', 'leased', 'daemon', 'browser'] as const;
export type Isolation = (typeof ISOLATIONS)[number];

export const CatalogueTool = z.strictObject({
  name: ToolName,
  /** True when running it twice does no more than running it once. */
  repeatable: z.boolean(),
  /** Equal calls on equal state give equal results. Absent: as the entry says. */
  deterministic: z.boolean().optional(),
  /** Not offered and not found by search; an agent file may still name it. */
  hidden: z.boolean().default(false),
  /** Absent: as the entry says. */
  timeout_ms: z.int().min(100).max(600_000).optional(),
});
export type CatalogueTool = z.infer<typeof CatalogueTool>;

const Fields = z.strictObject({
  /** Short name: the file's name, and the first part of each tool's name. */
  name: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'a short lower-case name such as memory-bank'),
  title: z.string().min(1),
  summary: z.string().min(1),
  /** npm package; needed for `runtime: node`. */
  package: z.string().optional(),
  /** Exact version; the installed package must have it. */
  version: z.string().regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/, 'an exact version such as 1.2.3'),
  licence: z.string().min(1),
  domain: z.string().min(1),
  domains: z.array(z.string().min(1)).min(1),
  /** `node`: the platform's own Node runs `entry`. `command`: `command` is run. `http`: the server runs at `url`. */
  runtime: z.enum(['node', 'command', 'http']),
  /** Path inside the package. */
  entry: z.string().optional(),
  command: z.string().optional(),
  url: z.url({ protocol: /^https?$/ }).optional(),
  /** Sent with each request to `url`; `${KEY}` stands for the value of one of `keys`. */
  headers: z.record(z.string(), z.string()).default({}),
  /** What `nex catalogue install` must find. Absent: the package comes with the platform. */
  install: InstallFields.optional(),
  /** `${STATE_DIR}` and `${FIXTURES}` stand for directories, here and in `env`. */
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  /** Where the process starts: its own home, or the state directory, which then cannot be moved under it. */
  working_directory: z.enum(['home', 'state']).default('home'),
  /** `legacy`: the initialize handshake. `modern`: 2026-07-28. `auto`: asks the server first which it speaks. */
  protocol: z.enum(['legacy', 'modern', 'auto']).default('legacy'),
  isolation: z.enum(ISOLATIONS),
  /** Needed for isolation `daemon`. */
  daemon: DaemonFields.optional(),
  /** Needed for isolation `browser`. */
  browser: BrowserFields.optional(),
  state: z.strictObject({
    where: z.string().min(1),
    /** `restart`: the state outlives the process, which may be ended whenever it is idle. */
    reset: z.enum(['none', 'swap-directory', 'restart']),
    /** Files that a new state starts with: path → content. */
    seed: z.record(z.string().regex(/^(?!.*\.\.)[A-Za-z0-9_.][A-Za-z0-9._/-]*$/), z.string()).default({}),
  }),
  /** `serial`: one call at a time per process. */
  parallel: z.enum(['safe', 'serial']),
  timeout_ms: z.int().min(100).max(600_000).default(15_000),
  /** What stands for the state directory in all that a model reads and writes. */
  workspace_alias: z
    .string()
    .regex(/^\/[A-Za-z0-9_-]+$/)
    .default('/workspace'),
  /** Arguments, at any depth, whose text may be a path below the alias. Absent: all arguments. */
  path_arguments: z.array(z.string()).optional(),
  deterministic: z.boolean(),
  /** Environment variables with keys that the server cannot work without. */
  keys: z.array(z.string().regex(/^[A-Z][A-Z0-9_]*$/)).default([]),
  /** It runs commands or programs of the host, or reaches all its files. */
  host_access: z.boolean().default(false),
  /** Forms in which this server reports an error as if it were a success. */
  dressed_errors: z
    .array(z.enum(Object.keys(DRESSED_ERRORS) as [DressedErrorName, ...DressedErrorName[]]))
    .default(['json_is_error']),
  tools: z.array(CatalogueTool).min(1),
});

const RESETS: Record<Isolation, readonly string[]> = {
  shared: ['none'],
  'per-run': ['swap-directory'],
  leased: ['none', 'restart'],
  daemon: ['none', 'restart'],
  browser: ['none'],
};

export const CatalogueEntry = Fields.superRefine((entry, context) => {
  const fault = (key: string, message: string) => {
    context.addIssue({ code: 'custom', path: [key], message });
  };
  if (entry.runtime === 'node' && !entry.package) fault('package', 'is needed for runtime node');
  if (entry.runtime === 'node' && !entry.entry) fault('entry', 'is needed for runtime node');
  if (entry.runtime === 'command' && !entry.command) fault('command', 'is needed for runtime command');
  if (entry.runtime === 'http' && !entry.url) fault('url', 'is needed for runtime http');
  if (entry.runtime === 'http' && !['shared', 'leased'].includes(entry.isolation)) {
    fault('isolation', 'must be shared or leased for runtime http');
  }
  if (entry.install && entry.runtime !== 'node') fault('install', 'is only for runtime node');
  if (entry.working_directory === 'state' && entry.isolation === 'per-run') {
    fault('working_directory', 'must be home for isolation per-run');
  }
  const names = (name: string) =>
    [...entry.args, ...Object.values(entry.env)].some((text) => text.includes(`\${${name}}`));
  const { isolation, state } = entry;
  if (!RESETS[isolation].includes(state.reset)) {
    fault('state', `reset must be ${RESETS[isolation].join(' or ')} for isolation ${isolation}`);
  }
  if (isolation === 'per-run' && !names('STATE_DIR')) {
    fault('args', 'args or env must hold ${STATE_DIR} for isolation per-run');
  }
  if (isolation === 'browser' && !names('PORT')) {
    fault('args', 'args or env must hold ${PORT} for isolation browser');
  }
  for (const key of ['daemon', 'browser'] as const) {
    if ((isolation === key) !== (entry[key] !== undefined)) {
      fault(key, isolation === key ? `is needed for isolation ${key}` : `is only for isolation ${key}`);
    }
  }
  const tools = entry.tools.map((tool) => tool.name);
  const twice = tools.find((name, index) => tools.indexOf(name) !== index);
  if (twice !== undefined) fault('tools', `names ${twice} twice`);
});
export type CatalogueEntry = z.infer<typeof CatalogueEntry>;
