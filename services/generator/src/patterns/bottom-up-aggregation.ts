import { childrenOf, firstLevel, growingLevels, type Pattern } from './pattern.ts';

export const bottomUpAggregation: Pattern = {
  name: 'bottom_up_aggregation',
  summary:
    'Leaves find single facts with tools; aggregators above them compare and condense what their leaves answered; the ' +
    'entry draws the conclusion from the condensed answers. Only leaves have tools.',
  suits: 'a judgement, comparison or report that rests on many single findings',
  agents: { least: 4, most: 34 },
  depth: { least: 2, most: 4 },
  callersHaveTools: false,
  phases: 'none',
  levels: growingLevels,
  faults: (plan) =>
    plan.agents
      .filter((agent) => agent.parent === null)
      .filter(
        (entry) => !childrenOf(entry.name, plan).some((child) => childrenOf(child.name, plan).length > 0),
      )
      .map((entry) => `${entry.name} needs at least one aggregator with agents below it`),
  conduct(plan, language) {
    const names = firstLevel(plan).map((name) => `\`${name}\``);
    return language === 'zh'
      ? `## 自下而上地得出结论\n\n先向下收集：${names.join('、')}各自汇总下层的发现。只根据汇总后的答复下结论；答复互相矛盾时指出矛盾，并再问一次相关的一方。`
      : `## From the findings up\n\nGather first: ${names.join(', ')} each condense what is found below them. Conclude from the condensed answers alone; where two of them disagree, say so and ask the one concerned once more.`;
  },
};
