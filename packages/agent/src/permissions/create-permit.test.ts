import type { JsonObject } from '@nex/core';
import { expect, test } from 'vitest';
import { createPermit } from './create-permit.ts';

type Rules = { allow?: string[]; deny?: string[] };

function judge(builtin: string, { allow = [], deny = [] }: Rules, args: JsonObject): string {
  const permit = createPermit({ name: builtin, aliases: [], builtin }, { allow, deny });
  return permit?.(args).decision ?? 'allow';
}

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
  ['apply_patch', { allow: ['**'], deny: ['*.env'] }, { input: '*** Add File:a.env' }, 'deny'],
  ['apply_patch', { allow: ['**'], deny: ['*.env'] }, { input: '*** Add File: a\u2028.env' }, 'deny'],
  ['write_file', { allow: ['/notes.md'] }, { file_path: 'notes.md' }, 'allow'],
  ['write_file', { allow: ['/notes.md'] }, { file_path: 'a/notes.md' }, 'ask'],
  ['write_file', { allow: ['/workspace/notes.md'] }, { file_path: 'notes.md' }, 'allow'],
  ['write_file', { allow: ['Docs/**'] }, { file_path: 'docs/a' }, 'ask'],
  ['write_file', { allow: ['**'], deny: ['secrets/**'] }, { file_path: 'Secrets/a' }, 'deny'],
  ['write_file', { allow: ['write_file'], deny: ['a'] }, { file_path: 'b' }, 'allow'],
  ['list_directory', { deny: ['secrets/**'] }, { dir_path: 'secrets' }, 'deny'],
  ['save_memory', { allow: ['**'], deny: ['*.md'] }, { fact: 'x' }, 'deny'],
  ['web_fetch', { allow: ['**'], deny: ['evil.org'] }, { url: 'https:evil.org/a' }, 'deny'],
  ['web_fetch', { allow: ['**'], deny: ['evil.org'] }, { url: 'http:\\\\evil.org' }, 'deny'],
  ['web_fetch', { allow: ['**'], deny: ['evil.org'] }, { url: 'ht\ntps://evil.org' }, 'deny'],
  ['web_fetch', { allow: ['**'], deny: ['Evil.org'] }, { url: 'https://evil.org./' }, 'deny'],
  ['web_fetch', { allow: ['github.com'] }, { url: 'https://github.com/a/b/blob/main/c' }, 'ask'],
  ['run_shell_command', { allow: ['run_shell_command'], deny: ['rm'] }, { command: 'curl x' }, 'allow'],
  ['run_shell_command', { allow: ['run_shell_command'], deny: ['rm'] }, { command: 'rm x' }, 'deny'],
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
