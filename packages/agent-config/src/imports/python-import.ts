/**
 * Middleware and hooks in Python: `./file.py:Class`, a file of the source; `module.path:Class`, where there is such a
 * module; `py:module.path:Class`, whether or not it can be found. They are looked up and never run here.
 */
import { type HookPhase, type JsonObject, NexError, type PythonMiddlewareSpec } from '@nex/core';
import { readReferenced } from '../file-source.ts';
import type { Loading } from '../loading.ts';
import { folderOf, packagePathOf, resolvePath } from '../source-path.ts';

const FILE = /^(?<file>[^:]+\.py):(?<attribute>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)$/;
const MODULE =
  /^(?<prefix>py:(?:\/\/)?)?(?<module>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*):(?<attribute>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)$/;
const PATH_KEY = /_(?:path|file)$/;

export interface WrittenImport {
  text: string;
  params: JsonObject;
  /** The file that holds the entry. */
  file: string;
  where: string;
  /** Of an entry in a list of hooks. */
  phase: HookPhase | undefined;
}

/**
 * `undefined` when the text can mean no Python. Throws `config_invalid` where it can and the host runs none,
 * `bundle_invalid` for a file that is not there.
 */
export async function pythonImport(
  loading: Loading,
  written: WrittenImport,
): Promise<PythonMiddlewareSpec | undefined> {
  const { text, file, where, phase } = written;
  const inFile = FILE.exec(text)?.groups;
  const { prefix, module, attribute = '' } = inFile ?? MODULE.exec(text)?.groups ?? {};
  if (!inFile && (module === undefined || (prefix === undefined && !(await isModule(loading, module))))) {
    return undefined;
  }
  const { python, bindingKinds } = loading.options;
  if (!python || !bindingKinds.has('python')) {
    throw new NexError('config_invalid', `"${text}" is Python, and this host runs none.`, {
      where,
      hint: 'Have the operator name the folders that Python may come from (PYTHON_TOOL_ROOTS), or remove the entry.',
    });
  }
  const path = inFile?.['file'];
  return {
    name: 'python',
    import: text,
    source:
      path === undefined
        ? { kind: 'module', module: module ?? '' }
        : { kind: 'file', file: await existing(loading, path, file, where) },
    attribute,
    ...(phase === undefined ? {} : { phase }),
    ...(await withFiles(loading, written)),
    where,
  };
}

async function isModule({ source, options }: Loading, module: string): Promise<boolean> {
  if (!options.python) return false;
  const path = module.replaceAll('.', '/');
  for (const file of [`${path}.py`, `${path}/__init__.py`]) {
    if ((await source.read(file)) !== undefined) return true;
  }
  return (await options.hasPythonModule?.(module)) ?? false;
}

/** Names of files become paths in the bundle, which the sidecar turns into its own. */
async function withFiles(
  loading: Loading,
  { params, file, where }: WrittenImport,
): Promise<Pick<PythonMiddlewareSpec, 'params' | 'files'>> {
  const rest: JsonObject = {};
  const files: Record<string, string> = {};
  for (const [key, value] of Object.entries(params)) {
    if (typeof value === 'string' && PATH_KEY.test(key)) {
      files[key] = await existing(loading, value, file, `${where}.params.${key}`);
    } else rest[key] = value;
  }
  return { params: rest, files };
}

async function existing(loading: Loading, path: string, file: string, where: string): Promise<string> {
  const resolved = resolvePath(folderOf(file), path, where);
  if (packagePathOf(resolved) !== undefined) {
    throw new NexError('config_invalid', `"${path}" must be a file of the bundle.`, {
      where,
      hint: 'Put it beside the file that names it.',
    });
  }
  await readReferenced(loading.source, resolved, where);
  return resolved;
}
