/** Where things lie: the checkout, its `.nex` folder, and the Node that runs the services. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NexError } from '@nex/core';

/** The checkout's root folder. */
export const REPOSITORY = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');

/** `NEX_HOME`, else `.nex` in the checkout: state, logs, data of the local stack. */
export function nexHome(env: NodeJS.ProcessEnv = process.env): string {
  return env.NEX_HOME ? resolve(env.NEX_HOME) : join(REPOSITORY, '.nex');
}

/** A Node of version 26 or later: the running one, else the one that npm installed. */
export function nodeBinary(): string {
  if (Number.parseInt(process.versions.node, 10) >= 26) return process.execPath;
  const installed = join(REPOSITORY, 'node_modules/.bin/node');
  if (existsSync(installed)) return installed;
  throw new NexError('unavailable', `Node 26 is needed and this is ${process.versions.node}.`, {
    hint: 'Run `npm ci` in the checkout: it brings a Node 26 of its own.',
  });
}
