import { treeFaults } from '../../steps/write-seeds.ts';
import type { LintRule } from '../rule.ts';

export const problemTree: LintRule = {
  code: 'problem-tree',
  severity: 'error',
  says: 'The problem-type tree is there, every path has at least three nodes, ids are unique.',
  check: ({ tree }) =>
    (tree ? treeFaults(tree, 1) : ['the file is missing or malformed']).map((fault) => ({
      where: 'problem_types.json',
      message: `Problem types: ${fault}.`,
      fix: 'Correct the tree: nodes are {id, en, zh, children?}.',
    })),
};
