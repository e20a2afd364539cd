#!/usr/bin/env node
/** Starts the command line on a Node that runs TypeScript: the one that npm installed, else this one if it is new. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const main = join(here, '../src/main.ts');
const installed = join(here, '../../../node_modules/.bin/node');

let node = process.execPath;
if (Number.parseInt(process.versions.node, 10) < 26) {
  if (!existsSync(installed)) {
    console.error(
      `nex needs Node 26; this is ${process.versions.node}. Run \`npm ci\` in the checkout first.`,
    );
    process.exit(1);
  }
  node = installed;
}
const child = spawn(node, ['--disable-warning=ExperimentalWarning', main, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('error', (error) => {
  console.error(`nex cannot be started: ${error.message}`);
  process.exit(1);
});
child.once('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
