/** Whether a proposed node may join the tree: labels in their own language, no name of the solution, nothing like it there. */
import { normalizeText } from '@nex/quality';
import type { ProposedLabels } from './expand-problem-type.ts';
import type { ProblemTree, TreeNode } from './problem-tree.ts';

const MAX_LABEL = 80;
const NEAR = 0.75;
const HAN = /\p{Script=Han}/u;

export type NodeVerdict = { node: TreeNode } | { reason: string; rival?: string };

export function judgeNode(
  tree: ProblemTree,
  parentId: string,
  proposed: ProposedLabels,
  identifiers: readonly string[],
): NodeVerdict {
  const en = onOneLine(proposed.en);
  const zh = onOneLine(proposed.zh);
  if (en === '' || zh === '') return { reason: 'empty' };
  if (en.length > MAX_LABEL || zh.length > MAX_LABEL) return { reason: 'too_long' };
  if (HAN.test(en) || !HAN.test(zh)) return { reason: 'wrong_language' };
  if (identifiers.some((name) => /[_-]/.test(name) && (en.includes(name) || zh.includes(name)))) {
    return { reason: 'names_solution' };
  }
  const same = tree
    .nodes()
    .find(
      (node) => normalizeText(node.en) === normalizeText(en) || normalizeText(node.zh) === normalizeText(zh),
    );
  if (same) return { reason: 'duplicate', rival: same.en };
  const near = tree
    .childrenOf(parentId)
    .find((node) => jaccard(words(node.en), words(en)) >= NEAR || jaccard(pairs(node.zh), pairs(zh)) >= NEAR);
  if (near) return { reason: 'near_duplicate', rival: near.en };
  const id = `${parentId}_${slug(en)}`;
  return tree.has(id) ? { reason: 'duplicate', rival: id } : { node: { id, en, zh, parentId } };
}

/** Without control characters, which no store takes as text. */
function onOneLine(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

function slug(text: string): string {
  return normalizeText(text)
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '');
}

function words(text: string): Set<string> {
  return new Set(normalizeText(text).match(/[\p{L}\p{N}]+/gu) ?? []);
}

function pairs(text: string): Set<string> {
  const characters = [...normalizeText(text)].filter((one) => /[\p{L}\p{N}]/u.test(one));
  return new Set(characters.slice(1).map((one, at) => `${characters[at] ?? ''}${one}`));
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const both = [...a].filter((one) => b.has(one)).length;
  return both === 0 ? 0 : both / (a.size + b.size - both);
}
