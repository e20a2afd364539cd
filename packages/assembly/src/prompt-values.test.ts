import { renderTemplate } from '@nex/agent-config';
import { expect, it } from 'vitest';
import { promptOf, promptValues } from './prompt-values.ts';

const run = { agentId: 'run_7', at: new Date('2026-02-03T04:05:06Z') };
const render = (text: string) =>
  promptOf(
    { systemPrompt: [{ text: renderTemplate(text, promptValues('2026-02-03'), 'p'), cache: true }] },
    run,
  );

it.each([
  ['{{ date }}', '2026-02-03'],
  ['{{username}} at {{ working_directory }}', 'agent at /workspace'],
  ['{{ operating_system }}/{{ platform }}/{{ shell_tool_backend }}', 'Linux/linux/bash'],
  ['{{ env_content.date }} {{ env_content["platform"] }}', '2026-02-03 linux'],
  ['{{ agent_id }} {{ timestamp | upper }}', 'run_7 2026-02-03T04:05:06.000Z'],
])('%s', (template, text) => {
  expect(render(template)).toEqual([{ text, cache: true }]);
});

it('tells how the shell behaves', () => {
  expect(render('{{ shell_tool_guidance }}')[0]?.text).toMatch(/bash/);
});
