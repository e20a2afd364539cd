/** Runs scripts of verifiers: each in a sandbox and a folder of its own, without network, that are gone afterwards. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { NexError, type SandboxType } from '@nex/core';
import type { ScriptResult, ScriptRun } from '@nex/quality';
import { createSandbox, probeSandbox, type Sandbox, type SandboxProbe } from '@nex/tools';

export interface ScriptRoomOptions {
  type: SandboxType;
  image: string | undefined;
  /** Of this machine. Default: found out at the first use. */
  probe?: () => Promise<SandboxProbe>;
}

export interface ScriptRoom {
  /** Why no script can be run here; `undefined` when it can. */
  unavailable(): Promise<string | undefined>;
  /** Throws `config_invalid` when there is no sandbox of the kind or no program for the language in it. */
  run(script: ScriptRun): Promise<ScriptResult>;
}

const FILES: Record<ScriptRun['language'], string> = {
  javascript: 'verifier.mjs',
  python: 'verifier.py',
  shell: 'verifier.sh',
};

export function createScriptRoom({
  type,
  image,
  probe = () => probeSandbox(),
}: ScriptRoomOptions): ScriptRoom {
  let probing: Promise<SandboxProbe> | undefined;
  const probed = () => (probing ??= probe());
  const unavailable = async () => {
    if (type === 'container') return image === undefined ? 'SANDBOX_IMAGE is not set.' : undefined;
    if (type === 'plain') return undefined;
    const found = await probed();
    return found.available
      ? undefined
      : `${found.message} VERIFIER_SANDBOX of the pipeline can name another sandbox.`;
  };
  return {
    unavailable,
    async run({ language, code, timeoutMs, files, signal }) {
      const reason = await unavailable();
      if (reason !== undefined) throw noSandbox(reason);
      await using stack = new AsyncDisposableStack();
      const directory = await mkdtemp(join(await realpath(tmpdir()), 'nex-verifier-'));
      stack.defer(() => rm(directory, { recursive: true, force: true }));
      for (const [path, content] of [...files, [FILES[language], code] as const]) {
        await place(directory, path, content);
      }
      const sandbox = stack.use(
        await createSandbox(
          { type, env: {}, ...(image === undefined ? {} : { image }) },
          {
            workspaceDirectory: directory,
            allowed: [type],
            node: process.execPath,
            ...(type === 'local' ? { probe: await probed() } : {}),
          },
        ),
      );
      const result = await sandbox.run(commandOf(sandbox, language), { signal, timeoutMs });
      const { exitCode, stdout, stderr, limit } = result;
      return { exitCode, stdout, stderr, ...(limit && { limit }) };
    },
  };
}

function commandOf({ programs }: Sandbox, language: ScriptRun['language']): string {
  const file = FILES[language];
  if (language === 'shell') return `sh ${file}`;
  const program = language === 'python' ? programs.python : programs.node;
  if (program === undefined) throw noSandbox(`The sandbox has no ${language}.`);
  return `${program} ${file}`;
}

/** Paths of state come from servers: they stay in the folder. */
async function place(directory: string, path: string, content: string | Uint8Array): Promise<void> {
  const target = join(directory, normalize(join('/', path)));
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, content);
}

function noSandbox(reason: string): NexError {
  return new NexError('config_invalid', 'Scripts of verifiers cannot be run here.', {
    where: 'VERIFIER_SANDBOX',
    hint: reason,
  });
}
