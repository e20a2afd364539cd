import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from './commands/index.ts';
import { runProgram } from './program.ts';
import { REPOSITORY } from './stack/paths.ts';

const nowhere = join(tmpdir(), `nex-no-home-${process.pid}`);

function nex(...args: string[]) {
  return nexIn({}, ...args);
}

async function nexIn(more: Record<string, string>, ...args: string[]) {
  let out = '';
  let err = '';
  const stream = new Writable({
    write(chunk, _, done) {
      err += String(chunk);
      done();
    },
  });
  const output = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
    stream,
    isTerminal: false,
  };
  const env = { NEX_HOME: nowhere, ...more };
  const exitCode = await runProgram(args, { output, env, signal: new AbortController().signal });
  return { exitCode, out, err };
}

describe('every command', () => {
  test.each(Object.keys(COMMANDS))(
    '%s has help with a summary, the global options and the exit codes',
    async (name) => {
      const { exitCode, out, err } = await nex(name, '--help');
      expect(exitCode).toBe(0);
      expect(err).toBe('');
      expect(out).toContain(`Usage: nex ${name}`);
      expect(out).toContain('--json');
      expect(out).toContain('Exit codes: 0 done, 1 failed, 2 wrong usage, 3');
    },
  );

  test.each(Object.keys(COMMANDS))('%s refuses an unknown option with exit code 2', async (name) => {
    const { exitCode, out, err } = await nex(name, '--no-such-option');
    expect(exitCode).toBe(2);
    expect(out).toBe('');
    expect(err).toContain('--no-such-option');
    expect(err).toContain('hint:');
  });
});

describe('without a platform', () => {
  const commands: [string, ...string[]][] = [
    ['generate', 'A team.'],
    ['batch', 'show', 'batch_1'],
    ['batch', 'create', '--make', '3', '--domain', 'bakery,clinic'],
    ['build', 'fw_1'],
    ['export', 'build_1'],
    ['builds', 'pause', 'build_1'],
    ['builds', 'set', 'build_1', '--concurrency', '3'],
    ['builds', 'review', 'build_1'],
    ['verdicts', 'build_1', '--reason', 'loop'],
    ['run', 'sha256:0', 'Go.'],
  ];

  test.each(commands)('%s says how to get one, with exit code 3', async (...args) => {
    const { exitCode, out, err } = await nex(...args);
    expect(exitCode).toBe(3);
    expect(out).toBe('');
    expect(err).toMatch(/^error unavailable: .+\nhint: .*nex up/);
  });

  test.each(commands)('%s --json says it as an object', async (...args) => {
    const { exitCode, out, err } = await nex(...args, '--json');
    expect(exitCode).toBe(3);
    expect(out).toBe('');
    expect(JSON.parse(err)).toMatchObject({
      error: { code: 'unavailable', hint: expect.stringContaining('nex up') },
    });
  });

  test('a gateway that does not answer is named', async () => {
    const { exitCode, err } = await nex('generate', 'A team.', '--url', 'http://127.0.0.1:9');
    expect(exitCode).toBe(3);
    expect(err).toContain('(http://127.0.0.1:9)');
  }, 30_000);

  test('status says that nothing runs', async () => {
    expect(await nex('status')).toMatchObject({
      exitCode: 3,
      out: expect.stringContaining('Nothing runs here'),
    });
    expect(JSON.parse((await nex('status', '--json')).out)).toEqual({ running: false, processes: [] });
  });

  test('down has nothing to stop', async () => {
    expect(await nex('down')).toMatchObject({ exitCode: 0, out: 'Nothing was running.\n' });
  });
});

describe('wrong usage', () => {
  test.each([
    [['build', 'fw_1', '--queries', '0'], 'a whole number from 1 to 100000'],
    [['build', 'fw_1', '--samples', '65'], 'a whole number from 1 to 64'],
    [['build', 'fw_1', '--difficulty', 'easy:0.5,medium:0.5,hard:0.5'], 'add up to 1'],
    [['build', 'fw_1', '--difficulty', 'easy:1'], 'three shares'],
    [['build', 'fw_1', '--languages', 'en,fr'], 'Give en, zh, or en,zh'],
    [['build', 'fw_1', '--on-budget', 'stop'], 'Give pause or finish'],
    [['builds', 'set', 'build_1'], 'say what to change'],
    [['builds', 'review', 'build_1', '--accept', 'run_1'], 'say who decides'],
    [['builds', 'review', 'build_1', '--by', 'Ada'], 'go with --accept or --reject'],
    [
      ['builds', 'review', 'build_1', '--by', 'Ada', '--accept', 'run_1', '--reject', 'run_1'],
      'both accepted and rejected',
    ],
    [['builds', 'pause'], "missing required argument 'build'"],
    [['build'], 'the id of a framework, --attach'],
    [['build', '--attach', 'build_1', '--resume', 'build_1'], 'the id of a framework, --attach'],
    [['build', 'fw_1', '--attach', 'build_1'], 'the id of a framework, --attach'],
    [['build', '--file', 'b.yaml', '--queries', '5'], "'--queries' does not go with --file"],
    [['build', '--file', 'b.yaml', '--fault', 'outage'], "'--fault' does not go with --file"],
    [['build', '--attach', 'build_1', '--dry-run'], "'--dry-run' does not go with --attach"],
    [['build', '--resume', 'build_1', '--budget-usd', '5'], "'--budget-usd' does not go with --resume"],
    [['generate', 'x', '--seed', '-1'], 'a whole number from 0'],
    [['batch', 'create'], 'either a file with sentences or --make'],
    [['batch', 'create', 'x', '--max-similarity', '2'], 'a number from 0 to 1'],
    [['generate'], "missing required argument 'sentence'"],
    [['generate', '--dry-run'], '--from <framework>'],
    [['run', 'fw_1'], "missing required argument 'input'"],
    [['run', 'fw_1', 'Go', '--base-url', 'http://x'], "'--base-url' goes with --local only"],
    [['run', 'fw_1', 'Go', '--context', '[1]'], 'a JSON object'],
    [['run', 'fw_1', 'Go', '--local', '--seed', '3'], "'--seed' does not go with --local"],
    [['export', 'build_1', '--format', 'word'], 'Give one of openai-chat, '],
    [['export', 'build_1', '--format', 'tokens'], 'name it by --format-file'],
    [['export', 'build_1', '--format', 'hermes', '--version', '1'], '--version fetches one that is there'],
    [['chat'], "missing required argument 'agent'"],
    [['verdicts', 'build_1', '--verdict', 'kept'], 'Allowed choices are keep, flag, drop'],
    [['chat', '.', '--sandbox', 'none'], 'Allowed choices are local, container, plain'],
    [['nonsense'], "unknown command 'nonsense'"],
  ])('%j: %s', async (args, message) => {
    const { exitCode, err } = await nex(...args);
    expect(exitCode).toBe(2);
    expect(err).toContain(message);
    const asJson = await nex(...args, '--json');
    expect(asJson.exitCode).toBe(2);
    expect(JSON.parse(asJson.err).error.message).toContain(message);
  });
});

test('a folder that is not there is an error with a hint', async () => {
  const { exitCode, err } = await nex('lint', '/no/such/folder');
  expect(exitCode).toBe(2);
  expect(err).toContain('error not_found: There is no such file or folder. (/no/such/folder)\nhint: ');
});

describe('lint', () => {
  test('needs no platform, tells the place, and fails for an error alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nex-lint-'));
    try {
      await writeFile(join(folder, 'framework_config.yaml'), CONFIG);
      const file = join(folder, 'framework_config.yaml');
      expect(await nex('lint', file)).toMatchObject({ exitCode: 0, err: '' });
      await writeFile(file, CONFIG.replace('tools: [count]', 'tools: [counts]'));
      const { exitCode, out } = await nex('lint', file);
      expect(exitCode).toBe(1);
      expect(out).toContain('error undefined-tool: helper lists the tool counts, which is not defined.');
      expect(out).toContain('(framework_config.yaml:4: agents[1].tools[0])\n  hint: Did you mean "count"?');
      const json = JSON.parse((await nex('lint', folder, '--json')).out);
      expect(json).toMatchObject({ ok: false, kind: 'reference', errors: expect.any(Number) });
      expect(json.findings.map((finding: { rule: string }) => finding.rule)).toEqual([
        'undefined-tool',
        'unused-tool',
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('a warning fails when that is asked for', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nex-lint-'));
    try {
      const file = join(folder, 'config.yaml');
      await writeFile(file, CONFIG.replace('tools: [count]', 'tools: []'));
      expect(await nex('generate', '--from', folder, '--dry-run')).toEqual(await nex('lint', folder));
      const unused = await nex('lint', file, '--only', 'unused-tool');
      expect(unused).toMatchObject({ exitCode: 0, out: expect.stringContaining('warning unused-tool') });
      expect((await nex('lint', file, '--only', 'unused-tool', '--severity', 'warning')).exitCode).toBe(1);
      expect((await nex('lint', file, '--only', 'nonsense')).exitCode).toBe(2);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('lists its rules', async () => {
    const { exitCode, out } = await nex('lint', '--rules', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(out).rules.map((rule: { code: string }) => rule.code)).toContain('unreachable-agent');
  });
});

describe('framework', () => {
  test('goes out in the form of the reference, is compared, and is drawn', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nex-framework-'));
    try {
      const file = join(folder, 'before.yaml');
      await writeFile(file, CONFIG);
      const out = join(folder, 'out');
      const { exitCode } = await nex('framework', 'export', file, '--out', out);
      expect(exitCode).toBe(0);
      expect(await readFile(join(out, 'framework_config.yaml'), 'utf8')).toContain('agent_name: helper');
      expect((await nex('framework', 'export', file, '--out', out)).err).toContain('error conflict');
      const graph = await nex('framework', 'export', out, '--format', 'mermaid');
      expect(graph.out).toContain('a0 --> a1');
      expect(await nex('framework', 'diff', file, file)).toMatchObject({
        exitCode: 0,
        out: expect.stringContaining('The frameworks are the same.\nsimilarity 1.00'),
      });
      const after = join(folder, 'after.yaml');
      await writeFile(after, CONFIG.replaceAll('helper', 'clerk'));
      const diff = await nex('framework', 'diff', file, after, '--json');
      expect(diff.exitCode).toBe(1);
      expect(JSON.parse(diff.out)).toMatchObject({
        agents: { added: ['clerk'], removed: ['helper'] },
        edges: { added: ['lead → clerk'] },
        similarity: { graph: 1 },
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

const CONFIG = `framework_name: shop
agents:
- { agent_name: lead, description: Leads., sysprompt_path: a, llm_config: m, tools: [] }
- { agent_name: helper, description: Helps., sysprompt_path: b, llm_config: m, tools: [count] }
llm_configs: [{ llm_name: m, provider: openai, model: m-1 }]
tools: [{ tool_name: count, description: Counts., config_path: c.yaml, binding: 'src.count:count' }]
workflow: { name: w, edges: [{ from: lead, to: helper }] }
`;

describe('catalogue', { timeout: 30_000 }, () => {
  test('list is sorted by name and paged', async () => {
    const { exitCode, out } = await nex('catalogue', '--all', '--json');
    expect(exitCode).toBe(0);
    const { servers, total } = JSON.parse(out) as { servers: { name: string }[]; total: number };
    const names = servers.map((server) => server.name);
    expect(names).toEqual(names.toSorted());
    expect(names).toHaveLength(total);
    const page = JSON.parse((await nex('catalogue', 'list', '--limit', '2', '--cursor', '2', '--json')).out);
    expect(page.servers.map((server: { name: string }) => server.name)).toEqual(names.slice(2, 4));
    expect(page.nextCursor).toBe('4');
    const { err } = await nex('catalogue', 'list', '--limit', '2');
    expect(err).toBe('There are more: --all for everything, --cursor 2 to go on.\n');
  });

  test('snapshot writes down the tools of a new server, and nothing when they are the same', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'nex-catalogue-'));
    try {
      await cp(join(REPOSITORY, 'catalogue', 'time.yaml'), join(directory, 'time.yaml'));
      const take = () => nexIn({ CATALOGUE_DIR: directory }, 'catalogue', 'snapshot', '--json');
      expect(JSON.parse((await take()).out).servers).toMatchObject([
        { name: 'time', tools: 6, change: 'new' },
      ]);
      const read = (folder: string) => readFile(join(folder, 'snapshots', 'time.json'), 'utf8');
      const [written, committed] = await Promise.all([read(directory), read(join(REPOSITORY, 'catalogue'))]);
      expect(JSON.parse(written)).toEqual(JSON.parse(committed));
      expect(JSON.parse((await take()).out).servers).toMatchObject([{ change: 'same' }]);
    } finally {
      await rm(directory, { recursive: true });
    }
  }, 30_000);

  test('list shows the figures, and what is proved of each server', async () => {
    const { figures, servers } = JSON.parse((await nex('catalogue', 'list', '--installed', '--json')).out);
    expect(figures.provedServers).toBeGreaterThanOrEqual(40);
    expect(servers.map((server: { name: string }) => server.name)).toContain('time');
    expect(servers[0]).toMatchObject({ installed: true, stateClass: expect.stringMatching(/^[A-E]$/) });
    const text = (await nex('catalogue', 'list')).out;
    expect(text).toContain(`${figures.servers} servers, ${figures.installed} of them here`);
    expect(text).toContain(`${figures.proved} of these proved by a call`);
  });

  test('search reads Chinese, and finds what is not installed when asked', async () => {
    // What is installed on this machine does not count.
    const home = { NEX_HOME: '/nonexistent' };
    const search = async (...args: string[]) => (await nexIn(home, 'catalogue', 'search', ...args)).out;
    expect(await search('移动文件', '--limit', '3')).toMatch(/^filesystem\.move_file/m);
    expect(await search('sheet music')).not.toMatch(/^sheet-music\./m);
    expect(await search('sheet music', '--all', '--class', 'A')).toMatch(/^sheet-music\./m);
  });

  test('export writes what other programs read', async () => {
    const config = JSON.parse((await nex('catalogue', 'export', 'memory', '--state', '/data')).out);
    expect(config.mcpServers.memory).toMatchObject({
      args: [expect.stringMatching(/dist\/index\.js$/)],
      env: { MEMORY_FILE_PATH: '/data/memory/memory.jsonl' },
    });
    const portable = JSON.parse((await nex('catalogue', 'export', 'time', '--portable')).out);
    expect(portable.mcpServers.time).toEqual({ command: 'npx', args: ['-y', 'time-mcp@1.0.6'] });
  });

  test.each([
    [['install'], 'invalid_request', 'Name the servers to install, or give --all.'],
    [['install', 'nonsense'], 'not_found', 'The catalogue has no server nonsense.'],
    [['check', 'nonsense'], 'not_found', 'The catalogue has no server nonsense.'],
    [['add'], 'invalid_request', 'Give a source, or a file with --from.'],
    [['add', 'two words'], 'invalid_request', 'two words is no package'],
    [['add', 'time-mcp@1.0.6'], 'conflict', 'The catalogue has'],
    [['add', '--from', '/no/such/file'], 'not_found', 'There is no such file.'],
    [['add', '/bin/true', '--env', 'nonsense'], 'invalid_request', '--env nonsense is not NAME=value.'],
  ])('%j: %s', async (args, code, message) => {
    const { exitCode, err } = await nex('catalogue', ...args, '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(err).error).toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test('search finds tools by words', async () => {
    const { exitCode, out } = await nex('catalogue', 'search', 'current', 'time', '--limit', '3');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^time\./m);
  });
});
