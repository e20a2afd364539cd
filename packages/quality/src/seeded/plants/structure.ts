/** Defects of the run and of its calls. */
import { type Message, textMessage } from '@nex/core';
import { assistant, result } from '../../trajectory.fixture.ts';
import type { Plant } from '../plant.ts';
import { beforeAnswer, toolsNamed, withAnswer, withRootMessages, withTool } from '../shape.ts';

const search = (id: string, args: string, text: string): Message[] => [
  assistant('', [id, 'search', args]),
  result(id, 'search', text),
];

export const STRUCTURE_PLANTS: readonly Plant[] = [
  ...(['infrastructure', 'unknown_outcome'] as const).map(
    (kind): Plant => ({
      name: `a result of kind ${kind}`,
      check: 'infrastructure_fault',
      also: ['ignored_error'],
      plant: (trajectory) =>
        beforeAnswer(
          withTool(trajectory, 'search'),
          assistant('', ['x', 'search', '{"query":"more"}']),
          result('x', 'search', 'The server is gone.', kind),
        ),
    }),
  ),
  {
    name: 'an answer cut inside a code block',
    check: 'truncated',
    plant: (trajectory) => withAnswer(trajectory, (text) => `${text}\n\`\`\`json\n{"total":`),
  },
  {
    name: 'a sub-agent or root that stopped on a cut answer',
    check: 'truncated',
    also: ['unfinished'],
    plant: (trajectory) => ({
      ...trajectory,
      runs: trajectory.runs.map((run, at) =>
        at === trajectory.runs.length - 1 ? { ...run, stopReason: 'truncated' as const } : run,
      ),
    }),
  },
  ...(['max_iterations', 'budget', 'timeout'] as const).map(
    (stopReason): Plant => ({
      name: `a root that ended with ${stopReason}`,
      check: 'unfinished',
      plant: (trajectory) => ({
        ...trajectory,
        runs: trajectory.runs.map((run, at) => (at === 0 ? { ...run, stopReason } : run)),
      }),
    }),
  ),
  {
    name: 'a result that is missing',
    check: 'unanswered_call',
    plant: (trajectory, draw) =>
      withRootMessages(trajectory, (messages) => {
        const results = messages.flatMap((message, at) => (message.role === 'tool' ? [at] : []));
        // The first one is the lead's or the searcher's: what the answer is made of stands in a later one too.
        const gone = draw.pick(results);
        return messages.filter((_, at) => at !== gone);
      }),
    also: ['unsupported_claim', 'invented_reference', 'phantom_file', 'reward_hacking', 'no_tool_use'],
  },
  {
    name: 'an id used twice',
    check: 'unanswered_call',
    plant: (trajectory) =>
      beforeAnswer(
        withTool(trajectory, 'search'),
        ...search('twice', '{"query":"more"}', 'Nothing new.'),
        ...search('twice', '{"query":"still more"}', 'Nothing new either.'),
      ),
  },
  {
    name: 'a user who speaks before the result',
    check: 'unanswered_call',
    plant: (trajectory) => {
      const [call, answer] = search('late', '{"query":"more"}', 'Nothing new.') as [Message, Message];
      return beforeAnswer(withTool(trajectory, 'search'), call, textMessage('user', 'Go on.'), answer);
    },
    also: ['answer_language'],
  },
  ...['browse_web', 'python', 'multi_tool_use'].map(
    (name): Plant => ({
      name: `the invented tool ${name}`,
      check: 'unknown_tool',
      also: ['ignored_error'],
      plant: (trajectory) =>
        withRootMessages(trajectory, (messages) => [
          ...messages.slice(0, 2),
          assistant('', ['inv', name, '{"input":"x"}']),
          result('inv', name, 'There is no such tool.', 'unknown_tool'),
          ...messages.slice(2),
        ]),
    }),
  ),
  ...['{"limit": 5}', '{"query": 7}', '{"query": ', '["x"]'].map(
    (args): Plant => ({
      name: `the arguments ${args}`,
      check: 'schema_valid_calls',
      also: ['ignored_error', 'truncated'],
      plant: (trajectory) => {
        const good = withTool(trajectory, 'search');
        return beforeAnswer(
          good,
          assistant('', ['bad', 'search', args]),
          result('bad', 'search', 'The arguments do not fit.', 'invalid_arguments'),
        );
      },
    }),
  ),
  {
    name: 'the same step three times',
    check: 'loop',
    also: ['near_repeated_call'],
    plant: (trajectory, draw) =>
      beforeAnswer(
        withTool(trajectory, 'search'),
        ...Array.from({ length: draw.between(3, 5) }, (_, n) =>
          search(`loop${n}`, '{"query":"the same again"}', 'Nothing new was found for this.'),
        ).flat(),
      ),
  },
  {
    name: 'an answer in circles',
    check: 'loop',
    plant: (trajectory, draw) =>
      withAnswer(
        trajectory,
        (text) =>
          `${text} ${'I will look at the page once more and then come back. '.repeat(draw.between(6, 12))}`,
      ),
  },
  {
    name: 'a Chinese answer in circles',
    check: 'loop',
    also: ['answer_language'],
    plant: (trajectory, draw) =>
      withAnswer(trajectory, (text) => `${text}${'我再查一遍这个页面。'.repeat(draw.between(8, 14))}`),
  },
  {
    name: 'the same words in other orders',
    check: 'near_repeated_call',
    plant: (trajectory, draw) => {
      const words = draw.pick([
        ['ferry', 'timetable', 'summer'],
        ['paper', 'price', 'north'],
        ['opening', 'hours', 'museum'],
      ]);
      const [a = '', b = '', c = ''] = words;
      const queries = [
        `${a} ${b} ${c}`,
        `${c} ${a} ${b}`,
        `${b}, ${c}: ${a.toUpperCase()}`,
        `${a}  ${c} ${b}?`,
      ];
      return beforeAnswer(
        withTool(trajectory, 'search'),
        ...queries.flatMap((query, n) =>
          search(`near${n}`, JSON.stringify({ query }), 'Nothing fits these words.'),
        ),
      );
    },
  },
  {
    name: 'other white space and other case',
    check: 'near_repeated_call',
    plant: (trajectory) =>
      beforeAnswer(
        withTool(trajectory, 'search'),
        ...['上海 博物馆', '上海  博物馆', '上海博物馆', '上海，博物馆'].flatMap((query, n) =>
          search(`near${n}`, JSON.stringify({ query }), `未找到。${' '.repeat(n)}`),
        ),
      ),
  },
  {
    name: 'no tool at all',
    check: 'no_tool_use',
    also: ['invented_reference', 'unsupported_claim', 'phantom_file', 'reward_hacking'],
    plant: (trajectory) => {
      const [root] = trajectory.runs;
      if (root === undefined) return undefined;
      const messages = [...root.messages.slice(0, 2), ...root.messages.slice(-1)];
      return { ...trajectory, runs: [{ ...root, messages }] };
    },
  },
  {
    name: 'only tools that fail',
    check: 'no_tool_use',
    also: ['invented_reference', 'unsupported_claim', 'phantom_file', 'reward_hacking', 'ignored_error'],
    plant: (trajectory) => {
      const [root] = trajectory.runs;
      if (root === undefined) return undefined;
      const tools = [...root.tools.filter((tool) => tool.name !== 'search'), ...toolsNamed('search')];
      const failing = [
        assistant('', ['down', 'search', '{"query":"x"}']),
        result('down', 'search', 'HTTP 500', 'tool_error'),
      ];
      const messages = [...root.messages.slice(0, 2), ...failing, ...root.messages.slice(-1)];
      return { ...trajectory, runs: [{ ...root, tools, messages }] };
    },
  },
  ...['', '…', '[Your answer here]', 'TODO', 'null', '<final answer>'].map(
    (text): Plant => ({
      name: `the answer ${JSON.stringify(text)}`,
      check: 'empty_answer',
      plant: (trajectory) => withAnswer(trajectory, () => text),
    }),
  ),
  {
    name: 'no answer',
    check: 'empty_answer',
    plant: (trajectory) => withRootMessages(trajectory, (messages) => messages.slice(0, -1)),
  },
];
