import type { LintRule } from '../lint-rule.ts';

export const emptyPrompt: LintRule = {
  code: 'empty-prompt',
  severity: 'error',
  kinds: ['bundle'],
  says: 'Every agent has a prompt of its own.',
  check: ({ model }) => {
    const seen = new Map<string, string>();
    return model.agents.flatMap((agent) => {
      const text = agent.prompt?.text.trim() ?? '';
      const place = agent.prompt?.place ?? agent.place;
      if (text === '') {
        // A prompt file that is missing is told by `missing-file`.
        const isTold = model.faults.some((fault) => fault.place.file === agent.file);
        const fix = 'Write what the agent is for, what it gets and what it answers.';
        return isTold ? [] : [{ place, message: `${agent.name} has no prompt.`, fix }];
      }
      const other = seen.get(text);
      seen.set(text, other ?? agent.name);
      if (other === undefined || other === agent.name) return [];
      return [
        {
          place,
          severity: 'warning' as const,
          message: `${agent.name} and ${other} have the same prompt.`,
          fix: 'Say what each of them is for, or merge them.',
        },
      ];
    });
  },
};
