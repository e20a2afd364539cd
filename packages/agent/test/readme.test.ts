import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';

test('the program of the README is the one beside this test, and runs', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const program = readFileSync(new URL('./twenty-lines.ts', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`ts\n${program}\`\`\``);
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('./twenty-lines.ts');
  expect(log).toHaveBeenCalledWith('answered', 'It is noon.', 3);
  log.mockRestore();
});
