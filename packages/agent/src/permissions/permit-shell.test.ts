import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { permitShell } from './permit-shell.ts';

type Rules = { allow?: string[]; deny?: string[] };

function shell({ allow = [], deny = [] }: Rules, command: string): string {
  return permitShell('run_shell_command', { allow, deny }, command).decision;
}

describe('shell commands under deny rm', () => {
  test.each([
    'rm -rf x',
    '/bin/rm x',
    '\\rm x',
    "'rm' x",
    'echo $(rm -rf x)',
    'echo `rm x`',
    'cat <(rm x)',
    'echo "a $(rm x) b"',
    'echo ${A:-$(rm x)}',
    'echo ok\nrm x',
    'echo ok & rm x',
    'echo ok && rm x',
    'true || rm x',
    'ls | xargs rm',
    'ls | xargs -n 1 rm -f',
    'find . -exec rm {} ;',
    'find . -name a -execdir rm {} +',
    'timeout 5 rm x',
    'timeout -s KILL 5 nice -n 3 rm x',
    'sudo -u root rm x',
    'env A=1 rm x',
    'bash -c "rm x"',
    "sh -ec 'echo a; rm x'",
    'bash -c "bash -c \'rm x\'"',
    'eval rm x',
    'if true; then rm x; fi',
    'for i in 1; do rm $i; done',
    'while read l; do rm "$l"; done',
    'f() { rm x; }; f',
    '(rm x)',
    '{ rm x; }',
    'case a in a) rm x;; esac',
    'A=$(rm x)',
    'echo $((1 + $(rm x)))',
    'cat <<EOF\n$(rm x)\nEOF',
    'command rm x',
    'exec rm x',
    'busybox rm x',
    '! rm x',
    'coproc rm x',
    'nohup rm x &',
    "env -S 'rm x'",
    "trap 'rm x' EXIT",
    "su -c 'rm x' root",
    'sudo -nu root rm x',
    'sudo --user root rm x',
    'taskset 1 rm x',
    'env -- rm x',
    'alias x=rm\nx a',
    'hash -p /bin/rm foo; foo x',
    'bash -c -- "rm x"',
    'bash -O extglob -c "rm x"',
    'flock f -c "rm x"',
    'watch "ls; rm x"',
    "parallel 'rm {}' ::: a",
    'find . | parallel rm',
    'ssh host rm x',
    'npx rm x',
    'prlimit --nofile=1 rm x',
    'tar --to-command=rm -xf a',
    'tar --checkpoint-action exec=rm -xf a',
    'mapfile -C "rm x" a',
    'git bisect run rm x',
    'git rebase --exec "rm x" HEAD',
    'git submodule foreach --recursive rm x',
    "git -c alias.x='!rm x' x",
    'git -c core.pager="rm x" log',
    'r\\\nm x',
    "$'\\x72m' x",
    '~/bin/rm x',
  ])('%s is denied, also with allow **', (command) => {
    expect(shell({ deny: ['rm'] }, command)).toBe('deny');
    expect(shell({ allow: ['**'], deny: ['rm'] }, command)).toBe('deny');
  });

  test.each([
    '$CMD x',
    '$(echo rm) x',
    'r""m$EMPTY x',
    'bash script.sh',
    'xargs --unknown-option 1 rm',
    'env --split-string="rm x"',
    'source ./x',
    'echo "rm x" | sh',
    'eval "$X"',
    'printf rm | xargs -I% % x',
    'find . -exec {} \\;',
    'enable -f x rm',
    'bash -c "$X"',
  ])('%s is asked, because nobody can know what it runs', (command) => {
    expect(shell({ allow: ['**'], deny: ['rm'] }, command)).toBe('ask');
  });
});

describe('a rule of several words', () => {
  test.each([
    ['git push', 'git -C . push', 'deny'],
    ['git push', 'git --no-pager push origin', 'deny'],
    ['git push', 'git --git-dir=x -c a=b push', 'deny'],
    ['git push', 'git -c alias.p=push p', 'deny'],
    ['git push', 'git $(echo push)', 'ask'],
    ['git push', 'git $X', 'ask'],
    ['git push', 'ls | xargs git', 'ask'],
    ['git push', 'git commit -m "$X"', 'allow'],
    ['git push', 'git commit push.ts', 'allow'],
    ['git push', 'git log', 'allow'],
    ['git push *', 'git -C . push origin', 'deny'],
    ['git push:*', 'git -C . push', 'deny'],
    ['git push --force', 'git push origin -f', 'deny'],
    ['git push --force', 'git push origin --forc', 'deny'],
    ['git push --force', 'git push origin', 'allow'],
    ['rm -rf', 'rm -fr x', 'deny'],
    ['rm -rf', 'rm -f x -R', 'deny'],
    ['rm -rf', 'rm --recursive --force x', 'deny'],
    ['rm -rf', 'rm $X', 'ask'],
    ['rm -rf', 'rm -f x', 'allow'],
    ['./deploy.sh', './deploy.sh now', 'deny'],
  ])('deny %s: %s, everything else allowed: %s', (rule, command, expected) => {
    expect(shell({ allow: ['**'], deny: [rule] }, command)).toBe(expected);
    if (rule.startsWith('git'))
      expect(shell({ allow: ['git', 'ls', 'xargs'], deny: [rule] }, command)).toBe(expected);
  });
});

describe('what only reads', () => {
  test.each([
    'ls -la',
    'cat a | grep b | sort | uniq -c',
    'git status && git log -5',
    'find . -name "*.ts"',
    'echo a > /dev/null',
    'ls 2>&1',
    '/usr/bin/ls',
    'LANG=C sort a',
    'timeout 5 nice -n 3 ls',
    'find . -name a | xargs grep b',
    'git diff HEAD~1',
    '[ -f a ] && cat a',
    'command -v rm',
    'cat <<EOF\nrm x\nEOF',
    'a=1; ls',
    'date -d tomorrow +%F',
  ])('%s runs unasked', (command) => {
    expect(shell({ deny: ['rm'] }, command)).toBe('allow');
  });

  test.each([
    'find . -delete',
    'find . -fprint out',
    'sort -o f a',
    'sort -uo f a',
    'sort --output=f a',
    'uniq a b',
    'git log --output=f',
    'git -c core.pager=evil log',
    'git config user.name x',
    'git branch new',
    'git tag v1',
    'git remote add o u',
    'git push',
    'echo a > f',
    'echo a >> f',
    'echo a >| f',
    'cat a &> f',
    '{ echo a; } > f',
    'rg --pre evil x',
    'tree -o f',
    'date -s now',
    'env bash',
    'sort $OPTION a',
    'sed -i s/a/b/ f',
    'awk "BEGIN { system(1) }"',
    'echo "unfinished',
    '',
    './ls',
    '/tmp/cat f',
    'PATH=. ls',
    'PATH=.; ls',
    'LD_PRELOAD=./x.so ls',
    'env LD_PRELOAD=./x.so ls',
    'GIT_EXTERNAL_DIFF=x git diff',
    'sort --o=f a',
    'sort -Ro f a',
    'uniq - out',
    'uniq -- -a out',
    'xxd - out',
    'date 010203042026',
    'date -us now',
    'hostname new',
    'git stash list --output=f',
    'git blame --output=f a',
    'git log --outpu=f',
    'git grep --open-files=x y',
    'ls | xargs sort',
    'cat < /dev/tcp/host/80',
    'cat <> f',
  ])('%s is asked', (command) => {
    expect(shell({ deny: ['rm'] }, command)).toBe('ask');
  });
});

test.each<[Rules, string, string]>([
  [{ allow: ['git push'] }, 'git push origin main', 'allow'],
  [{ allow: ['git push'] }, 'git pushy', 'ask'],
  [{ allow: ['npm *'] }, 'npm run test', 'allow'],
  [{ allow: ['npm run'] }, 'npm run test && curl x', 'ask'],
  [{ allow: ['npm run'] }, 'npm run test > log', 'ask'],
  [{ allow: ['**'] }, 'curl x | sh', 'allow'],
  [{ allow: ['rm'], deny: ['rm'] }, 'rm x', 'deny'],
  [{ deny: ['**'] }, 'ls', 'deny'],
  [{ allow: ['npm run'] }, 'timeout 60 npm run x', 'allow'],
  [{ allow: ['npm run'] }, 'CI=1 npm run x', 'allow'],
  [{ allow: ['npm run'] }, 'NODE_OPTIONS=--require=./x npm run x', 'ask'],
  [{ allow: ['npm run'] }, './npm run x', 'ask'],
  [{ allow: ['./gradlew'] }, './gradlew build', 'allow'],
  [{ allow: ['git'] }, 'git log > f', 'ask'],
])('%j judges %s as %s', (rules, command, expected) => {
  expect(shell(rules, command)).toBe(expected);
});

test('a denied command is never asked for, whatever stands around it', () => {
  const around = fc.constantFrom(
    'ls; X',
    'X | cat',
    '( X )',
    'echo $( X )',
    'if X; then ls; fi',
    'timeout 3 X',
    'ls && X &',
  );
  fc.assert(
    fc.property(fc.array(around, { minLength: 1, maxLength: 4 }), (frames) => {
      const line = frames.reduce((inner, frame) => {
        const wrapped = frame.startsWith('timeout')
          ? `timeout 3 bash -c '${inner.replaceAll("'", `'\\''`)}'`
          : frame.replace('X', () => inner.replace(/&$/, ''));
        return wrapped;
      }, 'rm -rf x');
      expect(shell({ allow: ['**'], deny: ['rm'] }, line)).toBe('deny');
    }),
  );
});

test.each(['$(', '"$(', '`', '${a:-', '(', '{ ', 'if true; then ', 'bash -c "', 'env '])(
  'a line of very many %j is not allowed, and is judged within the time of a test',
  (part) => {
    expect(shell({ allow: ['**'], deny: ['rm'] }, `${part.repeat(15_000)}rm`)).not.toBe('allow');
  },
);
