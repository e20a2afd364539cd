import { describe, expect, it } from 'vitest';
import { converse, realTools } from '../../__fixtures__/chat.ts';
import type { Json } from '../../schema/json-schema.ts';
import { problems } from '../../schema/validate.ts';

const TABLE: [request: string, tool: string, args: Record<string, unknown>][] = [
  ['Please work out 12% of 480.', 'calc__math', { expression: '0.12 * 480' }],
  ['What is 480 divided by 12?', 'calc__math', { expression: '480 / 12' }],
  ['Calculate (3 + 4) * 2.', 'calc__math', { expression: '(3 + 4) * 2' }],
  ['Work out what 36 crates at 4.75 each come to.', 'calc__math', { expression: '36 * 4.75' }],
  [
    'Work out what 142 trays at 29.75 each plus a delivery fee of 35 come to.',
    'calc__math',
    { expression: '142 * 29.75 + 35' },
  ],
  ['Split 378 boxes of muffins evenly between 9 people.', 'calc__math', { expression: '378 / 9' }],
  ['Add up 46, 224 and 217 to get the total for the week.', 'calc__math', { expression: '46 + 224 + 217' }],
  [
    'Give me the average of 4, 8, 15, 16, 23 and 42.',
    'calc__math',
    { action: 'statistics', values: [4, 8, 15, 16, 23, 42] },
  ],
  ['Convert 5 miles to kilometres.', 'calc__convert', { value: 5, from: 'mi', to: 'km' }],
  [
    'Tell me how many kilograms 24 pounds of flour are.',
    'calc__convert',
    { value: 24, from: 'lb', to: 'kg' },
  ],
  ['Convert 134 square metres to square feet.', 'calc__convert', { value: 134, from: 'm2', to: 'ft2' }],
  [
    'How many days are there between 12 March 2027 and June 1, 2027?',
    'calc__date',
    { action: 'diff', date: '2027-03-12', date2: '2027-06-01' },
  ],
  [
    'Which date is 3 weeks before 2027-05-28?',
    'calc__date',
    { action: 'add', date: '2027-05-28', amount: -21, unit: 'days' },
  ],
  ['Which day of the week is 12 March 2027?', 'calc__date', { action: 'weekday', date: '2027-03-12' }],
  ['How many days does February 2028 have?', 'time__days_in_month', { date: '2028-02-01' }],
  [
    'What time is 14:30 in Paris on 12 March 2027 in Tokyo?',
    'time__convert_time',
    { sourceTimezone: 'Europe/Paris', targetTimezone: 'Asia/Tokyo', time: '2027-03-12 14:30:00' },
  ],
  ['Tell me the current time in Asia/Tokyo.', 'time__current_time', { timezone: 'Asia/Tokyo' }],
  ['Compute the SHA-256 hash of "Hello".', 'calc__hash', { input: 'Hello', algorithm: 'sha256' }],
  ['Encode "Hello" in Base64.', 'calc__base64', { input: 'Hello', action: 'encode' }],
  ['Count the words in "one two three".', 'calc__count', { text: 'one two three' }],
  ['Convert the colour #ff8800 to RGB.', 'calc__color', { color: '#ff8800', to: 'rgb' }],
  [
    'List the next three runs of the cron schedule `0 9 * * 1`.',
    'calc__cron_parse',
    { expression: '0 9 * * 1', count: 3 },
  ],
  [
    'Save a note called plan.md with the text "Rosa delivers".',
    'filesystem__write_file',
    { path: '/workspace/plan.md', content: 'Rosa delivers\n' },
  ],
  ['Read plan.md.', 'filesystem__read_text_file', { path: '/workspace/plan.md' }],
  ['List the files in my workspace.', 'filesystem__list_directory', { path: '/workspace' }],
  [
    'Find all markdown files in my workspace.',
    'filesystem__search_files',
    { path: '/workspace', pattern: '**/*.md' },
  ],
  ['Create a folder called reports.', 'filesystem__create_directory', { path: '/workspace/reports' }],
  [
    'Rename plan.md to final.md.',
    'filesystem__move_file',
    { source: '/workspace/plan.md', destination: '/workspace/final.md' },
  ],
  [
    'Remember that Rosa Mill is our flour supplier and delivers on Tuesdays.',
    'memory__create_entities',
    {
      entities: [{ name: 'Rosa Mill', entityType: 'flour supplier', observations: ['Delivers on Tuesdays'] }],
    },
  ],
  [
    'Link "Rosa Mill" to "Harbour Bakery" as "supplies".',
    'memory__create_relations',
    { relations: [{ from: 'Rosa Mill', to: 'Harbour Bakery', relationType: 'supplies' }] },
  ],
  ['Tell me what we know about Rosa Mill.', 'memory__search_nodes', { query: 'Rosa Mill' }],
  [
    'Set up a task list for the open day with two tasks: book the hall and print flyers.',
    'tasks__request_planning',
    {
      originalRequest: 'Set up a task list for the open day',
      tasks: [
        { title: 'Book the hall', description: 'Book the hall for the open day.' },
        { title: 'Print flyers', description: 'Print flyers for the open day.' },
      ],
    },
  ],
  [
    'Save a note with the text "hello" as plan.md in the project notes for spring-fair.',
    'memory-bank__memory_bank_write',
    { projectName: 'spring-fair', fileName: 'plan.md', content: 'hello\n' },
  ],
  [
    'Show me which fields the `Order` type has in our GraphQL schema.',
    'graphql-schema__get-type-fields',
    { typeName: 'Order' },
  ],
  [
    'Search the GraphQL schema for anything named "order".',
    'graphql-schema__search-schema',
    { pattern: 'order' },
  ],
];

const ALL = [
  ...realTools(
    'calc__math',
    'calc__convert',
    'calc__date',
    'calc__hash',
    'calc__base64',
    'calc__count',
    'calc__color',
    'calc__cron_parse',
  ),
  ...realTools('time__days_in_month', 'time__convert_time', 'time__current_time'),
  ...realTools(
    'filesystem__write_file',
    'filesystem__read_text_file',
    'filesystem__list_directory',
    'filesystem__search_files',
    'filesystem__create_directory',
    'filesystem__move_file',
  ),
  ...realTools(
    'memory__create_entities',
    'memory__create_relations',
    'memory__search_nodes',
    'tasks__request_planning',
  ),
  ...realTools(
    'memory-bank__memory_bank_write',
    'graphql-schema__get-type-fields',
    'graphql-schema__search-schema',
    'graphql-schema__list-types',
  ),
];

describe('a request becomes one call whose arguments fit the schema', () => {
  it.each(TABLE)('%s', (request, name, args) => {
    const { turns } = converse(request, ALL, () => 'done');
    const call = turns[0]?.[0];
    expect(call).toEqual({ name, args });
    const tool = ALL.find((one) => one.name === name);
    expect(problems((call?.args ?? {}) as Json, tool?.parameters ?? {})).toEqual([]);
  });

  it('gives the current time one zone, not a conversion from it to itself', () => {
    const { turns } = converse(
      'Tell me the current time in Sydney.',
      realTools('calc__datetime'),
      () => 'done',
    );
    expect(turns[0]?.[0]?.args).toEqual({ action: 'now', timezone: 'Australia/Sydney' });
  });

  it('calls nothing when a required value is not given', () => {
    const { turns, answer } = converse(
      'Convert the weight into pounds.',
      realTools('calc__convert'),
      () => 'done',
    );
    expect(turns).toEqual([]);
    expect(answer).toMatch(/could not/);
  });

  it('does not break on Chinese', () => {
    const { turns } = converse(
      '请计算 12 加上 30。',
      realTools('calc__math', 'time__current_time'),
      () => '42',
    );
    expect(turns[0]?.[0]).toEqual({ name: 'calc__math', args: { expression: '12 + 30' } });
  });
});
