import { expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../limits.ts';
import { execArguments, killArguments, removeArguments, runArguments } from './container-arguments.ts';

const parts = {
  name: 'box',
  image: 'image:1',
  workspaceDirectory: '/w',
  readOnlyPaths: [{ hostPath: '/a,b', path: '/opt/nex/x' }],
  limits: { ...DEFAULT_LIMITS, memoryBytes: 1000, processes: 7, fileBytes: 9 },
  network: false,
  user: '5:6',
};

it('starts a container that is kept apart and limited', () => {
  expect(runArguments(parts)).toEqual(
    [
      ['run', '--detach', '--rm', '--init', '--name', 'box', '--hostname', 'sandbox', '--network', 'none'],
      ['--memory', '1000b', '--memory-swap', '1000b', '--pids-limit', '7'],
      [
        '--ulimit',
        'fsize=9',
        '--ulimit',
        'core=0',
        '--cap-drop',
        'ALL',
        '--security-opt',
        'no-new-privileges',
      ],
      ['--user', '5:6', '--read-only', '--tmpfs', '/tmp:rw,exec,mode=1777,size=1000'],
      ['--mount', 'type=bind,source=/w,target=/workspace'],
      ['--mount', 'type=bind,source=/w/.nex,target=/workspace/.nex,readonly'],
      ['--mount', 'type=bind,"source=/a,b",target=/opt/nex/x,readonly'],
      ['--workdir', '/workspace', '--entrypoint', 'tail', 'image:1', '-f', '/dev/null'],
    ].flat(),
  );
  expect(runArguments({ ...parts, network: true })).not.toContain('--network');
});

it('executes, kills and removes by name', () => {
  const exec = {
    name: 'box',
    cwd: '/workspace/a',
    env: { A: 'x y' },
    pidFile: '/tmp/p',
    argv: ['sh', '-c', 'echo "$A"'],
  };
  const command = ['box', 'sh', '-c', 'echo $$ > "$0" && exec "$@"', '/tmp/p', 'sh', '-c', 'echo "$A"'];
  expect(execArguments({ ...exec, stdin: true })).toEqual(
    [['exec', '--interactive', '--workdir', '/workspace/a', '--env', 'A=x y'], command].flat(),
  );
  expect(execArguments({ ...exec, stdin: false })).not.toContain('--interactive');
  expect(killArguments('box', '/tmp/p')).toEqual([
    'exec',
    'box',
    'sh',
    '-c',
    'kill -KILL "-$(cat "$0")"',
    '/tmp/p',
  ]);
  expect(removeArguments('box')).toEqual(['rm', '--force', 'box']);
});
