/**
 * The door for a machine that has only Node and npm: installs what the lockfile names, unless it is there, then
 * runs a script of this folder on the Node that came with it. Plain JavaScript for any Node from 18 on, without
 * dependencies.
 *
 *   node scripts/bootstrap.mjs <quickstart | test | install> [arguments…]
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const NEEDED_NODE = 26;

/** Signals are passed on, so that the script can end what it started. */
function run(file, args, env = process.env) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: root, stdio: 'inherit', env });
    const pass = (signal) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
    child.once('error', (error) => {
      console.error(`${file} cannot be started: ${error.message}`);
      resolve(127);
    });
    child.once('exit', (code, signal) => {
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, pass);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/** Whether every package that the lockfile names is installed in its version. Optional ones may be missing. */
function isInstalled(lockText, stampFile) {
  const hash = createHash('sha256').update(lockText).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return true;
  const hidden = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(hidden)) return false;
  const wanted = Object.entries(JSON.parse(lockText).packages);
  const installed = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  const complete = wanted.every(
    ([path, entry]) =>
      !path.startsWith('node_modules/') ||
      entry.optional ||
      entry.devOptional ||
      entry.link ||
      (installed[path]?.version === entry.version && existsSync(join(root, path, 'package.json'))),
  );
  if (complete) writeFileSync(stampFile, hash);
  return complete;
}

async function install() {
  const since = Date.now();
  const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const stampFile = join(root, 'node_modules/.nex-lock');
  if (!isInstalled(lockText, stampFile)) {
    console.log('Installing the dependencies (npm ci)…');
    const npm = process.env.npm_execpath;
    // npm runs on the system's Node and warns of every package that wants a newer one; they all get Node 26.
    const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
    const code = npm
      ? await run(process.execPath, [npm, ...args])
      : await run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args);
    if (code !== 0) {
      console.error(`npm ci failed (exit code ${code}). The lines above say why; then try again.`);
      process.exit(code);
    }
    writeFileSync(stampFile, createHash('sha256').update(lockText).digest('hex'));
  }
  return Date.now() - since;
}

function findNode() {
  const own = join(root, 'node_modules/.bin/node');
  if (existsSync(own)) return own;
  if (Number.parseInt(process.versions.node, 10) >= NEEDED_NODE) return process.execPath;
  console.error(
    `Node ${NEEDED_NODE} is needed; this is ${process.versions.node}, and npm installed none.\n` +
      'Allow install scripts (npm config get ignore-scripts must say false), remove node_modules, and try again.',
  );
  process.exit(1);
}

const [command = '', ...args] = process.argv.slice(2);
const script = join(root, 'scripts', `${command}.ts`);
if (command !== 'install' && !existsSync(script)) {
  console.error('usage: node scripts/bootstrap.mjs <quickstart | test | install> [arguments…]');
  process.exit(2);
}
const installMs = await install();
console.log(`Dependencies: ready in ${(installMs / 1000).toFixed(1)} s`);
if (command !== 'install') {
  const node = findNode();
  const env = {
    ...process.env,
    TURBO_TELEMETRY_DISABLED: '1',
    REDOCLY_TELEMETRY: 'off',
    NEX_INSTALL_MS: String(installMs),
    PATH: `${join(root, 'node_modules/.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}`,
  };
  process.exit(await run(node, ['--disable-warning=ExperimentalWarning', script, ...args], env));
}
