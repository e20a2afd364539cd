import { PATTERN_NAMES } from '@nex/core';
import type { LintRule, RuleFinding } from '../lint-rule.ts';

export const patternShape: LintRule = {
  code: 'pattern-shape',
  severity: 'warning',
  says: 'The graph has the shape of the pattern, and is not larger than it may be.',
  check: ({ model, graph, options }) => {
    const { agents: most = 34, depth: deepest = 4 } = options.limits ?? {};
    const agents = graph.names.length;
    const place = model.pattern?.place ?? { file: model.file };
    const found = (message: string, fix: string): RuleFinding[] => [{ place, message, fix }];
    const size = [
      ...(agents > most
        ? found(`There are ${agents} agents, ${most} at most are allowed.`, 'Merge some.')
        : []),
      ...(graph.depth > deepest
        ? found(
            `The agents are ${graph.depth} levels deep, ${deepest} at most are allowed.`,
            'Flatten the graph.',
          )
        : []),
    ];
    const name = model.pattern?.name;
    if (name === undefined || graph.reached.size === 0) return size;
    const fix = 'Change the agents, or choose another pattern.';
    if (!(PATTERN_NAMES as readonly string[]).includes(name)) {
      return [...size, ...found(`"${name}" is no pattern.`, `Choose one of: ${PATTERN_NAMES.join(', ')}.`)];
    }
    if (name === 'single_agent') {
      return agents === 1
        ? size
        : [...size, ...found(`A single_agent has one agent, there are ${agents}.`, fix)];
    }
    if (agents < 3)
      return [...size, ...found(`The pattern ${name} has ${agents} agents, at least 3 are needed.`, fix)];
    if (name === 'hub_and_spoke' && graph.depth > 1) {
      return [...size, ...found('In a hub_and_spoke every agent is called by the entry.', fix)];
    }
    return size;
  },
};
