/**
 * Where the state of runs lies. A state belongs to one run and one server: `runs/<run>/<server>`. While a call runs
 * it lies in a slot, `slots/<owner>/<slot>/state`, and a marker beside it says whose it is, until the next comes; so when the owner is
 * killed, whoever opens the store next moves the state back to its run. A move is one rename on one file system; it and
 * the marker are written without the thread pool, because the way there and back costs many times what they do.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NexError } from '@nex/core';
import * as z from 'zod';
import { endOrphan, identifyProcess } from '../session/process-identity.ts';
import { ownerOf, takeFolder } from './slot-owner.ts';

const Identity = z.object({ pid: z.number().int(), startedAt: z.string() });
const Marker = z.object({ rootRunId: z.string(), server: z.string() });
/** Room for the longest marker, so that a shorter one covers a longer one. */
const MARKER_BYTES = 512;
const RunId = /^[A-Za-z0-9_-]{1,128}$/;

export interface SlotPlace {
  root: string;
  home: string;
  tmp: string;
  state: string;
  marker: string;
  process: string;
}

export interface StateStore extends AsyncDisposable {
  readonly directory: string;
  /** Makes a slot's directories. `name` is unique within the store. */
  openSlot(name: string): Promise<SlotPlace>;
  /** Removes the slot's directories. No process works in it and no state lies in it. */
  closeSlot(slot: SlotPlace): Promise<void>;
  /** Notes the process that works in the slot, so that it can be ended after its owner was killed. */
  noteProcess(slot: SlotPlace, pid: number): Promise<void>;
  /** Moves the run's state into the slot; a new state starts with the seed. The caller holds the state's lock. */
  moveIn(
    slot: SlotPlace,
    rootRunId: string,
    server: string,
    seed: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** Moves it back. */
  moveOut(slot: SlotPlace, rootRunId: string, server: string): Promise<void>;
  /** The run's state where it lies between calls, made when it is not there. */
  stateOf(rootRunId: string, server: string, seed: Readonly<Record<string, string>>): Promise<string>;
  /** Where it lies between calls; nothing may be there. */
  pathOf(rootRunId: string, server: string): string;
  /** Deletes all state of the run. */
  removeRun(rootRunId: string): Promise<void>;
}

/** Throws `invalid_request` for an id that cannot be the name of a directory. */
export function checkRunId(rootRunId: string): void {
  if (RunId.test(rootRunId)) return;
  const hint = 'Use letters, digits, _ and -, at most 128.';
  throw new NexError('invalid_request', 'The run id is not of the platform’s form.', { hint });
}

/** Opens the store and takes back what dead owners hold. Several live owners may share a directory, see `slot-owner.ts`. */
export async function openStateStore(path: string): Promise<StateStore> {
  await mkdir(join(path, 'runs'), { recursive: true });
  await mkdir(join(path, 'slots'), { recursive: true });
  const directory = await realpath(path);
  const owner = join(directory, 'slots', randomBytes(6).toString('hex'));
  await mkdir(owner);
  const owning = await takeFolder(owner);
  await recoverDead(directory);
  const runPath = (rootRunId: string, server: string) => {
    checkRunId(rootRunId);
    return join(directory, 'runs', rootRunId, server);
  };
  const markers = new Map<string, { file: number; says: string }>();
  const mark = (slot: SlotPlace, rootRunId: string, server: string) => {
    const marker = markers.get(slot.marker) ?? { file: openSync(slot.marker, 'w'), says: '' };
    markers.set(slot.marker, marker);
    const says = JSON.stringify({ rootRunId, server } satisfies z.infer<typeof Marker>);
    if (says === marker.says) return;
    writeSync(marker.file, says.padEnd(MARKER_BYTES), 0);
    marker.says = says;
  };
  const stateOf: StateStore['stateOf'] = async (rootRunId, server, seed) => {
    const target = runPath(rootRunId, server);
    if (await exists(target)) return target;
    await recoverDead(directory);
    if (await exists(target)) return target;
    await create(target, seed);
    return target;
  };
  return {
    directory,
    async openSlot(name) {
      const root = join(owner, name);
      const place = {
        root,
        home: join(root, 'home'),
        tmp: join(root, 'tmp'),
        state: join(root, 'state'),
        marker: join(root, 'holds.json'),
        process: join(root, 'process.json'),
      };
      await mkdir(place.home, { recursive: true });
      await mkdir(place.tmp, { recursive: true });
      return place;
    },
    async closeSlot(slot) {
      const marker = markers.get(slot.marker);
      if (marker) closeSync(marker.file);
      markers.delete(slot.marker);
      await rm(slot.root, { recursive: true, force: true });
    },
    async noteProcess(slot, pid) {
      await writeFile(slot.process, JSON.stringify(await identifyProcess(pid)));
    },
    async moveIn(slot, rootRunId, server, seed) {
      const from = runPath(rootRunId, server);
      mark(slot, rootRunId, server);
      if (move(from, slot.state)) return;
      await stateOf(rootRunId, server, seed);
      if (!move(from, slot.state))
        throw new NexError('tool_unavailable', 'The state of the run was removed.');
    },
    async moveOut(slot, rootRunId, server) {
      // A server that removed its own state leaves none: the run's next call starts from the seed.
      // The marker stays: where no state lies it means nothing.
      move(slot.state, runPath(rootRunId, server));
    },
    stateOf,
    pathOf: runPath,
    async removeRun(rootRunId) {
      await rm(dirname(runPath(rootRunId, 'any')), { recursive: true, force: true });
    },
    async [Symbol.asyncDispose]() {
      for (const { file } of markers.values()) closeSync(file);
      markers.clear();
      owning[Symbol.dispose]();
      await recoverOwner(directory, owner, true);
    },
  };
}

/** False when there is nothing to move. What is in the way was left by a server that worked on after its call. */
function move(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return false;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    rmSync(to, { recursive: true, force: true });
    renameSync(from, to);
    return true;
  }
}

/** A state appears whole: it is made beside its place and renamed into it. */
async function create(target: string, seed: Readonly<Record<string, string>>): Promise<void> {
  const fresh = `${target}.${randomBytes(4).toString('hex')}.new`;
  await mkdir(fresh, { recursive: true });
  for (const [path, content] of Object.entries(seed)) {
    await mkdir(dirname(join(fresh, path)), { recursive: true });
    await writeFile(join(fresh, path), content);
  }
  await rename(fresh, target);
}

async function recoverDead(directory: string): Promise<void> {
  const slots = join(directory, 'slots');
  for (const name of await readdir(slots)) {
    const owner = join(slots, name);
    const state = await ownerOf(owner);
    if (state?.gone) await recoverOwner(directory, owner, state.here);
  }
}

/** Ends what still runs in the owner's slots, moves each state back to its run, and removes the slots. */
async function recoverOwner(directory: string, owner: string, here: boolean): Promise<void> {
  for (const name of await readdir(owner).catch(() => [])) {
    const slot = join(owner, name);
    const process = await readJson(join(slot, 'process.json'), Identity);
    if (process && here) await endOrphan(process);
    const marker = await readJson(join(slot, 'holds.json'), Marker);
    if (!marker || !RunId.test(marker.rootRunId)) continue;
    const target = join(directory, 'runs', marker.rootRunId, marker.server);
    await rename(join(slot, 'state'), target).catch(() => {
      // The state lies where it belongs, or its run has ended: between calls, before it was moved in, after the end.
    });
  }
  await rm(owner, { recursive: true, force: true });
}

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
