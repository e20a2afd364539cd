import type { Assertion } from '@nex/core';
import type { AgentModel } from '../../model/model.ts';
import type { LintRule, RuleFinding, Subject } from '../lint-rule.ts';
import { AGENT_TOOL } from '../subject.ts';
import { keysOf } from './contract-source.ts';

export const assertions: LintRule = {
  code: 'assertions',
  severity: 'error',
  kinds: ['bundle'],
  says: 'Assertions name what their agent can call or answers, can be true together, and have unique ids.',
  check: (subject) =>
    subject.model.agents.flatMap((agent) => {
      const seen = new Set<string>();
      return agent.assertions.flatMap((assertion): RuleFinding[] => {
        const isDoubled = seen.has(assertion.id);
        seen.add(assertion.id);
        const faults = [
          ...(isDoubled ? [`has the id of another one`] : []),
          ...faultsOf(assertion, agent, subject),
          ...contradictions(assertion, agent),
        ];
        return faults.map((fault) => ({
          place: assertion.place,
          message: `The assertion "${assertion.id}" of ${agent.name} ${fault}.`,
          fix: 'Correct it: an assertion that cannot hold rejects every run.',
        }));
      });
    }),
};

function faultsOf(assertion: Assertion, agent: AgentModel, subject: Subject): string[] {
  switch (assertion.kind) {
    case 'calls':
    case 'order':
      return assertion.names
        .filter((name) => !subject.capabilities(agent).has(name))
        .map((name) => `names ${name}, which the agent cannot call`);
    case 'never_calls':
      return assertion.names
        .filter((name) => !exists(name, subject))
        .map((name) => `names ${name}, which nobody has`);
    case 'answer_matches':
      return isPattern(assertion.pattern) ? [] : ['is no regular expression'];
    case 'answer_fields': {
      const contracts = subject.model.contracts.filter((contract) => contract.to === agent.name);
      const fields = new Set(contracts.flatMap((contract) => keysOf(contract.output)));
      if (fields.size === 0) return [];
      return assertion.fields
        .filter((field) => !fields.has(field))
        .map((field) => `asks for "${field}", which is in no output of the agent`);
    }
    case 'grounded':
    case 'most_calls':
      return [];
  }
}

function exists(name: string, { model, graph, aliases, catalogue, capabilities }: Subject): boolean {
  return (
    name === AGENT_TOOL ||
    graph.names.includes(name) ||
    aliases.has(name) ||
    model.tools.some((tool) => tool.name === name) ||
    model.agents.some((agent) => capabilities(agent).has(name)) ||
    // Without a catalogue, or for a server of its own, nobody knows.
    (catalogue === undefined && name.includes('__'))
  );
}

function contradictions(assertion: Assertion, agent: AgentModel): string[] {
  if (assertion.kind !== 'calls') return [];
  const forbidden = new Set(
    agent.assertions.flatMap((other) => (other.kind === 'never_calls' ? other.names : [])),
  );
  const most = agent.assertions.flatMap((other) => (other.kind === 'most_calls' ? [other.count] : []));
  return [
    ...(assertion.names.every((name) => forbidden.has(name)) ? ['asks for what another one forbids'] : []),
    ...(Math.min(...most) === 0 ? ['asks for a call where none is allowed'] : []),
  ];
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u').source !== '';
  } catch {
    return false;
  }
}
