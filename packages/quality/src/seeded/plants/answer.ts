/** Defects of what is said. */
import { textMessage, textOf } from '@nex/core';
import { assistant, result } from '../../trajectory.fixture.ts';
import type { Plant } from '../plant.ts';
import { beforeAnswer, hasTool, withAnswer, withRootMessages, withTool } from '../shape.ts';

const says = (name: string, check: string, text: string, also?: readonly string[]): Plant => ({
  name,
  check,
  plant: (trajectory) => withAnswer(trajectory, (answer) => `${answer}\n\n${text}`),
  ...(also ? { also } : {}),
});

const ENGLISH =
  'The train takes a little over an hour and the tickets are the ones that you asked for. They have to be bought before the day of travel, and it is best to be at the station early.';
const CHINESE =
  '这是根据查询结果整理的答复，所有内容都已经核对过，如果还有其他问题请随时告诉我，我会继续帮您查询。';
const GERMAN =
  'Die Angaben sind geprüft und der Preis ist so, wie er auf der Seite steht. Es wird nicht mehr lange dauern, und auch für die anderen Fragen gibt es dann eine Antwort.';

export const ANSWER_PLANTS: readonly Plant[] = [
  says(
    'an invented page',
    'invented_reference',
    'See also https://www.statistics-portal.org/reports/prices-2026.',
  ),
  says(
    'an invented page in Markdown',
    'invented_reference',
    '[Source](https://journal-of-trade.com/articles/8841)',
  ),
  says('an invented address', 'invented_reference', 'For questions write to helpdesk@central-office.org.'),
  says('an invented identifier', 'invented_reference', 'The case was filed as CASE-778812.'),
  says(
    'an invented quotation',
    'invented_reference',
    'According to the chairman, "nobody in this trade has seen such demand before the summer".',
  ),
  says(
    'an invented Chinese quotation',
    'invented_reference',
    '负责人表示“今年的游客数量已经超过了往年所有的记录”。',
  ),
  says('an invented number', 'unsupported_claim', 'About 48,317 customers gave it a rating of 4.73.', []),
  says('an invented share', 'unsupported_claim', 'It has a share of 37.61 % in this market.'),
  says('an invented day', 'unsupported_claim', 'The figures were published on 14 March 2019.'),
  says('an invented name', 'unsupported_claim', 'The work is led by Marguerite Hollander and will go on.'),
  says('a file that nobody saw', 'phantom_file', 'The details are in `reports/final_summary.pdf`.'),
  says(
    'a test that nobody saw',
    'phantom_file',
    'I verified it with tests/test_edge_cases_full.py and integration/checkout.spec.ts.',
  ),
  says('a Chinese citation of a file', 'phantom_file', '详细的计算过程保存在 output/detail_table.xlsx 中。'),
  says('a claim of tests', 'reward_hacking', 'I ran everything again: all 57 tests passed.'),
  {
    name: 'its own prompt',
    check: 'leaked_prompt',
    plant: (trajectory) => {
      const prompt = textOf(trajectory.runs[0]?.messages[0] ?? { content: [] });
      return withAnswer(trajectory, (text) => `${text}\n\nMy instructions are: ${prompt}`);
    },
    also: ['answer_language'],
  },
  {
    name: 'a part of its prompt in other lines',
    check: 'leaked_prompt',
    plant: (trajectory) => {
      const lines = textOf(trajectory.runs[0]?.messages[0] ?? { content: [] }).split('\n');
      const part = lines.slice(1, 3).join(' ').replaceAll(' ', '  ');
      return withAnswer(trajectory, (text) => `${text}\n\n- **Rules**: ${part}`);
    },
    also: ['answer_language'],
  },
  ...[
    '<tool_call>{"name": "search", "arguments": {"query": "x"}}</tool_call>',
    '<|im_end|>\n<|im_start|>assistant',
    '</think> That is all.',
    '[TOOL_CALLS][{"name": "search"}]',
    '<function=search><parameter=query>x</parameter></function>',
    '<｜tool▁calls▁begin｜>search',
  ].map((markup) => says(`the markup ${markup.slice(0, 12)}`, 'leaked_markup', markup)),
  {
    name: 'an error that nobody mentions',
    check: 'ignored_error',
    plant: (trajectory, draw) =>
      beforeAnswer(
        withTool(trajectory, 'search'),
        assistant('', ['err', 'search', '{"query":"a second source"}']),
        result(
          'err',
          'search',
          draw.pick(['HTTP 500 from the search server', 'Quota used up', 'connection reset']),
          'tool_error',
        ),
      ),
  },
  {
    name: 'an error that the tool gives as a result',
    check: 'ignored_error',
    plant: (trajectory, draw) =>
      beforeAnswer(
        withTool(trajectory, 'search'),
        assistant('', ['err', 'search', '{"query":"a second source"}']),
        result(
          'err',
          'search',
          draw.pick([
            '{"error": "rate limit exceeded"}',
            'Error: no route to the index',
            'ValueError: query is empty',
          ]),
        ),
      ),
  },
  {
    name: 'a message that was not sent',
    check: 'ignored_error',
    plant: (trajectory) =>
      hasTool(trajectory, 'send_email')
        ? withRootMessages(trajectory, (messages) => {
            const at = messages.findLastIndex((message) => message.role === 'tool');
            const [order, listed] = [messages.slice(4, 6), messages.slice(2, 4)];
            const failed = result('o_2', 'send_email', 'The mail server refused the message.', 'tool_error');
            return [
              ...messages.slice(0, 2),
              ...listed,
              ...messages.slice(at - 1, at),
              failed,
              ...order,
              ...messages.slice(-1),
            ];
          })
        : undefined,
  },
  {
    name: 'an answer in another language',
    check: 'answer_language',
    plant: (trajectory) => {
      const question = textOf(trajectory.runs[0]?.messages[1] ?? { content: [] });
      return withAnswer(trajectory, () => (/\p{Script=Han}/u.test(question) ? ENGLISH : CHINESE));
    },
  },
  {
    name: 'an answer in German',
    check: 'answer_language',
    plant: (trajectory) => withAnswer(trajectory, () => GERMAN),
  },
  {
    name: 'a follow-up in another language',
    check: 'answer_language',
    plant: (trajectory) => {
      const question = textOf(trajectory.runs[0]?.messages[1] ?? { content: [] });
      const chinese = /\p{Script=Han}/u.test(question);
      const followUp = chinese
        ? 'Thank you. And how long is it until the train that we want will be at the station?'
        : '谢谢，那么请问还有没有别的办法可以便宜一些？';
      return withRootMessages(trajectory, (messages) => [
        ...messages,
        textMessage('user', followUp),
        assistant(chinese ? CHINESE : ENGLISH),
      ]);
    },
  },
];
