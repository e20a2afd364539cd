/** A workspace in a temporary folder with something beside it that no tool may reach, and an environment over it. */
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type JsonObject, type ToolOutcome, textOf } from '@nex/core';
import type { BuiltinTool } from '../builtin-tool.ts';
import type { ToolEnvironment } from '../tool-environment.ts';
import { directoryWorkspace } from '../workspace.ts';

export interface ToolRoom extends AsyncDisposable {
  /** Folder around the workspace, with `secret.txt`. */
  base: string;
  root: string;
  environment: ToolEnvironment;
  run(tool: BuiltinTool, args: JsonObject, signal?: AbortSignal): Promise<ToolOutcome & { text: string }>;
  put(path: string, content: string | Uint8Array): Promise<void>;
  read(path: string): Promise<string>;
}

/** The workspace has `a.txt` (three lines), `.hidden`, the folder `sub`, and `out`, a link to the folder around it. */
export async function openToolRoom(overrides: Partial<ToolEnvironment> = {}): Promise<ToolRoom> {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'nex-tools-')));
  const root = join(base, 'work');
  await mkdir(join(root, 'sub'), { recursive: true });
  await writeFile(join(base, 'secret.txt'), 'secret');
  await writeFile(join(root, 'a.txt'), 'one\ntwo\nthree\n');
  await writeFile(join(root, '.hidden'), 'h');
  await symlink(base, join(root, 'out'));
  const environment: ToolEnvironment = {
    workspace: directoryWorkspace(root),
    sandbox: () => Promise.reject(new Error('This room has no sandbox.')),
    fetch: () => Promise.reject(new Error('This room has no network.')),
    ...overrides,
  };
  return {
    base,
    root,
    environment,
    async run(tool, args, signal = new AbortController().signal) {
      const outcome = await tool.run(args, environment, { signal, callId: 'call_1' });
      return { ...outcome, text: textOf(outcome) };
    },
    async put(path, content) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    },
    read: (path) => readFile(join(root, path), 'utf8'),
    [Symbol.asyncDispose]: () => rm(base, { recursive: true, force: true }),
  };
}
