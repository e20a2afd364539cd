/** The stages over the offline model: what goes back, what is left out, and what is kept of written code. */
import type { Model } from '@nex/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { offlineModel, openGenerator, ownRoom } from '../../test/in-process.ts';
import { depthOf } from '../design/tree-faults.ts';

const sentence = 'A delivery office that works out distances and prices, plans tasks and keeps notes.';
const small = { sentence, personas: 5, minLeaves: 5 };

/** The offline model with some answers changed. */
function changed(change: (question: string, answer: Record<string, unknown>, nth: number) => unknown): Model {
  const asked = new Map<string, number>();
  return {
    ...offlineModel,
    async call(request, options) {
      const reply = await offlineModel.call(request, options);
      const name = request.responseSchema?.name ?? '';
      const nth = (asked.get(name) ?? 0) + 1;
      asked.set(name, nth);
      const text = reply.message.content[0]?.type === 'text' ? reply.message.content[0].text : '{}';
      const answer = change(name, JSON.parse(text) as Record<string, unknown>, nth);
      return {
        ...reply,
        message: { role: 'assistant', content: [{ type: 'text', text: JSON.stringify(answer) }] },
      };
    },
  };
}

let generate: Awaited<ReturnType<typeof openGenerator>>;

beforeAll(async () => {
  generate = await openGenerator();
});

describe('the size of a design', () => {
  test.each([
    ['single_agent', 1, 0],
    ['hub_and_spoke', 12, 1],
    ['fixed_workflow', 9, 2],
    ['phased_pipeline', 20, 3],
    ['bottom_up_aggregation', 34, 4],
    ['hierarchical_orchestrator', 34, 4],
  ] as const)('%s with %i agents and depth %i', async (pattern, count, depth) => {
    const { draft } = await generate({
      ...small,
      pattern,
      minAgents: count,
      maxAgents: count,
      minDepth: depth,
    });
    const { agents } = draft.design;
    expect(agents).toHaveLength(count);
    expect(Math.max(...agents.map((agent) => depthOf(agent, agents) ?? 0))).toBe(depth);
    expect(draft.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(draft.design.contracts).toHaveLength(count - 1);
  });
});

describe('actions without a tool', () => {
  const lost = 'Predict the weather of next week';
  const unfinished = (always: boolean) =>
    changed((question, answer, nth) => {
      if (question !== 'agent_details' || (!always && nth > 12)) return answer;
      const skills = answer['meta_skills'] as { actions: object[] }[];
      const own = skills.filter(({ actions }) => !('agent' in (actions[0] ?? {})));
      for (const { actions } of own.slice(0, 1)) actions.push({ does: lost, needs: 'oracle' });
      return answer;
    });

  test('they go back to their agent once and are then left out, with a note', async () => {
    const { draft, notes } = await (await openGenerator({ model: unfinished(true) }))(small);
    expect(notes.filter((note) => note.startsWith('decompose'))).toHaveLength(2);
    expect(draft.design.assumptions.join()).toContain(lost);
    expect(JSON.stringify(draft.design.agents)).not.toContain(lost);
    expect(draft.files.find(({ path }) => path === 'README.md')?.content).toContain(
      `Left out, for no tool does it: ${lost}`,
    );
  });

  test('nothing left to do is a shortfall with the evidence', async () => {
    const model = changed((question, answer) =>
      question === 'tool_choice'
        ? {
            choices: (answer['choices'] as object[]).map((one) => ({
              ...one,
              tool: null,
              computable: false,
            })),
          }
        : answer,
    );
    await expect((await openGenerator({ model }))(small)).rejects.toMatchObject({
      code: 'shortfall',
      message: expect.stringContaining('no agent is left') as string,
    });
  });
});

describe('written tools', () => {
  test('code that fails a case is written again, three times at most, and then left out', async () => {
    const wrong = (until: number) =>
      changed((question, answer, nth) =>
        question === 'tool_code' && nth <= until
          ? { code: 'export function run(args) { return { km: 1 + args.from_latitude * 0 }; }' }
          : answer,
      );
    const mended = await (await openGenerator({ model: wrong(2) }))(small);
    expect(mended.draft.design.synthesised.map(({ name }) => name)).toEqual(['great_circle_distance']);
    const rejected = await (await openGenerator({ model: wrong(3) }))(small);
    expect(rejected.draft.design.synthesised).toEqual([]);
    expect(rejected.draft.design.assumptions.join()).toContain('distance between two coordinates');
  });

  test('without a permission or a sandbox none is asked for', async () => {
    const { draft, notes } = await generate({ ...small, tools: { allowSynthesised: false } });
    expect(draft.design.synthesised).toEqual([]);
    expect(notes.join()).toContain('0 of 0 tools');
    expect(ownRoom.type).toBe('local');
  });
});

test('phases, order and conduct of a fixed workflow are in the files', async () => {
  const { draft } = await generate({ ...small, pattern: 'fixed_workflow' });
  const entry = draft.design.agents.find(({ parent }) => parent === null);
  const order = draft.design.phases.flatMap(({ agents }) => agents);
  expect(entry?.assertions).toContainEqual(expect.objectContaining({ kind: 'order', names: order }));
  const prompt = draft.files.find(({ path }) => path === `prompts/${entry?.name}.md`)?.content ?? '';
  const places = order.map((name) => prompt.lastIndexOf(`call \`${name}\``));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places[0]).toBeGreaterThan(0);
  const later = draft.design.contracts.filter(({ sources }) => sources['case_data'] !== undefined);
  expect(later.map(({ sources }) => sources['case_data'])).toEqual(later.map(() => order[0]));
  expect(later.length).toBe(order.length - 1);
});
