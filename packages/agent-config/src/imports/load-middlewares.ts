/** Middlewares and hooks of an agent, in the order in which they run: middlewares first, then function hooks. */
import {
  type HookPhase,
  type JsonObject,
  type MiddlewareName,
  type MiddlewareSpec,
  NexError,
} from '@nex/core';
import type { AgentFile } from '../agent-file.ts';
import { type ImportEntry, importName, importParams, importText } from '../import-entry.ts';
import type { Loading } from '../loading.ts';
import { nearest } from '../nearest.ts';
import { type Placed, placed } from '../placed.ts';
import { readImportFiles } from './import-files.ts';
import { pythonImport } from './python-import.ts';
import { HOOK_PARAMS, MIDDLEWARE_IMPORTS, NEEDLESS_IMPORTS } from './registry.ts';

const HOOK_PHASES = ['before_model', 'after_model', 'before_tool', 'after_tool'] as const;

type Entry = Placed<ImportEntry> & { phase?: HookPhase };

/** `ofPlugins` come before the agent's own. */
export async function loadMiddlewares(
  loading: Loading,
  file: string,
  agent: AgentFile,
  ofPlugins: readonly Placed<ImportEntry>[],
): Promise<MiddlewareSpec[]> {
  const entries: Entry[] = [
    ...ofPlugins,
    ...placed(agent.middlewares, file, 'middlewares'),
    ...HOOK_PHASES.flatMap((phase) =>
      placed(agent[`${phase}_hooks`], file, `${phase}_hooks`).map((entry) => ({ ...entry, phase })),
    ),
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
  { entry, file, where, phase }: Entry,
): Promise<MiddlewareSpec | undefined> {
  const text = importText(entry);
  const meaning = meaningOf(loading, text);
  if (meaning === undefined) {
    const python = await pythonImport(loading, { text, params: importParams(entry), file, where, phase });
    if (python === undefined) throw unknownImport(text, where);
    return python;
  }
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

/** What the host says of the import, then what the platform has of that name; `undefined`: neither. */
function meaningOf(loading: Loading, text: string): MiddlewareName | { needless: string } | undefined {
  const { imports = {}, python } = loading.options;
  const mapped = Object.hasOwn(imports, text) ? imports[text] : undefined;
  if (mapped === 'ignore') return { needless: `This host does without "${text}".` };
  if (mapped !== undefined) return mapped;
  // Python of one's own is not taken for something of the platform with the same name.
  if (python && /^py:|\.py:/.test(text)) return undefined;
  const last = importName(text);
  const needless = NEEDLESS_IMPORTS.get(last);
  return needless === undefined ? MIDDLEWARE_IMPORTS.get(last) : { needless };
}

function unknownImport(text: string, where: string): NexError {
  const close = nearest(importName(text), MIDDLEWARE_IMPORTS.keys());
  return new NexError('config_invalid', `The platform has nothing for the import "${text}".`, {
    where,
    hint: `${close === undefined ? '' : `Did you mean "${close}"? `}Known here: ${[...MIDDLEWARE_IMPORTS.keys()].join(', ')}.`,
  });
}
