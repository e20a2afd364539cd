/**
 * Phases over the agents right below the entry: finding out first, then planning and working out, records last.
 */
import type { Json, JsonObject } from '../../schema/json-schema.ts';
import { textAt } from '../input.ts';

const FIRST = /(?:memory-keeper|schema-guide|archivist|timekeeper)(?:-\d+)?$/;
const LAST = /(?:record-keeper)(?:-\d+)?$/;
const NAMES: [en: string, zh: string][] = [
  ['Find out', '查明情况'],
  ['Work out', '计算与规划'],
  ['Record', '整理记录'],
];

/** The phases; none for a pattern without. Gives the first agents the field that conditions look at. */
export function phasesFor(nodes: readonly JsonObject[], kind: string, zh: boolean): Json[] {
  const entry = nodes.find((node) => node.parent === null);
  const members = nodes.filter((node) => node.parent === textAt(entry ?? {}, 'name'));
  if (kind === 'none' || members.length < 2) return [];
  const nameOf = (node: JsonObject) => textAt(node, 'name');
  const ordered = [
    ...members.filter((node) => FIRST.test(nameOf(node))),
    ...members.filter((node) => !FIRST.test(nameOf(node)) && !LAST.test(nameOf(node))),
    ...members.filter((node) => LAST.test(nameOf(node))),
  ];
  if (kind === 'fixed') {
    mark(ordered[0], 'case_data', 'list', zh ? '后续步骤需要的数据' : 'What the later steps need');
    return ordered.map((node, at) => ({
      name: zh ? `第${at + 1}步` : `Step ${at + 1}`,
      agents: [nameOf(node)],
    }));
  }
  const groups = inGroups(ordered);
  for (const node of groups[0] ?? []) {
    mark(node, 'follow_up_needed', 'boolean', zh ? '是否需要后续处理' : 'Whether more has to be done');
  }
  const watched = nameOf(groups[0]?.[0] ?? {});
  return groups.map((group, at) => ({
    name: (NAMES[groups.length === 2 && at === 1 ? 1 : at] ?? NAMES[2] ?? ['', ''])[zh ? 1 : 0],
    agents: group.map(nameOf),
    ...(at > 0 && at === groups.length - 1
      ? { when: { agent: watched, field: 'follow_up_needed', is: 'equal', value: true } }
      : {}),
  }));
}

function inGroups(ordered: readonly JsonObject[]): JsonObject[][] {
  if (ordered.length === 2) return ordered.map((node) => [node]);
  const first = Math.max(1, Math.floor(ordered.length / 3));
  return [ordered.slice(0, first), ordered.slice(first, -1), ordered.slice(-1)].filter(
    (group) => group.length > 0,
  );
}

function mark(node: JsonObject | undefined, name: string, type: string, description: string): void {
  if (node) node.gives = [...(node.gives as Json[]), { name, type, description }];
}
