import { describe, expect, test } from 'vitest';
import { readFilePlace } from './read-file-place.ts';

const yaml = (content: string) => [{ path: 'tools/one.yaml', content }];
const capability = (server: string) => ({ server, tool: 't', description: '' });

describe('where a run finds its files', () => {
  test.each([
    ['filesystem', [], [capability('filesystem')]],
    ['workspace', yaml('type: tool\nbinding: builtin:read_file'), []],
    ['workspace', yaml('binding: nexau.archs.tool.builtin.shell_tools:run_shell_command'), []],
    ['workspace', yaml('tools: [{ name: look, binding: builtin:read_many_files }, 3]'), []],
    ['filesystem', yaml('binding: builtin:read_file'), [capability('filesystem')]],
    [undefined, yaml('binding: builtin:write_file'), [capability('memory')]],
    [undefined, yaml('tools: 7'), []],
    [undefined, yaml(': ['), []],
    [undefined, [{ path: 'a.md', content: 'binding: builtin:read_file' }], []],
  ])('%s: %j %j', (place, files, capabilities) => {
    expect(readFilePlace(files, capabilities)).toBe(place);
  });
});
