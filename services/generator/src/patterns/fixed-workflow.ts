import { growingLevels, type Pattern } from './pattern.ts';
import { phaseFaults } from './phase-faults.ts';
import { phaseLines } from './phase-text.ts';

export const fixedWorkflow: Pattern = {
  name: 'fixed_workflow',
  summary:
    'A conductor runs the same steps in the same order for every request, as in a procedure. No step has a condition.',
  suits: 'a procedure, protocol or checklist that is always run in the same way',
  agents: { least: 3, most: 34 },
  depth: { least: 1, most: 2 },
  callersHaveTools: false,
  phases: 'fixed',
  levels: growingLevels,
  faults: (plan) => phaseFaults(plan, 'fixed'),
  conduct: ({ phases }, language) =>
    language === 'zh'
      ? `## 固定流程\n\n${phaseLines(phases, language)}\n\n每个请求都按此顺序走完，不增、不减、不换序；每一步的请求里写明前一步的结果。某一步失败时停下来，说明停在哪一步以及原因。`
      : `## The fixed procedure\n\n${phaseLines(phases, language)}\n\nEvery request goes through it in this order: nothing is added, left out or moved, and each request holds the results of the step before. When a step fails, stop and say at which step and why.`,
};
