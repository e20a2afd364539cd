import { expect, test } from 'vitest';
import { createMcpPool, loadCatalogue } from '../src/index.ts';
import {
  CATALOGUE_DIRECTORY,
  isRunning,
  openRun,
  outcomeText,
  temporaryDirectory,
} from './fixtures/setup.ts';

const catalogue = await loadCatalogue(CATALOGUE_DIRECTORY);
const RUNS = 20;
const WRITES = 4;

test('20 interleaved runs lose no parallel write and see none of each other', async () => {
  await using directory = await temporaryDirectory();
  const pool = await createMcpPool({ catalogue, directory: directory.path });
  const ids = Array.from({ length: RUNS }, (_, index) => `run_${index}`);
  const runs = await Promise.all(
    ids.map((id) => openRun(pool, id, ['memory', 'filesystem', 'tasks', 'memory-bank'])),
  );
  const steps = Array.from({ length: WRITES }, (_, index) => index);
  const outcomes = await Promise.all(
    steps.flatMap((step) =>
      runs.flatMap((run, index) => [
        run.call('memory__create_entities', {
          entities: [{ name: `e${index}-${step}`, entityType: 'thing', observations: [`of run ${index}`] }],
        }),
        run.call('filesystem__write_file', {
          path: `/workspace/f${index}-${step}.txt`,
          content: `of run ${index}`,
        }),
        run.call('memory-bank__memory_bank_write', {
          projectName: `p${index}`,
          fileName: `${step}.md`,
          content: 'x',
        }),
        run.call('tasks__request_planning', {
          originalRequest: `of run ${index}`,
          tasks: [{ title: `t${index}`, description: 'd' }],
        }),
      ]),
    ),
  );
  expect(outcomes.filter((outcome) => outcome.isError)).toEqual([]);
  for (const [index, run] of runs.entries()) {
    const graph = await run.call('memory__read_graph');
    expect(graph.structured).toMatchObject({ relations: [] });
    const names = [...outcomeText(graph).matchAll(/"name": "([^"]+)"/g)].map((match) => match[1]);
    expect(names).toHaveLength(WRITES);
    expect(new Set(names)).toEqual(new Set(steps.map((step) => `e${index}-${step}`)));
    const listing = outcomeText(await run.call('filesystem__list_directory', { path: '/workspace' }));
    expect(listing.split('\n').toSorted()).toEqual(steps.map((step) => `[FILE] f${index}-${step}.txt`));
    expect(outcomeText(await run.call('memory-bank__list_projects'))).toBe(`p${index}`);
    const requests = outcomeText(await run.call('tasks__list_requests'));
    expect([...requests.matchAll(/"requestId": "([^"]+)"/g)].map((match) => match[1])).toEqual(
      steps.map((step) => `req-${step + 1}`),
    );
  }
  const pids = pool.processes().map((process) => process.pid);
  expect(pids.length).toBeGreaterThanOrEqual(4);
  expect(pids.length).toBeLessThanOrEqual(8);
  await pool[Symbol.asyncDispose]();
  expect(pids.filter(isRunning)).toEqual([]);
});

test('agents of one run share its state, and the end of the run deletes it', async () => {
  await using directory = await temporaryDirectory();
  await using pool = await createMcpPool({ catalogue, directory: directory.path });
  const parent = await openRun(pool, 'run_shared', ['filesystem']);
  const child = await openRun(pool, 'run_shared', ['filesystem']);
  await parent.call('filesystem__write_file', { path: 'note.txt', content: 'from the parent' });
  expect(outcomeText(await child.call('filesystem__read_text_file', { path: '/workspace/note.txt' }))).toBe(
    'from the parent',
  );
  await pool.endRun('run_shared', { keep: true });
  expect(outcomeText(await child.call('filesystem__list_directory', { path: '.' }))).toContain('note.txt');
  await pool.endRun('run_shared');
  await pool.endRun('run_shared');
  expect(outcomeText(await child.call('filesystem__list_directory', { path: '.' }))).not.toContain(
    'note.txt',
  );
});

test('no path of the host is in a result, an error or a structured result', async () => {
  await using directory = await temporaryDirectory();
  await using pool = await createMcpPool({ catalogue, directory: directory.path });
  const run = await openRun(pool, 'run_paths', ['filesystem', 'memory-bank']);
  await run.call('filesystem__create_directory', { path: '/workspace/a/b' });
  await run.call('filesystem__write_file', {
    path: '/workspace/a/b/c.txt',
    content: '/workspace stays as written',
  });
  const outcomes = await Promise.all([
    run.call('filesystem__search_files', { path: '/workspace', pattern: '**/*.txt' }),
    run.call('filesystem__read_text_file', { path: 'a/b/c.txt' }),
    run.call('filesystem__list_allowed_directories'),
    run.call('filesystem__read_text_file', { path: '/workspace/none' }),
    run.call('filesystem__read_text_file', { path: '../../../other' }),
    run.call('filesystem__read_text_file', { path: '~/secret' }),
    run.call('filesystem__read_text_file', { path: directory.path }),
    run.call('filesystem__edit_file', {
      path: 'a/b/c.txt',
      edits: [{ oldText: 'stays', newText: 'stayed' }],
    }),
    run.call('filesystem__move_file', { source: '/workspace/a', destination: '/workspace/a/b/d' }),
    run.call('memory-bank__list_project_files', { projectName: 'none' }),
  ]);
  const [found, read, allowed, none, climbed] = outcomes.map(outcomeText);
  expect(found).toBe('/workspace/a/b/c.txt');
  expect(read).toBe('/workspace stays as written');
  expect(allowed).toBe('Allowed directories:\n/workspace');
  expect(none).toContain("'/workspace/none'");
  expect(climbed).toContain('/other not in /workspace');
  const named = JSON.stringify(outcomes.toSpliced(6, 1));
  for (const secret of [directory.path, 'slots', 'node_modules', process.cwd()])
    expect(named).not.toContain(secret);
});
