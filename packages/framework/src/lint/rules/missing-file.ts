import type { ToolModel } from '../../model/model.ts';
import { type LintRule, type Subject, summed } from '../lint-rule.ts';

export const missingFile: LintRule = {
  code: 'missing-file',
  severity: 'error',
  says: 'Every path that a file names leads to a file.',
  check: (subject) => [
    ...subject.model.faults.filter((fault) => fault.rule === 'missing-file'),
    ...(subject.model.kind === 'reference' && subject.model.isWhole ? notShipped(subject) : []),
  ],
};

/** The reference keeps code and prompts elsewhere, so that they are not here is certain, that they lack is not. */
function notShipped({ model }: Subject) {
  const isThere = (tool: ToolModel): boolean => {
    const module = tool.binding?.split(':')[0]?.split('.') ?? [];
    const name = module.at(-1) ?? '';
    return [...model.files.keys()].some((path) => path.endsWith(`/${name}.py`) || path === `${name}.py`);
  };
  const code = model.tools.filter((tool) => !tool.builtin && tool.binding !== undefined && !isThere(tool));
  const prompts = model.agents.filter((agent) => agent.prompt === undefined);
  const schemas = model.tools.filter((tool) => !tool.builtin && tool.inputSchema === undefined);
  const rest = { severity: 'warning', fix: 'Put the files beside the configuration.' } as const;
  return [
    ...summed(
      code.map((tool) => tool.bindingPlace ?? tool.place),
      (count) => `${count} tools are bound to code that is not here.`,
      rest,
    ),
    ...summed(
      prompts.map((agent) => agent.place),
      (count) => `${count} agents have no prompt file here.`,
      rest,
    ),
    ...summed(
      schemas.map((tool) => tool.place),
      (count) => `${count} tools have no schema here.`,
      rest,
    ),
  ];
}
