/** That nothing leads out of a local sandbox, and that its limits hold. */
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../testkit/src/eventually.ts';
import { createLocalSandbox, probeSandbox, type SandboxProbe } from '../src/index.ts';
import { findPythonForTests } from './support/python.ts';
import { availableProbe, openTestSandbox, processesWith, type TestSandbox } from './support/sandboxes.ts';

let probe: SandboxProbe & { available: true };
let opened: TestSandbox;
beforeAll(async () => {
  probe = await availableProbe();
  opened = await openTestSandbox('local', {
    probe,
    node: process.execPath,
    python: await findPythonForTests(),
  });
});
afterAll(() => opened[Symbol.asyncDispose]());

const run = (command: string, options: { timeoutMs?: number; stdin?: string } = {}) =>
  opened.sandbox.run(command, { signal: new AbortController().signal, ...options });
const node = (code: string) => run('node -', { stdin: code });

describe('no way out', () => {
  it.each([
    '/etc/shadow',
    '/root',
    '/home',
    '/etc/hostname',
    '/sys/kernel',
    '/proc/kcore',
    '/boot',
    '/run',
    '/srv',
  ])('there is nothing to read at %s', async (path) => {
    const result = await run(`cat ${path}/* ${path} 2>/dev/null`);
    expect(result.stdout).toBe('');
    expect(result.exitCode).not.toBe(0);
  });

  it('sees its own processes only', async () => {
    const { stdout } = await run(
      'cat /proc/[0-9]*/cmdline | tr "\\0" " "; tr "\\0" "\\n" < /proc/1/environ | sort',
    );
    expect(stdout).not.toContain('vitest');
    expect(stdout).not.toContain('VITEST');
    expect(stdout).toContain('PWD=/\n');
    expect((await run(`kill -0 ${process.pid}`)).exitCode).not.toBe(0);
  });

  it('is no root, has no capability and gets none', async () => {
    expect((await run('id -u; grep -E "^(CapEff|CapPrm|NoNewPrivs)" /proc/self/status')).stdout).toBe(
      '1000\nCapPrm:\t0000000000000000\nCapEff:\t0000000000000000\nNoNewPrivs:\t1\n',
    );
    for (const command of [
      'unshare -U true',
      'unshare -m true',
      'mount -t tmpfs none /tmp',
      'umount /proc/sys',
    ]) {
      expect((await run(command)).exitCode).not.toBe(0);
    }
  });

  it('writes to no file of the system, and to none of the kernel', async () => {
    const files = ['/usr/x', '/etc/passwd', '/etc/x', '/opt/nex/bin/python3', '/opt/nex/node', '/bin/x'];
    for (const file of files) expect((await run(`echo x > ${file}`)).exitCode, file).not.toBe(0);
    const everywhere = 'for f in $(find /proc -regex "/proc/[0-9]+" -prune -o -type f -print); do';
    // Opening for writing tells what access(2) of a read-only mount does not.
    const { stdout } = await run(`${everywhere} ( : >> $f ) 2>/dev/null && echo $f; done; echo done`);
    expect(stdout).toBe('done\n');
    const before = await readFile('/proc/sys/kernel/core_pattern', 'utf8');
    expect((await run('echo "|/bin/x" > /proc/sys/kernel/core_pattern')).exitCode).not.toBe(0);
    expect(await readFile('/proc/sys/kernel/core_pattern', 'utf8')).toBe(before);
  });

  it('follows no link out of the workspace', async () => {
    await writeFile(join(opened.base, 'secret'), 'secret');
    await symlink('/', join(opened.work, 'root'));
    await symlink(opened.base, join(opened.work, 'base'));
    const { stdout } = await run(
      `cat base/secret root${opened.base}/secret ../secret; ls root/root; echo x > base/planted`,
    );
    expect(stdout).toBe('');
    expect(await readdir(opened.base)).not.toContain('planted');
    expect((await run('ls root/workspace')).stdout).toContain('root\n');
  });

  it('cannot move or replace the folder that the platform writes to', async () => {
    for (const command of [
      'mv .nex x',
      'rm -rf .nex',
      'echo x > .nex/outputs/x',
      'ln -sfn /tmp .nex/outputs',
    ]) {
      expect((await run(command)).exitCode, command).not.toBe(0);
    }
    const { outputFiles } = await run('seq 1 100000');
    expect(outputFiles?.stdout).toMatch(/^\/workspace\/\.nex\/outputs\//);
  });

  it('has no network but its own loopback', async () => {
    await using server = createServer((_, response) => response.end('host')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const ask = `fetch('http://127.0.0.1:${port}').then(() => console.log('reached'), () => console.log('refused'))`;
    expect((await node(ask)).stdout).toBe('refused\n');
    const names = `console.log(Object.keys(require('os').networkInterfaces()).join())`;
    expect((await node(names)).stdout).toBe('lo\n');
    const dns = `require('dns').promises.lookup('example.com').then(() => console.log('found'), () => console.log('none'))`;
    expect((await node(dns)).stdout).toBe('none\n');
  });

  it('gives no value to the arguments of bubblewrap', async () => {
    const sandbox = createLocalSandbox({
      workspaceDirectory: opened.work,
      probe,
      env: { A: 'x\0--bind\0/\0/host' },
    });
    await using made = await sandbox;
    await expect(made.run('ls /host', { signal: new AbortController().signal })).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });
});

it('shares its loopback between commands, and with no other sandbox', async () => {
  if (probe.nsenter === undefined)
    return expect(opened.sandbox.description).toContain('loopback per command');
  const code = `require('http').createServer((q, s) => s.end('served')).listen(8123, '127.0.0.1', () => console.log('up'))`;
  const task = await opened.sandbox.startBackground(`node -e "${code}"`, {});
  await eventually(async () => {
    expect(await readFile(join(opened.work, task.outputFile.slice('/workspace/'.length)), 'utf8')).toBe(
      'up\n',
    );
  });
  const ask = `fetch('http://127.0.0.1:8123').then(async (r) => console.log(await r.text()), () => console.log('refused'))`;
  expect((await node(ask)).stdout).toBe('served\n');
  await using other = await openTestSandbox('local', { probe, node: process.execPath });
  const signal = new AbortController().signal;
  expect((await other.sandbox.run('node -', { signal, stdin: ask })).stdout).toBe('refused\n');
  await opened.sandbox.killBackground(task.id);
});

it('keeps /tmp between the commands of a sandbox, and removes it with it', async () => {
  const other = await openTestSandbox('local', { probe });
  const signal = new AbortController().signal;
  await other.sandbox.run('echo kept > /tmp/file; mkdir -p /tmp/home/a/b; chmod 0 /tmp/home/a', { signal });
  expect((await other.sandbox.run('cat /tmp/file; ls /tmp', { signal })).stdout).toBe('kept\nfile\nhome\n');
  expect((await run('ls /tmp')).stdout).not.toContain('file');
  await other[Symbol.asyncDispose]();
});

it('has the interpreters of the host, without paths of the host', async () => {
  const { stdout } = await run(
    'python3 -c "import ssl, sys; print(sys.version_info[0], sys.prefix)"; node -p process.execPath',
  );
  expect(stdout).toMatch(/^3 (\/usr|\/opt\/nex\/python)\n\/opt\/nex\/node\n$/);
});

describe('limits', () => {
  it('ends a fork bomb with its command', async () => {
    await using small = await openTestSandbox('local', { probe, limits: { processes: 32 } });
    const signal = new AbortController().signal;
    const result = await small.sandbox.run('bomb() { bomb | bomb & }; bomb; sleep 77', {
      signal,
      timeoutMs: 700,
    });
    expect(result.limit).toBe('time');
    expect(result.stderr).toMatch(/fork/i);
    expect(await processesWith('bomb()')).toEqual([]);
  });

  it('ends a command that takes too much memory', async () => {
    await using small = await openTestSandbox('local', { probe, limits: { memoryBytes: 64 * 1024 * 1024 } });
    const signal = new AbortController().signal;
    const result = await small.sandbox.run('head -c 500000000 /dev/zero | tail; exit ${PIPESTATUS[1]}', {
      signal,
    });
    expect(result.exitCode).not.toBe(0);
    if (probe.cgroups) expect(result.limit).toBe('memory');
    expect(await small.sandbox.run('echo fine', { signal })).toMatchObject({ exitCode: 0, stdout: 'fine\n' });
  });

  it('ends a file that grows too large', async () => {
    await using small = await openTestSandbox('local', { probe, limits: { fileBytes: 1024 * 1024 } });
    const signal = new AbortController().signal;
    expect(await small.sandbox.run('head -c 5000000 /dev/zero > big', { signal })).toMatchObject({
      exitCode: 153,
    });
    expect(await readFile(join(small.work, 'big'))).toHaveLength(1024 * 1024);
  });

  it('holds without control groups and without a shared loopback, too', async () => {
    const { cgroups: _, nsenter: __, ...bare } = probe;
    const memoryBytes = 64 * 1024 * 1024;
    await using small = await openTestSandbox('local', { probe: bare, limits: { memoryBytes } });
    const signal = new AbortController().signal;
    expect(small.sandbox.description).toContain('Memory: 64 MB per process (ulimit).');
    expect(small.sandbox.description).toContain('a loopback per command');
    const hog = await small.sandbox.run('head -c 500000000 /dev/zero | tail; exit ${PIPESTATUS[1]}', {
      signal,
    });
    expect(hog.exitCode).not.toBe(0);
    expect(await small.sandbox.run('cat /proc/net/dev | grep -c lo:', { signal })).toMatchObject({
      stdout: '1\n',
    });
  });

  it('says which are in force', () => {
    expect(opened.sandbox.description).toMatch(
      /Memory: 512 MB (in all \(cgroup v[12]\)|per process \(ulimit\))\./,
    );
    expect(opened.sandbox.description).toMatch(/Processes: /);
  });
});

it('says what is missing when there is no bubblewrap', async () => {
  const none = await probeSandbox({ folders: [opened.base] });
  expect(none).toMatchObject({ available: false, reason: 'no_bubblewrap' });
  expect(none).toMatchObject({ hint: expect.stringContaining('apt-get install bubblewrap') });
  await mkdir(join(opened.base, 'bare'));
  await expect(
    createLocalSandbox({ workspaceDirectory: join(opened.base, 'bare'), probe: none }),
  ).rejects.toMatchObject({
    code: 'unavailable',
    hint: expect.stringContaining('bubblewrap'),
  });
});
