/** Middlewares and hooks of an agent, in the order in which they run: middlewares first, then function hooks. */
import { type JsonObject, type MiddlewareName, type MiddlewareSpec, NexError } from '@nex/core';
import type { AgentFile } from '../agent-file.ts';
import { type ImportEntry, importName, importParams, importText } from '../import-entry.ts';
import type { Loading } from '../loading.ts';
import { nearest } from '../nearest.ts';
import { type Placed, placed } from '../placed.ts';
import { readImportFiles } from './import-files.ts';
import { HOOK_PARAMS, MIDDLEWARE_IMPORTS, NEEDLESS_IMPORTS } from './registry.ts';

const HOOK_KEYS = [
  'before_model_hooks',
  'after_model_hooks',
  'before_tool_hooks',
  'after_tool_hooks',
] as const;

/** `ofPlugins` come before the agent's own. */
export async function loadMiddlewares(
  loading: Loading,
  file: string,
  agent: AgentFile,
  ofPlugins: readonly Placed<ImportEntry>[],
): Promise<MiddlewareSpec[]> {
  const entries = [
    ...ofPlugins,
    ...placed(agent.middlewares, file, 'middlewares'),
    ...HOOK_KEYS.flatMap((key) => placed(agent[key], file, key)),
  ];
  const specs: MiddlewareSpec[] = [];
  for (const entry of entries) {
    const spec = await loading.component(entry.where, () => loadMiddleware(loading, entry));
    if (spec !== undefined) specs.push(spec);
  }
  return specs;
}

async function loadMiddleware(
  loading: Loading,
  { entry, file, where }: Placed<ImportEntry>,
): Promise<MiddlewareSpec | undefined> {
  const text = importText(entry);
  const meaning = meaningOf(loading, text, where);
  if (typeof meaning !== 'string') {
    loading.note(where, meaning.needless);
    return undefined;
  }
  const written = await readImportFiles(loading, importParams(entry), file, where);
  const params = HOOK_PARAMS.get(importName(text))?.(written) ?? written;
  checkParams(loading, meaning, params, where);
  return { name: meaning, params, where };
}

function checkParams(loading: Loading, name: MiddlewareName, params: JsonObject, where: string): void {
  const fault = loading.options.checkMiddleware?.(name, params);
  if (fault === undefined) return;
  throw new NexError('config_invalid', `The parameters of ${name} are not valid: ${fault}.`, {
    where,
    hint: 'Correct the parameter, or remove it to use the default.',
  });
}

function meaningOf(loading: Loading, text: string, where: string): MiddlewareName | { needless: string } {
  const { imports = {} } = loading.options;
  const mapped = Object.hasOwn(imports, text) ? imports[text] : undefined;
  if (mapped === 'ignore') return { needless: `This host does without "${text}".` };
  const last = importName(text);
  const needless = NEEDLESS_IMPORTS.get(last);
  if (mapped === undefined && needless !== undefined) return { needless };
  const name = mapped ?? MIDDLEWARE_IMPORTS.get(last);
  if (name !== undefined) return name;
  const close = nearest(last, MIDDLEWARE_IMPORTS.keys());
  throw new NexError('config_invalid', `The platform has nothing for the import "${text}".`, {
    where,
    hint: `${close === undefined ? '' : `Did you mean "${close}"? `}Known here: ${[...MIDDLEWARE_IMPORTS.keys()].join(', ')}.`,
  });
}
