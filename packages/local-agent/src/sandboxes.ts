/** The sandboxes of a local agent: one for each way in which its agents ask for one, over the same workspace. */
import { canonicalJson, type SandboxSpec, type SandboxType } from '@nex/core';
import { clearOrphans, createSandbox, type HostFolders, hostReadOnlyPaths, type Sandbox } from '@nex/tools';
import type { LocalSandbox } from './options.ts';

export interface Sandboxes extends AsyncDisposable {
  /** Opens at the first call; background tasks live as long as the agent is open. */
  open(spec: SandboxSpec): Promise<Sandbox>;
}

export interface SandboxesOptions {
  workspaceDirectory: string;
  folders: HostFolders;
  sandbox: LocalSandbox;
  /** Of the caller; commands of the agents see nothing of it but the PATH of a plain sandbox. */
  environment: Readonly<Record<string, string>>;
}

/** Kinds that files may ask for without being told so. */
const CONFINED: readonly SandboxType[] = ['local', 'container'];

/** Kinds that agent files may ask for; absent: whatever they ask for, the option decides. */
export function allowedTypes({ type }: LocalSandbox): ReadonlySet<SandboxType> | undefined {
  return type === undefined ? new Set(CONFINED) : undefined;
}

export function createSandboxes(given: SandboxesOptions): Sandboxes {
  const { workspaceDirectory, folders, sandbox, environment } = given;
  const { type, ...options } = sandbox;
  const opened = new Map<string, Promise<Sandbox>>();
  // What an earlier program left must not work beside what comes.
  let cleared: Promise<unknown> | undefined;
  return {
    open(asked) {
      const spec = type === undefined ? asked : { ...asked, type };
      const key = canonicalJson(spec);
      const present = opened.get(key);
      if (present) return present;
      const make = () =>
        createSandbox(spec, {
          ...options,
          workspaceDirectory,
          allowed: [...CONFINED, ...(type === undefined ? [] : [type])],
          readOnlyPaths: hostReadOnlyPaths(folders),
          node: process.execPath,
          hostEnvironment: environment,
        });
      const opening = (cleared ??= clearOrphans()).then(make);
      opened.set(key, opening);
      opening.catch(() => opened.delete(key));
      return opening;
    },
    async [Symbol.asyncDispose]() {
      const all = await Promise.allSettled(opened.values());
      await Promise.all(
        all.map(async (one) => {
          if (one.status === 'fulfilled') await one.value[Symbol.asyncDispose]();
        }),
      );
    },
  };
}
