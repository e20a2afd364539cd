import { growingLevels, type Pattern } from './pattern.ts';
import { phaseFaults } from './phase-faults.ts';
import { phaseLines } from './phase-text.ts';

export const phasedPipeline: Pattern = {
  name: 'phased_pipeline',
  summary:
    'A scheduler takes a request through phases. The agents of a phase work side by side on what earlier phases ' +
    'answered; a phase may depend on a field of an earlier answer.',
  suits: 'work in stages where what a stage finds decides what comes next',
  agents: { least: 3, most: 34 },
  depth: { least: 1, most: 3 },
  callersHaveTools: false,
  phases: 'conditional',
  levels: growingLevels,
  faults: (plan) => phaseFaults(plan, 'conditional'),
  conduct: ({ phases }, language) =>
    language === 'zh'
      ? `## 各阶段的顺序\n\n${phaseLines(phases, language)}\n\n严格按此顺序进行：前一阶段全部答复之后才开始下一阶段，并把前面的结果写进给下一阶段的请求里。请求用不到的阶段可以略过，但顺序不变。`
      : `## The phases and their order\n\n${phaseLines(phases, language)}\n\nKeep this order: a phase begins when all answers of the one before it are there, and its requests hold what it needs of them. A phase that the request has no use for is left out; the order stays.`,
};
