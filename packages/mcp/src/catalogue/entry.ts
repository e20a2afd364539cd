/**
 * An entry of the catalogue: everything the platform knows about one MCP server before it starts it.
 * Unknown keys are errors, so that a misspelt key cannot silently mean its default.
 */
import * as z from 'zod';
import { DRESSED_ERRORS, type DressedErrorName } from '../result/dressed-errors.ts';

const ToolName = z.string().regex(/^[A-Za-z0-9_.-]{1,128}$/, 'letters, digits, _, . and -, at most 128');

export const CatalogueTool = z.strictObject({
  name: ToolName,
  /** True when running it twice does no more than running it once. */
  repeatable: z.boolean(),
  /** Equal calls on equal state give equal results. Absent: as the entry says. */
  deterministic: z.boolean().optional(),
  /** Not offered and not found by search; an agent file may still name it. */
  hidden: z.boolean().default(false),
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
  /** `node`: the platform's own Node runs `entry`. `command`: `command` is run. */
  runtime: z.enum(['node', 'command']),
  /** Path inside the package. */
  entry: z.string().optional(),
  command: z.string().optional(),
  /** `${STATE_DIR}` and `${FIXTURES}` stand for directories, here and in `env`. */
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  /** `legacy`: the initialize handshake. `auto`: asks the server first which era it speaks. */
  protocol: z.enum(['legacy', 'auto']).default('legacy'),
  /** `shared`: one process for all runs. `per-run`: every run has a state of its own. */
  isolation: z.enum(['shared', 'per-run']),
  state: z.strictObject({
    where: z.string().min(1),
    reset: z.enum(['none', 'swap-directory']),
    /** Files that a new state starts with: path → content. */
    seed: z.record(z.string().regex(/^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9._/-]*$/), z.string()).default({}),
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
  /** Forms in which this server reports an error as if it were a success. */
  dressed_errors: z
    .array(z.enum(Object.keys(DRESSED_ERRORS) as [DressedErrorName, ...DressedErrorName[]]))
    .default(['json_is_error']),
  tools: z.array(CatalogueTool).min(1),
});

export const CatalogueEntry = Fields.superRefine((entry, context) => {
  const fault = (key: string, message: string) => {
    context.addIssue({ code: 'custom', path: [key], message });
  };
  if (entry.runtime === 'node' && !entry.package) fault('package', 'is needed for runtime node');
  if (entry.runtime === 'node' && !entry.entry) fault('entry', 'is needed for runtime node');
  if (entry.runtime === 'command' && !entry.command) fault('command', 'is needed for runtime command');
  const placed = [...entry.args, ...Object.values(entry.env)].some((text) => text.includes('${STATE_DIR}'));
  const perRun = entry.isolation === 'per-run';
  if (perRun !== (entry.state.reset === 'swap-directory')) {
    fault('state', 'reset must be swap-directory for isolation per-run, and none for shared');
  }
  if (perRun && !placed) fault('args', 'args or env must hold ${STATE_DIR} for isolation per-run');
  const names = entry.tools.map((tool) => tool.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) fault('tools', `names ${twice} twice`);
});
export type CatalogueEntry = z.infer<typeof CatalogueEntry>;
