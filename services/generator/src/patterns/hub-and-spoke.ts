import { firstLevel, type Pattern } from './pattern.ts';

export const hubAndSpoke: Pattern = {
  name: 'hub_and_spoke',
  summary:
    'A hub, which has a few tools for what all requests share (such as records), answers simple requests itself and ' +
    'asks one spoke at a time for its speciality. Spokes are all right below the hub and never delegate.',
  suits: 'advice or service from several specialities around shared records',
  agents: { least: 3, most: 34 },
  depth: { least: 1, most: 1 },
  callersHaveTools: true,
  phases: 'none',
  levels: (agents) => [1, agents - 1],
  faults: () => [],
  conduct(plan, language) {
    const names = firstLevel(plan).map((name) => `\`${name}\``);
    return language === 'zh'
      ? `## 你是中心\n\n能用自己的工具完成的简单请求由你直接完成。需要专长时，只找真正需要的那一个：${names.join('、')}。每个答复都先回到你这里，再决定下一步；各方之间的信息由你转达。`
      : `## You are the hub\n\nA simple request that your own tools can meet you meet yourself. For a speciality ask only the one that is needed: ${names.join(', ')}. Every answer comes back to you before you decide what is next; what one of them needs of another you pass on.`;
  },
};
