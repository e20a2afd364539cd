/** Twelve situations in which converters of traces lose or corrupt what was said, each as a trace and what must come of it. */
import type { JsonObject } from '@nex/core';
import type { FixtureSpan } from './spans.fixture.ts';
import { TEXT_SITUATIONS } from './text-situations.fixture.ts';
import {
  AGENT,
  ASK,
  answers,
  calls,
  END,
  HEAD,
  SAID,
  type Situation,
  SYSTEM,
  says,
  turns,
  user,
} from './turns.fixture.ts';

const search = '{ "query":  "t\\u00e9a" }';

export const SITUATIONS: readonly Situation[] = [
  ...TEXT_SITUATIONS,
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
          { role: 'system', content: 'You scout.' },
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
