/**
 * What the text formats write beside what the models' own templates write for the same conversations. Differences are
 * those that are listed for the template, and each of them occurs.
 */
import { readFileSync } from 'node:fs';
import { type DialectName, isJsonObject, type JsonObject, type Message } from '@nex/core';
import { digestText } from '@nex/core/digest';
import { DIALECTS } from '@nex/dialects';
import { expect, test } from 'vitest';
import { renderRow } from '../rows/render-row.ts';
import { run, sample } from '../sample.fixture.ts';
import { CONVERSATIONS, TOOLS } from './conversations.fixture.ts';
import {
  GOLDEN_TEMPLATES,
  type GoldenDifference,
  type GoldenFile,
  type GoldenTemplate,
} from './golden.fixture.ts';

function goldenFor({ name }: GoldenTemplate): GoldenFile {
  const file = new URL(`__golden__/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as GoldenFile;
}

/** Texts of the row's messages of one source, without white space at the edges. */
function textsOf({ exporter }: GoldenTemplate, kind: string, source: string): string[] {
  const { messages, tools } = CONVERSATIONS[kind] ?? { messages: [], tools: [] };
  const of = sample(1, { root: messages, subAgents: [] });
  of.trajectory.runs = [run(messages, { tools: [...tools] })];
  const [each] = renderRow(of, { exporter, view: 'root', earlierLeaves: false });
  if (!each || !('row' in each)) throw new Error('refused');
  const list = (each.row['messages'] ?? []) as JsonObject[];
  return list
    .filter((one) => isJsonObject(one) && one['source'] === source)
    .map((one) => (one['content'] as string).trim());
}

const REASONING =
  /^(?:<think>[^]*?<\/think>|\[THINK\][^]*?\[\/THINK\]|<\|channel\|>analysis<\|message\|>[^]*?<\|end\|><\|start\|>assistant)\s*/;
/** Each makes of our text what a template with that difference writes; `isOld`: a question follows the turn. */
const APPLIED: Readonly<Record<GoldenDifference, (ours: string, isOld: boolean, golden: string) => string>> =
  {
    'no reasoning': (ours) => ours.replace(REASONING, '').trim(),
    'newest reasoning': (ours, isOld, golden) => {
      if (!isOld) return ours;
      const rest = ours.replace(REASONING, '');
      return golden.startsWith('<think></think>') ? `<think></think>\n${rest}` : rest;
    },
    'empty reasoning': (ours, isOld, golden) =>
      !isOld && golden.startsWith('<think>\n\n</think>') && !REASONING.test(ours)
        ? `<think>\n\n</think>\n\n${ours}`
        : ours,
    'opened reasoning': (ours) => ours.replace(/^<think>\n/, ''),
    'recipient first': (ours) =>
      ours.replace(
        /<\|channel\|>commentary (to=functions\.[^ ]*) <\|constrain\|>json/,
        '$1<|channel|>commentary json',
      ),
    results: (ours) => ours,
    definitions: (ours) => ours,
  };

function isOld(messages: readonly Message[], turn: number): boolean {
  const places = messages.flatMap(({ role }, at) => (role === 'assistant' ? [at] : []));
  return messages.slice((places[turn] ?? 0) + 1).some(({ role }) => role === 'user');
}

test.each(GOLDEN_TEMPLATES.map((template) => [template.name, template] as const))(
  'turns of %s',
  (_, template) => {
    const seen = new Set<GoldenDifference>();
    for (const [kind, golden] of Object.entries(goldenFor(template).conversations)) {
      if ('refused' in golden) continue;
      const ours = textsOf(template, kind, 'assistant');
      const { messages } = CONVERSATIONS[kind] ?? { messages: [] };
      const adapted = ours.map((text, turn) => {
        let now = text;
        for (const difference of template.differences) {
          const next = APPLIED[difference](now, isOld(messages, turn), golden.turns[turn] ?? '');
          if (next !== now) seen.add(difference);
          now = next.trim();
        }
        return now;
      });
      expect(adapted).toEqual(golden.turns);
    }
    const told = template.differences.filter((one) => one !== 'results' && one !== 'definitions');
    expect([...seen].toSorted()).toEqual(told.toSorted());
  },
);

test.each(GOLDEN_TEMPLATES.map((template) => [template.name, template] as const))(
  'results of %s',
  (_, template) => {
    let differing = 0;
    for (const [kind, golden] of Object.entries(goldenFor(template).conversations)) {
      if ('refused' in golden) continue;
      const ours = textsOf(template, kind, 'tool');
      expect(ours).toHaveLength(golden.results.length);
      for (const [at, text] of ours.entries()) {
        if (!golden.results[at]?.includes(text)) differing += 1;
      }
    }
    if (template.differences.includes('results')) expect(differing).toBeGreaterThan(0);
    else expect(differing).toBe(0);
  },
);

test.each(GOLDEN_TEMPLATES.map((template) => [template.name, template] as const))(
  'definitions of %s',
  (_, template) => {
    const { definitions } = goldenFor(template);
    const isOther = template.differences.includes('definitions');
    const described = DIALECTS[template.exporter as DialectName].describeTools(TOOLS);
    expect(definitions).toBe(isOther ? null : digestText(described));
  },
);
