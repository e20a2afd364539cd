/** Sandboxes of every kind over a folder of their own, for tests. */
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SandboxSpec, SandboxType } from '@nex/core';
import {
  type CreateSandboxOptions,
  createSandbox,
  probeSandbox,
  type Sandbox,
  type SandboxProbe,
} from '../../src/index.ts';
import { ensureBubblewrap } from './bubblewrap.ts';

export interface TestSandbox extends AsyncDisposable {
  sandbox: Sandbox;
  /** Holds `work`, the workspace, and what a test puts beside it. */
  base: string;
  work: string;
}

export async function availableProbe(): Promise<SandboxProbe & { available: true }> {
  const probe = await probeSandbox(await ensureBubblewrap());
  if (!probe.available) throw new Error(`${probe.message} ${probe.hint}`);
  return probe;
}

/** The container engine is a script that runs commands on the host and writes down its arguments. */
export async function openTestSandbox(
  type: SandboxType,
  options: Partial<CreateSandboxOptions> & { spec?: Partial<SandboxSpec> } = {},
): Promise<TestSandbox> {
  const { spec, ...given } = options;
  const base = await realpath(await mkdtemp(join(tmpdir(), 'nex-test-')));
  const work = join(base, 'work');
  await mkdir(work);
  const remove = () => rm(base, { recursive: true, force: true, maxRetries: 3 });
  try {
    const engine = type === 'container' ? await fakeEngine(base) : undefined;
    const probe = type === 'local' ? (given.probe ?? (await availableProbe())) : undefined;
    const sandbox = await createSandbox(
      { type, env: {}, image: 'test-image', ...spec },
      {
        workspaceDirectory: work,
        allowed: [type],
        ...(probe && { probe }),
        ...(engine !== undefined && { engine }),
        ...given,
      },
    );
    return {
      sandbox,
      base,
      work,
      async [Symbol.asyncDispose]() {
        await sandbox[Symbol.asyncDispose]();
        const left = type === 'local' ? await processesOver(base) : [];
        await remove();
        if (left.length > 0) throw new Error(`The sandbox has left processes: ${left.join(', ')}`);
      },
    };
  } catch (thrown) {
    await remove();
    throw thrown;
  }
}

/** Command lines of the machine's processes that contain the text. */
export function processesWith(text: string): Promise<string[]> {
  return processesWhere(async (_folder, commandLine) => commandLine.includes(text));
}

/** Command lines of the machine's processes that have something of the folder mounted. */
function processesOver(folder: string): Promise<string[]> {
  return processesWhere(async (process) => {
    const mounts = await readFile(`${process}/mountinfo`, 'utf8').catch(() => '');
    return mounts.includes(`${folder}/`);
  });
}

async function processesWhere(
  matches: (folder: string, commandLine: string) => Promise<boolean>,
): Promise<string[]> {
  const found: string[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (await matches(`/proc/${name}`, line)) found.push(line.replaceAll('\0', ' '));
  }
  return found;
}

export async function engineCalls(base: string): Promise<string[]> {
  return (await readFile(join(base, 'engine/calls'), 'utf8')).trimEnd().split('\n');
}

/** Executes as an engine does: the command is the leader of a session, and outlives the client. */
const ENGINE = String.raw`#!/bin/bash
home=$(dirname "$0")
printf '%s ' "$@" | tr '\n' ' ' >> "$home/calls"; echo >> "$home/calls"
case $1 in
  run)
    for arg; do case $arg in type=bind,source=*,target=/workspace) arg=${'$'}{arg#type=bind,source=}; echo "${'$'}{arg%,target=/workspace}" > "$home/workspace";; esac; done
    exit 0;;
  rm) exit 0;;
esac
shift
variables=(PATH="$PATH")
work=$(cat "$home/workspace")
cd "$work"
while :; do case $1 in
  --interactive) shift;;
  --workdir) cd "$work${'$'}{2#/workspace}"; shift 2;;
  --env) variables+=("$2"); shift 2;;
  *) break;;
esac; done
shift
args=()
for arg; do case $arg in /tmp/.nex-command-*) arg="$home/$(basename "$arg")";; esac; args+=("$arg"); done
exec setsid --wait env -i "${'$'}{variables[@]}" "${'$'}{args[@]}"
`;

async function fakeEngine(base: string): Promise<string> {
  const file = join(base, 'engine/docker');
  await mkdir(join(base, 'engine'));
  await writeFile(file, ENGINE);
  await chmod(file, 0o755);
  return file;
}
