import { describe, expect, it } from 'vitest';
import { catalogue } from '../__fixtures__/chat.ts';
import { isObject, type Json, type JsonObject, type JsonSchema } from '../schema/json-schema.ts';
import { problems } from '../schema/validate.ts';
import { isChinese as isMostlyChinese } from '../text/is-chinese.ts';
import { plain } from '../text/plain.ts';
import { answerStructured } from './index.ts';

const text: JsonSchema = { type: 'string', minLength: 1 };
const texts: JsonSchema = { type: 'array', items: text };
const object = (properties: Record<string, JsonSchema>): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const slugText: JsonSchema = { type: 'string', pattern: '^[a-z][a-z0-9_-]{1,39}$' };

const SCHEMAS: Record<string, JsonSchema> = {
  interpretation: object({
    name: slugText,
    title: text,
    domain: text,
    description: text,
    goals: { ...texts, minItems: 1 },
    users: texts,
    constraints: texts,
    out_of_scope: texts,
    assumptions: texts,
    language: text,
  }),
  agent_tree: object({
    agents: {
      type: 'array',
      minItems: 1,
      maxItems: 34,
      items: object({
        name: slugText,
        role: text,
        description: { type: 'string', minLength: 6, maxLength: 800 },
        parent: { type: ['string', 'null'] },
        duties: { ...texts, minItems: 1, maxItems: 10 },
        servers: texts,
        gives: {
          type: 'array',
          minItems: 1,
          items: object({ name: slugText, type: text, description: text }),
        },
      }),
    },
    phases: { type: 'array' },
  }),
  agent_details: object({
    takes: { type: 'array' },
    meta_skills: {
      type: 'array',
      minItems: 1,
      items: object({ name: text, description: text, actions: { type: 'array', minItems: 1 } }),
    },
    grounded: { type: 'boolean' },
    forbidden: texts,
  }),
  agent_prompt: object({ system_prompt: { type: 'string', minLength: 200 } }),
  problem_areas: object({
    root: object({ id: text, en: text, zh: text }),
    areas: { type: 'array', minItems: 1, items: object({ id: text, en: text, zh: text }) },
  }),
  problem_area: {
    ...object({ children: { type: 'array', minItems: 1, items: { $ref: '#/$defs/node' } } }),
    $defs: {
      node: {
        type: 'object',
        properties: {
          id: text,
          en: text,
          zh: text,
          children: { type: 'array', items: { $ref: '#/$defs/node' } },
        },
        required: ['id', 'en', 'zh'],
      },
    },
  },
  personas: object({ personas: { type: 'array', items: object({ persona: text, persona_chinese: text }) } }),
  query: object({ query: { type: 'string', minLength: 15 } }),
};

const SENTENCES = [
  'I want an assistant that helps a small bakery plan orders, costs and deliveries.',
  'Help software developers explore our GraphQL API and keep release notes.',
  'A team of agents for teachers who prepare lessons and field trips',
  '我想要一个帮助小商店管理库存和订单的助手',
  'Something for spies.',
];

function ask(name: string, input: object, seed = 7): JsonObject {
  const prompt = `Do it.\n\nInput:\n\`\`\`json\n${JSON.stringify(input, null, 2)}\n\`\`\``;
  const schema = SCHEMAS[name] ?? {};
  const answer = answerStructured(name, schema, prompt, seed);
  expect(problems(answer, schema)).toEqual([]);
  if (!isObject(answer)) throw new Error('not an object');
  return answer;
}

const list = (value: Json | undefined) => (Array.isArray(value) ? value.filter(isObject) : []);
const CAPABILITIES = catalogue().flatMap(({ tools }) => tools.map(({ description }) => description));

const isChinese = (sentence: string) => /\p{Script=Han}/u.test(sentence);

function design(
  sentence: string,
  { pattern = 'hierarchical_orchestrator', phases = 'none', agents = [3, 8], depth = [1, 4] } = {},
) {
  const language = isChinese(sentence) ? 'zh' : 'en';
  const interpretation = ask('interpretation', { sentence, language });
  const answer = ask('agent_tree', {
    sentence,
    interpretation,
    language,
    pattern: { name: pattern, phases, callers_have_tools: false },
    limits: { min_agents: agents[0], max_agents: agents[1], min_depth: depth[0], max_depth: depth[1] },
    catalogue: catalogue(),
    synthesis: false,
  });
  return { interpretation, language, agents: list(answer.agents), phases: list(answer.phases) };
}

function detail(agent: JsonObject, agents: JsonObject[], language: string) {
  return ask('agent_details', {
    language,
    agent,
    sub_agents: agents.filter(({ parent }) => parent === agent.name),
    beside: agents.filter(({ parent, name }) => parent === agent.parent && name !== agent.name),
    catalogue: catalogue().filter(({ server }) => (agent.servers as string[]).includes(server)),
  });
}

describe.each(SENTENCES)('%s', (sentence) => {
  it('is designed as one coordinator and specialists whose actions are tools’ work', () => {
    const { interpretation, agents, language } = design(sentence);
    const roots = agents.filter(({ parent }) => parent === null);
    expect(roots).toHaveLength(1);
    expect(agents.length - 1).toBeGreaterThanOrEqual(2);
    expect(new Set(agents.map(({ name }) => name)).size).toBe(agents.length);
    for (const agent of agents) {
      const actions = list(detail(agent, agents, language).meta_skills).flatMap((skill) =>
        list(skill.actions),
      );
      for (const action of actions) {
        if (agent.parent === null) expect(agents.map(({ name }) => name)).toContain(action.agent);
        else expect(CAPABILITIES.some((one) => one.includes(plain(action.needs)))).toBe(true);
      }
      expect(/\p{Script=Han}/u.test(`${plain(agent.role)}${plain(agent.duties)}`)).toBe(language === 'zh');
    }
    expect(plain(interpretation.description)).not.toMatch(/\bagents?\b|\btools?\b/i);
  });

  it.each([
    [1, 0],
    [4, 1],
    [9, 2],
    [20, 3],
    [34, 4],
  ])('is designed with %i agents on %i levels below the entry when these are pinned', (count, depth) => {
    const { agents } = design(sentence, { agents: [count, count], depth: [depth, depth] });
    expect(agents).toHaveLength(count);
    const above = new Map(agents.map((agent) => [agent.name, agent.parent]));
    const depthOf = (name: Json | undefined): number => {
      const parent = above.get(name ?? null);
      return parent === null || parent === undefined ? 0 : 1 + depthOf(parent);
    };
    expect(Math.max(...agents.map(({ name }) => depthOf(name)))).toBe(depth);
  });

  it('gets phases that hold every agent below the entry once', () => {
    for (const phases of ['conditional', 'fixed']) {
      const made = design(sentence, { pattern: 'phased_pipeline', phases, agents: [5, 5] });
      const members = made.phases.flatMap((phase) => phase.agents as string[]);
      expect(members).toHaveLength(made.agents.length - 1);
      expect(new Set<Json>(members)).toEqual(new Set(made.agents.slice(1).map(({ name }) => name)));
      expect(made.phases.some((phase) => phase.when)).toBe(phases === 'conditional');
    }
  });

  it('gets prompts that name only the given tools and agents', () => {
    const { agents } = design(sentence);
    const tools = [{ name: 'calc__math', description: 'Evaluate math expressions.' }];
    const { system_prompt } = ask('agent_prompt', {
      framework: 'F',
      agent: {
        ...agents[1],
        meta_skills: [
          { name: 'Sums', description: 'x', actions: [{ does: 'Sums', by: { tool: 'calc__math' } }] },
        ],
      },
      tools,
      sub_agents: [],
      language: 'en',
    });
    expect(new Set(plain(system_prompt).match(/`\w+__\w+`/g))).toEqual(new Set(['`calc__math`']));
  });

  it('gets a tree of problems of three levels and enough leaves', () => {
    const { interpretation } = design(sentence);
    for (const [capabilities, min_leaves] of [
      [CAPABILITIES, 12],
      [CAPABILITIES.slice(0, 2), 10],
      [['Bakes cakes.'], 4],
    ] as const) {
      const input = { ...interpretation, capabilities };
      const { root, areas } = ask('problem_areas', { ...input, min_leaves });
      const each = Math.ceil(min_leaves / list(areas).length);
      const children = list(areas).map((area) => ({
        ...area,
        ...ask('problem_area', { ...input, area, min_leaves: each }),
      }));
      const tree: Json = { ...(root as JsonObject), children };
      const ids: Json[] = [];
      const depths: number[] = [];
      const walk = (node: JsonObject, depth: number) => {
        ids.push(node.id ?? null);
        const children = list(node.children);
        if (children.length === 0) depths.push(depth);
        for (const child of children) walk(child, depth + 1);
      };
      if (isObject(tree)) walk(tree, 1);
      expect(Math.min(...depths)).toBeGreaterThanOrEqual(3);
      expect(depths.length).toBeGreaterThanOrEqual(min_leaves);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('gets as many different personas as asked for', () => {
    const { personas } = ask('personas', { description: sentence, domain: 'x', count: 40, seed: 3 });
    expect(new Set(list(personas).map(({ persona }) => persona)).size).toBe(40);
    for (const { persona, persona_chinese } of list(personas)) {
      expect(persona).not.toMatch(/\p{Script=Han}/u);
      expect(persona_chinese).toMatch(/\p{Script=Han}/u);
    }
  });

  it.each(['en', 'zh'])(
    'gets different queries in the language that is asked for, which name no tool: %s',
    (language) => {
      const avoid: string[] = [];
      for (const difficulty of ['easy', 'medium', 'hard']) {
        for (let nonce = 0; nonce < 8; nonce += 1) {
          const { query } = ask('query', {
            description: sentence,
            capabilities: CAPABILITIES,
            persona: language === 'zh' ? '一位咖啡馆老板，做事有条理。' : 'A head baker who likes order.',
            problem_type: { path: ['a', 'b'], label: 'Working out order quantities' },
            difficulty,
            language,
            nonce: `n${nonce}`,
            avoid,
          });
          expect(plain(query)).not.toMatch(/__|\bagent\b|\btool\b|智能体|工具/i);
          expect(isMostlyChinese(plain(query))).toBe(language === 'zh');
          avoid.push(plain(query));
        }
      }
      expect(new Set(avoid).size).toBe(avoid.length);
    },
  );
});

describe('seeds', () => {
  const input = {
    description: 'bakery',
    capabilities: CAPABILITIES,
    persona: 'A baker.',
    problem_type: { path: [], label: 'costs' },
    difficulty: 'hard',
    language: 'en',
    nonce: 'n',
  };
  it('the same seed writes the same query, another seed another one', () => {
    expect(ask('query', input, 1)).toEqual(ask('query', input, 1));
    expect(ask('query', input, 1)).not.toEqual(ask('query', input, 2));
  });
});

describe('an unknown schema', () => {
  const schema = object({
    verdict: { type: 'string', enum: ['good', 'bad'] },
    score: { type: 'integer', minimum: 1, maximum: 5 },
    reasons: { ...texts, minItems: 2 },
    extra: { anyOf: [{ type: 'null' }, { type: 'number' }] },
    when: { type: 'string', format: 'date' },
  });
  it.each(['judgement', 'anything'])('is filled from the prompt: %s', (name) => {
    const answer = answerStructured(
      name,
      schema,
      'Judge.\n\nInput:\n```json\n{"answer":"The result is good. It is complete."}\n```',
      7,
    );
    expect(problems(answer, schema)).toEqual([]);
    expect(isObject(answer) && answer.verdict).toBe('good');
  });
});
