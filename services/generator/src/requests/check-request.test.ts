import { fileURLToPath } from 'node:url';
import { createToolIndex, loadCatalogue, type ToolIndex } from '@nex/mcp';
import { beforeAll, expect, test } from 'vitest';
import { checkRequest } from './check-request.ts';
import { languageOf } from './language-of.ts';

let toolIndex: ToolIndex;

beforeAll(async () => {
  toolIndex = createToolIndex(
    await loadCatalogue(fileURLToPath(new URL('../../../../catalogue', import.meta.url))),
  );
});

const surroundings = () => ({
  toolIndex,
  model: { name: 'm' },
  hasPrice: (name: string) => name === 'priced',
});
const sentence = 'A team for a bakery.';

const REFUSED: [name: string, body: object, where: string, message: RegExp][] = [
  ['agents the wrong way round', { minAgents: 9, maxAgents: 3 }, 'minAgents', /above maxAgents/],
  ['depths the wrong way round', { minDepth: 3, maxDepth: 1 }, 'minDepth', /above maxDepth/],
  ['one agent in a hierarchy', { pattern: 'hierarchical_orchestrator', maxAgents: 1 }, 'pattern', /no shape/],
  ['many agents alone', { pattern: 'single_agent', minAgents: 2 }, 'pattern', /no shape/],
  ['a deep hub', { pattern: 'hub_and_spoke', minDepth: 2 }, 'pattern', /no shape/],
  ['a flat aggregation', { pattern: 'bottom_up_aggregation', maxDepth: 1 }, 'pattern', /no shape/],
  ['many agents on one level', { minAgents: 5, maxDepth: 0 }, 'minAgents', /No pattern/],
  ['more levels than agents', { maxAgents: 3, minDepth: 4 }, 'minAgents', /No pattern/],
  ['35 agents', { maxAgents: 35 }, 'maxAgents', /./],
  ['5 levels', { maxDepth: 5 }, 'maxDepth', /./],
  ['an unknown pattern', { pattern: 'swarm' }, 'pattern', /./],
  ['an unknown server', { tools: { denyServers: ['calk'] } }, 'tools.denyServers', /no server calk/],
  ['an unknown tool', { tools: { allowTools: ['calc/maths'] } }, 'tools.allowTools', /no tool calc\/maths/],
  [
    'a server allowed and denied',
    { tools: { allowServers: ['calc'], denyServers: ['calc'] } },
    'tools',
    /both/,
  ],
  [
    'a policy that leaves nothing',
    { tools: { allowTools: ['calc/math'], denyServers: ['calc'] } },
    'tools',
    /leaves no tool/,
  ],
  ['money for a model without a price', { budget: { costUsd: 1 } }, 'budget.costUsd', /no price/],
  ['no tokens', { budget: { tokens: 0 } }, 'budget.tokens', /./],
  ['no personas', { personas: 0 }, 'personas', /./],
];

test.each(REFUSED)('%s: one error that says where and what', (_name, body, where, message) => {
  expect(() => checkRequest({ sentence, ...body } as never, surroundings())).toThrowError(
    expect.objectContaining({
      code: 'invalid_request',
      where,
      message: expect.stringMatching(message) as string,
    }),
  );
});

test('an empty catalogue is refused with what to do', () => {
  const empty = createToolIndex({ entries: [], digest: 'none' } as never);
  expect(() => checkRequest({ sentence }, { ...surroundings(), toolIndex: empty })).toThrowError(
    expect.objectContaining({
      code: 'invalid_request',
      hint: expect.stringContaining('catalogue') as string,
    }),
  );
});

test.each<[string, object]>([
  ['nothing pinned', {}],
  ['one agent', { minAgents: 1, maxAgents: 1 }],
  ['34 agents on five levels', { minAgents: 34, maxAgents: 34, minDepth: 4, maxDepth: 4 }],
  ['a pinned pattern alone', { pattern: 'single_agent' }],
  ['a policy', { tools: { allowServers: ['calc', 'time'], denyTools: ['calc__jwt_decode'] } }],
  ['money for a priced model', { model: 'priced', budget: { costUsd: 0.5 } }],
])('%s is taken', (_name, body) => {
  const request = checkRequest({ sentence, ...body } as never, surroundings());
  expect(request).toMatchObject({ personas: 500, minLeaves: 60, language: 'auto', ...body });
});

test.each([
  ['A team.', 'auto', 'en'],
  ['一个帮助面包店的团队', 'auto', 'zh'],
  ['帮助团队使用 GraphQL 接口 API', 'auto', 'zh'],
  ['パン屋のチーム', 'auto', 'en'],
  ['Ein Team für eine Bäckerei', 'auto', 'en'],
  ['A team.', 'zh', 'zh'],
] as const)('%s (%s) has prompts in %s', (text, language, expected) => {
  expect(languageOf({ sentence: text, language })).toBe(expected);
});
