/** A difference as lines for people. */
import type { FieldChange, FrameworkDiff, ListDiff } from './diff-frameworks.ts';

export function diffText(diff: FrameworkDiff): string[] {
  if (diff.same) return ['The frameworks are the same.'];
  const { personas, problemTypes } = diff.seeds;
  return [
    ...section('framework', fieldLines([...diff.fields, ...diff.phases])),
    ...section('agents', listLines(diff.agents)),
    ...diff.agents.changed.flatMap((agent) =>
      section(`agent ${agent.name}`, [
        ...fieldLines(agent.fields),
        ...listLines(agent.tools, 'tool '),
        ...agent.prompt.map(({ sign, text }) => `${sign} ${text}`),
      ]),
    ),
    ...section('tools', [...listLines(diff.tools), ...diff.tools.changed.map((name) => `~ ${name}`)]),
    ...section('edges', listLines(diff.edges)),
    ...section('contracts', [
      ...listLines(diff.contracts),
      ...diff.contracts.changed.map((name) => `~ ${name}`),
    ]),
    ...section('personas', count(personas.before, personas.after, personas.added, personas.removed)),
    ...section(
      'problem types',
      count(problemTypes.before, problemTypes.after, problemTypes.added.length, problemTypes.removed.length),
    ),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`)];
}

function listLines({ added, removed }: ListDiff, what = ''): string[] {
  return [...removed.map((name) => `- ${what}${name}`), ...added.map((name) => `+ ${what}${name}`)];
}

function fieldLines(changes: readonly FieldChange[]): string[] {
  return changes.flatMap(({ field, before, after }) => [
    ...(before === '' ? [] : [`- ${field}: ${before}`]),
    ...(after === '' ? [] : [`+ ${field}: ${after}`]),
  ]);
}

function count(before: number, after: number, added: number, removed: number): string[] {
  return before === after && added + removed === 0
    ? []
    : [`${before} before, ${after} after: ${added} added, ${removed} removed`];
}
