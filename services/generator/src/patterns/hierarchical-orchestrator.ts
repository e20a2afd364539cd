import { childrenOf, firstLevel, growingLevels, type Pattern } from './pattern.ts';

export const hierarchicalOrchestrator: Pattern = {
  name: 'hierarchical_orchestrator',
  summary:
    'One coordinator, which has no tools and delegates, over specialists, which have tools; with many agents, leads ' +
    'of a few specialists each stand between them.',
  suits: 'several kinds of work that one request mixes freely',
  agents: { least: 3, most: 34 },
  depth: { least: 1, most: 4 },
  callersHaveTools: false,
  phases: 'none',
  levels: growingLevels,
  faults: (plan) =>
    plan.agents
      .filter((agent) => agent.parent === null && childrenOf(agent.name, plan).length < 2)
      .map((agent) => `${agent.name} delegates to fewer than 2 agents`),
  conduct(plan, language) {
    const names = firstLevel(plan).map((name) => `\`${name}\``);
    return language === 'zh'
      ? `## 如何协调\n\n把请求拆成若干部分，各交给最合适的一个：${names.join('、')}。互不依赖的部分同时交出；需要前面结果的部分等结果出来再交。你自己不做具体工作，只汇总它们的答复。`
      : `## How you coordinate\n\nSplit the request and give each part to the one that fits it best: ${names.join(', ')}. Hand out independent parts together; a part that needs a result waits for it. You do none of the work yourself and only put their answers together.`;
  },
};
