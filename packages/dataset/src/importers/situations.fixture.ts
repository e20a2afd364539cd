/** Twelve situations in which converters of traces lose or corrupt what was said, each as a trace and what must come of it. */
import type { JsonObject } from '@nex/core';
import type { FixtureSpan } from './spans.fixture.ts';

export const system = (content: string): JsonObject => ({ role: 'system', content });
export const user = (content: string): JsonObject => ({ role: 'user', content });
export const says = (content: string, more: JsonObject = {}): JsonObject => ({
  role: 'assistant',
  content,
  ...more,
});
export const calls = (...made: [id: string, name: string, args: string][]): JsonObject => ({
  role: 'assistant',
  content: null,
  tool_calls: made.map(([id, name, args]) => ({ id, type: 'function', function: { name, arguments: args } })),
});
export const answers = (id: string, content: string): JsonObject => ({
  role: 'tool',
  tool_call_id: id,
  content,
});

const toolUse = (name: string, values: string, isCut = false) =>
  `<tool_use>\n  <tool_name>${name}</tool_name>\n  <parameter>\n${values}\n  </parameter>\n${isCut ? '' : '</tool_use>'}`;
const toolResult = (name: string, text: string, tag = 'result') =>
  `<tool_result>\n<tool_name>${name}</tool_name>\n<${tag}>${text}</${tag}>\n</tool_result>`;
const results = (...texts: string[]) => user(`Tool execution results:\n${texts.join('\n\n')}`);

const HEAD = [system('You are a helper.'), user('Which tea is green?')];
const AGENT: FixtureSpan = { id: 'aaaaaaaaaaaaaaaa', kind: 'agent', name: 'lead', output: 'Sencha.' };
const END = says('Sencha.');

/** Model calls of one agent, each with all of the history, as every recorder writes them. */
export function turns(
  history: JsonObject[],
  more: Partial<FixtureSpan> = {},
  parent = AGENT.id,
): FixtureSpan[] {
  const spans: FixtureSpan[] = [];
  for (const [index, message] of history.entries()) {
    if (message['role'] !== 'assistant') continue;
    const id = `${parent.slice(0, 12)}${String(index).padStart(4, '0')}`;
    spans.push({ id, parent, kind: 'model', messages: history.slice(0, index), answer: message, ...more });
  }
  return spans;
}

export interface Situation {
  name: string;
  spans: FixtureSpan[];
  /** What must stand in the root's conversation, in this order: `role: text`, `call name arguments`, `result id text`. */
  lines: string[];
  /** Of each earlier leaf. */
  earlier?: string[][];
  /** Of each run below the root, with its call. */
  below?: { agent: string; callId: string | null; lines: string[]; tools?: string[] }[];
  stopReason?: string;
}

const SYSTEM = 'system: You are a helper.';
const ASK = 'user: Which tea is green?';
const SAID = 'assistant: Sencha.';
const search = '{ "query":  "t\\u00e9a" }';

export const SITUATIONS: readonly Situation[] = [
  {
    name: 'reasoning in the history',
    spans: [
      AGENT,
      ...turns([
        ...HEAD,
        { ...calls(['c1', 'search', search]), reasoning_content: 'I look.' },
        answers('c1', 'Sencha'),
        END,
      ]),
    ],
    lines: [SYSTEM, ASK, 'reasoning: I look.', `call c1 search ${search}`, 'result c1 Sencha', SAID],
  },
  {
    name: 'reasoning of the last answer',
    spans: [AGENT, ...turns([...HEAD, says('Sencha.', { reasoning_content: 'I know it.' })])],
    lines: [SYSTEM, ASK, 'reasoning: I know it.', SAID],
  },
  {
    name: 'native calls without content, and at the end',
    spans: [
      AGENT,
      ...turns([
        ...HEAD,
        calls(['c1', 'search', search]),
        answers('c1', 'Sencha'),
        calls(['c2', 'finish', '{}']),
      ]),
    ],
    lines: [SYSTEM, ASK, `call c1 search ${search}`, 'result c1 Sencha', 'call c2 finish {}'],
    stopReason: 'stop_tool',
  },
  {
    name: 'results that are errors, alone and beside others',
    spans: [
      AGENT,
      ...turns([
        ...HEAD,
        says(toolUse('search', '<query>tea</query>')),
        results(toolResult('search', 'no network', 'error')),
        says(
          `<use_parallel_tool_calls>\n${['<parallel_tool>\n<tool_name>search</tool_name>\n<parameter><query>a</query></parameter>\n</parallel_tool>', '<parallel_tool>\n<tool_name>read</tool_name>\n<parameter><path>b</path></parameter>\n</parallel_tool>'].join('\n')}\n</use_parallel_tool_calls>`,
        ),
        results(toolResult('search', 'Sencha'), toolResult('read', 'no file', 'error')),
        END,
      ]),
    ],
    lines: [
      SYSTEM,
      ASK,
      'call call_1 search {"query": "tea"}',
      'error call_1 no network',
      'call call_2 search {"query": "a"}',
      'call call_3 read {"path": "b"}',
      'result call_2 Sencha',
      'error call_3 no file',
      SAID,
    ],
  },
  {
    name: 'markup in a value',
    spans: [
      AGENT,
      ...turns([
        ...HEAD,
        says(`I write.\n${toolUse('write', '<content><p>hello <b>w</b></p></content>')}`),
        results(toolResult('write', '<ok/>')),
        END,
      ]),
    ],
    lines: [
      SYSTEM,
      ASK,
      'assistant: I write.',
      'call call_1 write {"content": "<p>hello <b>w</b></p>"}',
      'result call_1 <ok/>',
      SAID,
    ],
  },
  {
    name: 'a command with &&',
    spans: [
      AGENT,
      ...turns([
        ...HEAD,
        says(toolUse('shell', '<command>cd /a && ls < in > out</command>')),
        results(toolResult('shell', 'a & b')),
        END,
      ]),
    ],
    lines: [
      SYSTEM,
      ASK,
      'call call_1 shell {"command": "cd /a && ls < in > out"}',
      'result call_1 a & b',
      SAID,
    ],
  },
  {
    name: 'compaction',
    spans: [
      AGENT,
      ...turns([
        ...HEAD,
        calls(['c1', 'search', '{}']),
        answers('c1', 'Sencha'),
        calls(['c2', 'search', '{"n":2}']),
      ]),
      ...turns([HEAD[0] as JsonObject, user('So far: asked for a green tea, found Sencha.'), END]).map(
        (span) => ({
          ...span,
          id: 'aaaaaaaaaaaa9999',
        }),
      ),
    ],
    lines: [SYSTEM, 'user: So far: asked for a green tea, found Sencha.', SAID],
    earlier: [[SYSTEM, ASK, 'call c1 search {}', 'result c1 Sencha', 'call c2 search {"n":2}']],
  },
  {
    name: 'a sub-agent with tools of its own',
    spans: [
      AGENT,
      ...turns([
        ...HEAD,
        calls(['c1', 'Agent', '{"sub_agent_name":"scout","message":"Look for green teas."}']),
      ]),
      {
        id: 'cccccccccccccccc',
        parent: AGENT.id,
        kind: 'tool',
        name: 'Agent',
        callId: 'c1',
        output: 'Sencha',
      },
      { id: 'bbbbbbbbbbbbbbbb', parent: 'cccccccccccccccc', kind: 'agent', name: 'scout', output: 'Sencha' },
      ...turns(
        [
          system('You scout.'),
          user('Look for green teas.'),
          calls(['s1', 'search', '{}']),
          answers('s1', 'Sencha'),
          says('Sencha'),
        ],
        {
          tools: [
            {
              type: 'function',
              function: { name: 'search', description: 'Searches.', parameters: { type: 'object' } },
            },
          ],
        },
        'bbbbbbbbbbbbbbbb',
      ),
      {
        ...(turns([
          ...HEAD,
          calls(['c1', 'Agent', '{"sub_agent_name":"scout","message":"Look for green teas."}']),
          answers('c1', 'Sencha'),
          END,
        ])[1] as FixtureSpan),
      },
    ],
    lines: [
      SYSTEM,
      ASK,
      'call c1 Agent {"sub_agent_name":"scout","message":"Look for green teas."}',
      'result c1 Sencha',
      SAID,
    ],
    below: [
      {
        agent: 'scout',
        callId: 'c1',
        lines: [
          'system: You scout.',
          'user: Look for green teas.',
          'call s1 search {}',
          'result s1 Sencha',
          'assistant: Sencha',
        ],
        tools: ['search'],
      },
    ],
  },
  {
    name: 'an end on a stop tool, its closing tag cut off',
    spans: [
      { ...AGENT, output: 'done' },
      ...turns([...HEAD, says(toolUse('finish', '<answer>Sencha</answer>', true))], { finish: 'stop' }),
      {
        id: 'cccccccccccccccc',
        parent: AGENT.id,
        kind: 'tool',
        name: 'finish',
        input: { answer: 'Sencha' },
        output: 'done',
      },
    ],
    lines: [SYSTEM, ASK, 'call call_1 finish {"answer": "Sencha"}', 'result call_1 done'],
    stopReason: 'stop_tool',
  },
  {
    name: 'generic types in code',
    spans: [
      AGENT,
      ...turns([
        ...HEAD,
        says(toolUse('write', '<code>List<String> a; Promise<void> b; vector<int> c;</code>')),
        results(toolResult('write', 'Map<K, V>')),
        END,
      ]),
    ],
    lines: [
      SYSTEM,
      ASK,
      'call call_1 write {"code": "List<String> a; Promise<void> b; vector<int> c;"}',
      'result call_1 Map<K, V>',
      SAID,
    ],
  },
  {
    name: 'parallel calls that end in another order',
    spans: [
      AGENT,
      ...turns([
        ...HEAD,
        calls(['c1', 'search', '{"q":1}'], ['c2', 'read', '{}'], ['c3', 'search', '{"q":2}']),
        answers('c3', 'three'),
        answers('c1', 'one'),
        answers('c2', 'two'),
        END,
      ]),
      {
        id: 'dddddddddddddddd',
        parent: AGENT.id,
        kind: 'tool',
        name: 'read',
        callId: 'c2',
        output: 'two',
        isError: true,
      },
    ],
    lines: [
      SYSTEM,
      ASK,
      'call c1 search {"q":1}',
      'call c2 read {}',
      'call c3 search {"q":2}',
      'result c3 three',
      'result c1 one',
      'error c2 two',
      SAID,
    ],
  },
  {
    name: 'several model calls under one parent',
    spans: [
      AGENT,
      ...turns([...HEAD, calls(['c1', 'search', '{}']), answers('c1', 'Sencha'), END]),
      {
        id: 'eeeeeeeeeeeeeeee',
        parent: AGENT.id,
        kind: 'model',
        messages: [user('Give it a title: Which tea is green?')],
        answer: says('Green tea'),
      },
    ],
    lines: [SYSTEM, ASK, 'call c1 search {}', 'result c1 Sencha', SAID],
    below: [
      {
        agent: 'some model',
        callId: null,
        lines: ['user: Give it a title: Which tea is green?', 'assistant: Green tea'],
      },
    ],
  },
];
