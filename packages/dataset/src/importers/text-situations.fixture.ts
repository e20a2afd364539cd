/** The situations of conversations whose calls stand in their texts. */
import {
  AGENT,
  ASK,
  END,
  HEAD,
  results,
  SAID,
  type Situation,
  SYSTEM,
  says,
  toolResult,
  toolUse,
  turns,
} from './turns.fixture.ts';

export const TEXT_SITUATIONS: readonly Situation[] = [
  {
    name: 'results that are errors, alone and beside others',
    spans: [
      AGENT,
      ...turns([
        ...HEAD,
        says(toolUse('search', '<query>tea</query>')),
        results(toolResult('search', 'no network', 'error')),
        says(
          `<use_parallel_tool_calls>\n${toolUse('search', '<query>a</query>')}\n${toolUse('read', '<path>b</path>')}\n</use_parallel_tool_calls>`.replaceAll(
            'tool_use>',
            'parallel_tool>',
          ),
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
];
