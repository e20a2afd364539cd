import { describe, expect, it } from 'vitest';
import { catalogue } from '../__fixtures__/chat.ts';
import { isObject, type Json, type JsonObject, type JsonSchema } from '../schema/json-schema.ts';
import { problems } from '../schema/validate.ts';
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
  }),
  decomposition: object({
    agents: {
      type: 'array',
      minItems: 3,
      maxItems: 6,
      items: object({
        name: slugText,
        role: text,
        description: text,
        parent: { type: ['string', 'null'] },
        meta_skills: {
          type: 'array',
          minItems: 1,
          items: object({ name: text, description: text, actions: { ...texts, minItems: 1 } }),
        },
      }),
    },
  }),
  agent_prompt: object({ system_prompt: { type: 'string', minLength: 200 } }),
  problem_types: {
    ...object({ tree: { $ref: '#/$defs/node' } }),
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

function design(sentence: string) {
  const interpretation = ask('interpretation', { sentence, language: 'en' });
  const { agents } = ask('decomposition', {
    interpretation,
    pattern: 'orchestrator',
    limits: { min_agents: 3, max_agents: 6, max_depth: 2 },
    catalogue: catalogue(),
  });
  return { interpretation, agents: list(agents) };
}

describe.each(SENTENCES)('%s', (sentence) => {
  it('is designed as one coordinator and specialists whose actions are tools’ work', () => {
    const { interpretation, agents } = design(sentence);
    const roots = agents.filter(({ parent }) => parent === null);
    expect(roots).toHaveLength(1);
    expect(agents.length - 1).toBeGreaterThanOrEqual(2);
    expect(new Set(agents.map(({ name }) => name)).size).toBe(agents.length);
    for (const agent of agents.filter((one) => one.parent !== null)) {
      expect(agent.parent).toBe(roots[0]?.name);
      for (const action of list(agent.meta_skills).flatMap(({ actions }) => actions as string[])) {
        expect(CAPABILITIES.some((one) => one.includes(action))).toBe(true);
      }
    }
    expect(plain(interpretation.description)).not.toMatch(/\bagents?\b|\btools?\b/i);
  });

  it('gets prompts that name only the given tools and agents', () => {
    const { agents } = design(sentence);
    const tools = [{ name: 'calc__math', description: 'Evaluate math expressions.' }];
    const { system_prompt } = ask('agent_prompt', {
      framework: 'F',
      agent: agents[1],
      tools,
      sub_agents: [],
      language: 'en',
    });
    expect(plain(system_prompt).match(/`\w+__\w+`/g)).toEqual(['`calc__math`']);
  });

  it('gets a tree of problems of three levels and enough leaves', () => {
    const { interpretation } = design(sentence);
    for (const [capabilities, min_leaves] of [
      [CAPABILITIES, 12],
      [CAPABILITIES.slice(0, 2), 10],
      [['Bakes cakes.'], 4],
    ] as const) {
      const { tree } = ask('problem_types', { ...interpretation, capabilities, min_leaves });
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

  it('gets different queries that name no tool', () => {
    const avoid: string[] = [];
    for (const difficulty of ['easy', 'medium', 'hard']) {
      for (let nonce = 0; nonce < 8; nonce += 1) {
        const { query } = ask('query', {
          description: sentence,
          capabilities: CAPABILITIES,
          persona: 'A head baker who likes order.',
          problem_type: { path: ['a', 'b'], label: 'Working out order quantities' },
          difficulty,
          language: 'en',
          nonce: `n${nonce}`,
          avoid,
        });
        expect(plain(query)).not.toMatch(/__|\bagent\b|\btool\b/i);
        avoid.push(plain(query));
      }
    }
    expect(new Set(avoid).size).toBe(avoid.length);
  });
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
