import type { JsonObject } from '@nex/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPermit } from './create-permit.ts';

type Rules = { allow?: string[]; deny?: string[] };

function judge(builtin: string, { allow = [], deny = [] }: Rules, args: JsonObject): string {
  const permit = createPermit({ name: builtin, aliases: [], builtin }, { allow, deny });
  return permit?.(args).decision ?? 'allow';
}
const shell = (rules: Rules, command: string) => judge('run_shell_command', rules, { command });

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
  ])('%s is asked, because nobody can know what it runs', (command) => {
    expect(shell({ allow: ['**'], deny: ['rm'] }, command)).toBe('ask');
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
])('%j judges %s as %s', (rules, command, expected) => {
  expect(shell(rules, command)).toBe(expected);
});

test.each<[string, Rules, JsonObject, string]>([
  ['write_file', { allow: ['src/**'] }, { file_path: 'src/a.ts' }, 'allow'],
  ['write_file', { allow: ['src/**'] }, { file_path: '/workspace/src/a.ts' }, 'allow'],
  ['write_file', { allow: ['src/**'] }, { file_path: 'src/../b.ts' }, 'ask'],
  ['write_file', { deny: ['*.env'] }, { file_path: 'a/b.env' }, 'deny'],
  ['write_file', { allow: ['**'], deny: ['secrets/'] }, { file_path: 'x/../secrets/k' }, 'deny'],
  ['write_file', { allow: ['**'] }, { file_path: 'anything' }, 'allow'],
  ['read_file', { deny: ['secrets/**'] }, { file_path: 'README.md' }, 'allow'],
  ['read_file', { deny: ['secrets/**'] }, { file_path: 'secrets/k' }, 'deny'],
  ['read_many_files', { deny: ['secrets/**'] }, { include: ['**'] }, 'ask'],
  ['search_file_content', { allow: ['src/**'] }, { pattern: 'x' }, 'allow'],
  ['apply_patch', { allow: ['src/**'] }, { input: '*** Update File: src/a\n*** Move to: etc/a' }, 'ask'],
  [
    'apply_patch',
    { allow: ['**'], deny: ['etc/'] },
    { input: '*** Update File: src/a\n*** Move to: etc/a' },
    'deny',
  ],
  ['web_fetch', { allow: ['*.example.com'] }, { url: 'https://a.example.com/x' }, 'allow'],
  ['web_fetch', { allow: ['*.example.com'] }, { url: 'https://example.com.evil.org/x' }, 'ask'],
  ['web_fetch', { deny: ['evil.org'] }, { prompt: 'read http://ok.com and http://evil.org/a' }, 'deny'],
  ['run_code_tool', { allow: ['src/**'] }, { code_block: '1' }, 'ask'],
  ['run_code_tool', { allow: ['**'] }, { code_block: '1' }, 'allow'],
])('%s under %j with %j: %s', (builtin, rules, args, expected) => {
  expect(judge(builtin, rules, args)).toBe(expected);
});

test('tools of MCP servers are judged by server and tool', () => {
  const names = (rules: Rules) =>
    createPermit(
      { name: 'fs__read', aliases: ['mcp__fs', 'mcp__fs__read'] },
      { allow: rules.allow ?? [], deny: rules.deny ?? [] },
    )?.({}).decision;
  expect(names({ allow: ['mcp__fs'] })).toBe('allow');
  expect(names({ allow: ['mcp__fs__read'] })).toBe('allow');
  expect(names({ allow: ['mcp__fs'], deny: ['mcp__fs__read'] })).toBe('deny');
  expect(names({ allow: ['mcp__other'] })).toBe('ask');
});

test('without rules everything is allowed; rules that name nothing allow nothing', () => {
  expect(createPermit({ name: 'x', aliases: [] }, undefined)).toBeUndefined();
  expect(createPermit({ name: 'x', aliases: [] }, { allow: [], deny: [] })?.({}).decision).toBe('ask');
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
