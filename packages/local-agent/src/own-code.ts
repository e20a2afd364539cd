/** Code of the agent's own folder, as a folder that a sandbox may see: without secrets, links and installed packages. */
import type { FileSource } from '@nex/agent-config';
import { type AgentSpec, NexError } from '@nex/core';
import { type HostFolders, hasPythonModule, writeBundle } from '@nex/tools';

export interface OwnCode extends AsyncDisposable {
  folders: HostFolders;
}

/** `agents`: the whole tree. Copies nothing when nothing is bound to code. Throws `config_invalid` for a module that is not there. */
export async function openOwnCode(
  source: FileSource,
  root: string,
  agents: readonly AgentSpec[],
  pythonRoots: readonly string[],
): Promise<OwnCode> {
  const bindings = agents.flatMap((agent) => agent.tools.map(({ binding }) => binding));
  const usesPython =
    bindings.some(({ kind }) => kind === 'python') ||
    agents.some(({ middlewares }) => middlewares.some(({ name }) => name === 'python'));
  const usesBundle = usesPython || bindings.some((one) => one.kind === 'node' && one.source === 'bundle');
  const npmRoot = bindings.some((one) => one.kind === 'node' && one.source === 'npm')
    ? { npmRoot: root }
    : {};
  if (!usesBundle) return { folders: npmRoot, async [Symbol.asyncDispose]() {} };
  const bundle = await writeBundle(await textFiles(source));
  const folders: HostFolders = {
    ...npmRoot,
    bundleDirectory: bundle.directory,
    ...(usesPython ? { pythonRoots: [bundle.directory, ...pythonRoots] } : {}),
  };
  try {
    for (const agent of agents) await checkModules(agent, folders);
  } catch (thrown) {
    await bundle[Symbol.asyncDispose]();
    throw thrown;
  }
  return { folders, [Symbol.asyncDispose]: () => bundle[Symbol.asyncDispose]() };
}

/** Whether the folder holds Python: only then a binding like `module:function` can mean it. */
export async function holdsPython(source: FileSource): Promise<boolean> {
  const paths = await source.list('').catch(() => []);
  return paths.some((path) => path.endsWith('.py'));
}

async function textFiles(source: FileSource): Promise<{ path: string; content: string }[]> {
  const files: { path: string; content: string }[] = [];
  for (const path of await source.list('')) {
    // What is no text is no code.
    const content = await source.read(path).catch(() => undefined);
    if (content !== undefined) files.push({ path, content });
  }
  return files;
}

async function checkModules({ name, tools, middlewares }: AgentSpec, folders: HostFolders): Promise<void> {
  const { pythonRoots = [] } = folders;
  const named = [
    ...tools.flatMap(({ name: tool, binding }) =>
      binding.kind === 'python' ? [{ what: `tool ${tool}`, where: name, module: binding.module }] : [],
    ),
    ...middlewares.flatMap((one) =>
      one.name === 'python' && one.source.kind === 'module'
        ? [{ what: `middleware ${one.import}`, where: one.where, module: one.source.module }]
        : [],
    ),
  ];
  for (const { what, where, module } of named) {
    if (await hasPythonModule(pythonRoots, module)) continue;
    throw new NexError(
      'config_invalid',
      `The ${what} is bound to the Python module ${module}, which is not there.`,
      { where, hint: 'Put the module into the folder of the agent, or bind to something of the platform.' },
    );
  }
}
