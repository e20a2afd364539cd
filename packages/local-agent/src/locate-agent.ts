/** From what somebody typed to a root folder and an agent file in it. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { directorySource, FRAMEWORK_FILE, readFramework } from '@nex/agent-config';
import { NexError } from '@nex/core';

export interface AgentLocation {
  /** Absolute. Nothing outside of it is read. */
  root: string;
  /** Of the agent file, from the root, with forward slashes. */
  path: string;
  /** Absolute folder of the agent file. */
  folder: string;
}

/**
 * A file of a framework has the framework's folder as its root, any other one its own folder. Throws `not_found`, or
 * `invalid_request` for a folder that does not say which agent is meant.
 */
export async function locateAgent(file: string): Promise<AgentLocation> {
  const place = resolve(file);
  const found = await stat(place).catch(() => undefined);
  if (!found) {
    throw new NexError('not_found', 'There is no such file or folder.', {
      where: file,
      hint: 'Give an agent file (agent.yaml), or a folder that holds framework.yaml or one agent file.',
    });
  }
  if (!found.isDirectory()) {
    const root = (await frameworkAbove(dirname(place))) ?? dirname(place);
    return locationOf(root, relative(root, place).split(sep).join('/'));
  }
  if (await isFile(join(place, FRAMEWORK_FILE))) {
    const { entry } = await readFramework(directorySource(place));
    return locationOf(place, entry);
  }
  return locationOf(place, await onlyAgent(place, file));
}

function locationOf(root: string, path: string): AgentLocation {
  return { root, path, folder: dirname(join(root, path)) };
}

async function frameworkAbove(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    if (await isFile(join(at, FRAMEWORK_FILE))) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** The agent file of the folder that is below no other one. */
async function onlyAgent(folder: string, shown: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')));
  // Only sorts out what is surely none; the loader judges the rest.
  const agents = names.filter((_, index) => /^["']?llm_config["']?\s*:/m.test(texts[index] ?? ''));
  const below = new Set(
    texts.flatMap((text) =>
      [...text.matchAll(/config_path\s*:\s*["']?(?:\.\/)?([^\s"'}]+)/g)].map(([, path]) => path),
    ),
  );
  const [only, ...others] = agents.filter((name) => !below.has(name));
  if (only !== undefined && others.length === 0) return only;
  const several = agents.map((name) => `${basename(folder)}/${name}`).join(', ');
  throw new NexError(
    'invalid_request',
    agents.length === 0 ? 'The folder holds no agent file.' : 'The folder holds several agent files.',
    {
      where: shown,
      hint:
        agents.length === 0 ? 'Give the agent file itself (agent.yaml).' : `Give one of them: ${several}.`,
    },
  );
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true;
}
