import { type LintRule, summed } from '../lint-rule.ts';

export const unusedTool: LintRule = {
  code: 'unused-tool',
  severity: 'warning',
  says: 'Every tool that is defined is given to an agent.',
  check: ({ model }) => {
    const used = new Set(model.agents.flatMap((agent) => agent.tools.map((use) => use.name)));
    const unused = model.tools.filter((tool) => !used.has(tool.name));
    const strays = model.strays.filter((stray) => stray.kind === 'tool');
    const fix = 'Give it to an agent, or remove it.';
    if (unused.length > 1 && unused.length === model.tools.length) {
      return summed(
        unused.map((tool) => tool.place),
        (count) => `None of the ${count} tools is given to an agent.`,
        { severity: 'error', fix: 'List tools under the agents that work with them.' },
      );
    }
    return [...unused, ...strays].map(({ name, place }) => ({
      place,
      message: `The tool ${name} is given to no agent.`,
      fix,
    }));
  },
};
