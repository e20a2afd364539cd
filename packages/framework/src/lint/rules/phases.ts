import { didYouMean } from '@nex/agent-config';
import type { LintRule, RuleFinding } from '../lint-rule.ts';
import { keysOf } from './contract-source.ts';

const PHASED = new Set(['phased_pipeline', 'fixed_workflow']);

export const phases: LintRule = {
  code: 'phases',
  severity: 'error',
  says: 'Phases name agents; a condition looks at a field that an agent of an earlier phase answers with.',
  check: ({ model, graph }) => {
    const earlier = new Set<string>();
    const found = model.phases.flatMap((phase): RuleFinding[] => {
      const fault = (message: string, fix: string, severity?: 'warning'): RuleFinding => ({
        place: phase.place,
        message: `The phase "${phase.name}" ${message}.`,
        fix,
        ...(severity ? { severity } : {}),
      });
      const unknown = phase.agents
        .filter((name) => !graph.names.includes(name))
        .map((name) => fault(`names ${name}, which is no agent`, didYouMean(name, graph.names)));
      const twice =
        new Set(phase.agents).size < phase.agents.length
          ? [fault('names an agent twice', 'Name each once.')]
          : [];
      const { when } = phase;
      const conditions: RuleFinding[] = [];
      if (when !== undefined) {
        const answers = model.contracts.filter((contract) => contract.to === when.agent);
        const fields = answers.flatMap((contract) => keysOf(contract.output));
        if (!graph.names.includes(when.agent)) {
          conditions.push(
            fault(`depends on ${when.agent}, which is no agent`, didYouMean(when.agent, graph.names)),
          );
        } else if (!earlier.has(when.agent)) {
          conditions.push(
            fault(
              `depends on ${when.agent}, which works in no earlier phase`,
              `Earlier are: ${[...earlier].join(', ') || 'none'}.`,
            ),
          );
        } else if (fields.length > 0 && !fields.includes(when.field)) {
          conditions.push(
            fault(
              `depends on "${when.field}", which ${when.agent} does not answer with`,
              didYouMean(when.field, fields),
            ),
          );
        }
        const needsValue = when.is === 'equal' || when.is === 'above' || when.is === 'below';
        if (needsValue && when.value === undefined) {
          conditions.push(fault(`compares with nothing`, 'Give the condition a value.'));
        }
      }
      for (const name of phase.agents) earlier.add(name);
      return [...unknown, ...twice, ...conditions];
    });
    const pattern = model.pattern;
    if (pattern === undefined || !PHASED.has(pattern.name)) return found;
    if (model.phases.length === 0) {
      const message = `A ${pattern.name} has phases, and there are none.`;
      return [{ place: pattern.place, message, fix: 'List the phases, or choose another pattern.' }];
    }
    const entry = model.entry?.name ?? '';
    return [
      ...found,
      ...graph
        .children(entry)
        .filter((name) => !earlier.has(name))
        .map(
          (name): RuleFinding => ({
            place: pattern.place,
            severity: 'warning',
            message: `${name} is called by the entry agent and works in no phase.`,
            fix: 'Put it into a phase.',
          }),
        ),
    ];
  },
};
