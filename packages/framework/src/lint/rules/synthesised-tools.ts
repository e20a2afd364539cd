import { didYouMean } from '@nex/agent-config';
import { isJsonObject } from '@nex/core';
import type { LintRule, RuleFinding } from '../lint-rule.ts';

export const synthesisedTools: LintRule = {
  code: 'synthesised-tools',
  severity: 'error',
  kinds: ['bundle'],
  says: 'A synthesised tool has its file, its code and cases that it was tested with, and its entries say that it is one.',
  check: ({ model }) => {
    const known = new Map(model.synthesised.map((tool) => [tool.name, tool]));
    const files = model.synthesised.flatMap((tool): RuleFinding[] => [
      ...[tool.tool, tool.code, tool.tests]
        .filter((path) => !model.files.has(path))
        .map((path) => ({
          place: tool.place,
          message: `The synthesised tool ${tool.name} names ${path}, which is not there.`,
          fix: 'Add the file, or remove the tool.',
        })),
      ...(model.files.has(tool.tests) && !hasCases(model.files.get(tool.tests) ?? '')
        ? [
            {
              place: { file: tool.tests },
              message: `The synthesised tool ${tool.name} has no cases.`,
              fix: 'Write an array of {name, input, expected}.',
            },
          ]
        : []),
    ]);
    const entries = model.agents.flatMap((agent) =>
      agent.tools.flatMap((use): RuleFinding[] => {
        const claimed = use.tool?.synthesised;
        const listed = [...known.values()].find((tool) => tool.tool === use.tool?.place.file);
        if (claimed !== undefined && !known.has(claimed)) {
          return [
            {
              place: use.place,
              message: `${use.name} is marked as the synthesised tool ${claimed}, which is not listed.`,
              fix: didYouMean(claimed, known.keys()),
            },
          ];
        }
        if (claimed !== undefined || listed === undefined) return [];
        return [
          {
            place: use.place,
            message: `${use.name} is synthesised, and the entry of ${agent.name} does not say so.`,
            fix: `Add source_id: synthesised:${listed.name}.`,
          },
        ];
      }),
    );
    return [...files, ...entries];
  },
};

function hasCases(text: string): boolean {
  try {
    const cases: unknown = JSON.parse(text);
    return (
      Array.isArray(cases) &&
      cases.length > 0 &&
      cases.every((item) => isJsonObject(item) && 'name' in item && 'input' in item && 'expected' in item)
    );
  } catch {
    return false;
  }
}
