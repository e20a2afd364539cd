import { type LintRule, type RuleFinding, summed } from '../lint-rule.ts';

const MIN_DEPTH = 3;

export const problemTree: LintRule = {
  code: 'problem-tree',
  severity: 'error',
  says: 'The problem-type tree is there, every path has at least three nodes, every node is labelled in both languages, and there are as many leaves as asked for.',
  check: ({ model, options }) => {
    const file = model.seedFiles.tree ?? 'problem_types.json';
    const fix = 'Correct the tree: nodes are {id, en, zh, children?}.';
    if (model.seedFiles.tree === undefined) {
      if (!model.isWhole) return [];
      return [
        {
          place: { file },
          message: 'There is no problem-type tree.',
          fix: `Add ${file}: {framework, tree}.`,
        },
      ];
    }
    if (model.treeNodes.length === 0) return [];
    const leaves = model.treeNodes.filter((node) => node.isLeaf);
    const short = leaves.filter((node) => node.depth < MIN_DEPTH);
    const bare = model.treeNodes.filter(({ node }) => node.zh.trim() === '' || node.en.trim() === '');
    const { minLeaves = 1 } = options;
    const few: RuleFinding[] =
      leaves.length < minLeaves
        ? [
            {
              place: { file, path: 'tree' },
              message: `The tree has ${leaves.length} leaves, ${minLeaves} are asked for.`,
              fix: 'Add problem types.',
            },
          ]
        : [];
    return [
      ...summed(
        short.map((node) => node.place),
        (count) =>
          `${count} paths have fewer than ${MIN_DEPTH} nodes: ${short
            .slice(0, 3)
            .map(({ node }) => node.id)
            .join(', ')}.`,
        { fix: 'Put areas between the root and the problem types.' },
      ),
      ...summed(
        bare.map((node) => node.place),
        (count) =>
          `${count} problem types lack a label: ${bare
            .slice(0, 3)
            .map(({ node }) => node.id)
            .join(', ')}.`,
        { fix },
      ),
      ...few,
    ];
  },
};
