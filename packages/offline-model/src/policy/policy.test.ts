import { describe, expect, it } from 'vitest';
import { converse, type RecordedTool, realTools } from '../__fixtures__/chat.ts';
import { chatRequestSchema } from '../protocol/chat-request.ts';
import { decide } from './decide.ts';

const CALC = realTools('calc__math', 'calc__convert');
const FILES = realTools(
  'filesystem__write_file',
  'filesystem__read_text_file',
  'filesystem__search_files',
  'filesystem__create_directory',
);

function agentTool(agents: Record<string, string>): RecordedTool {
  const lines = Object.entries(agents).map(([name, description]) => `- **${name}**: ${description}`);
  return {
    name: 'Agent',
    description: `Hands work to a sub-agent. Available sub-agents:\n${lines.join('\n')}`,
    parameters: {
      type: 'object',
      properties: {
        sub_agent_name: { type: 'string', enum: Object.keys(agents) },
        message: { type: 'string' },
        sub_agent_id: { type: 'string' },
      },
      required: ['sub_agent_name', 'message'],
    },
  };
}

describe('order of calls', () => {
  it('makes independent calls together and dependent ones after their results', () => {
    const results: Record<string, string> = {
      calc__math: '57.6',
      calc__convert: '{"value":5,"from":"mi","to":"km","result":8.04672}',
    };
    const { turns, answer } = converse(
      'I run a small bakery. Work out 12% of 480 and convert 5 miles to kilometres. Then save both results in a file called order-plan.md.',
      [...CALC, ...FILES],
      (name) => results[name] ?? 'Successfully wrote to /workspace/order-plan.md',
    );
    expect(turns.map((turn) => turn.map(({ name }) => name))).toEqual([
      ['calc__math', 'calc__convert'],
      ['filesystem__write_file'],
    ]);
    expect(turns[1]?.[0]?.args).toEqual({
      path: '/workspace/order-plan.md',
      content: '# Order plan\n\n- 12% of 480 is 57.6.\n- 5 mi is 8.05 km.\n',
    });
    expect(answer).toContain('12% of 480 is 57.6.');
    expect(answer).toContain('/workspace/order-plan.md');
  });

  it('puts an earlier number where a request points back at it', () => {
    const { turns } = converse(
      'Work out what 36 crates at 5 each come to. Then add 10% to that total.',
      CALC,
      (_, args) => (args.expression === '36 * 5' ? '180' : '198'),
    );
    expect(turns.flat().map(({ args }) => args.expression)).toEqual(['36 * 5', '180 * (1 + 0.1)']);
  });

  it('looks at the next task before it marks one as done, with identifiers from results', () => {
    const { turns } = converse(
      'Set up a task list for the fair with two tasks: book the hall and print flyers. Then mark the first task as done.',
      realTools('tasks__request_planning', 'tasks__get_next_task', 'tasks__mark_task_done'),
      (name) =>
        name === 'tasks__request_planning'
          ? JSON.stringify({
              status: 'planned',
              requestId: 'req-4',
              tasks: [
                { id: 'task-8', title: 'Book the hall' },
                { id: 'task-9', title: 'Print flyers' },
              ],
            })
          : JSON.stringify({ status: 'next_task', task: { id: 'task-8', title: 'Book the hall' } }),
    );
    expect(turns.flat().slice(1)).toEqual([
      { name: 'tasks__get_next_task', args: { requestId: 'req-4' } },
      { name: 'tasks__mark_task_done', args: { requestId: 'req-4', taskId: 'task-8' } },
    ]);
  });

  it('makes a folder before it writes into it', () => {
    const { turns } = converse(
      'Save a note called plan.md with the text "hello" in the reports folder.',
      FILES,
      () => 'Successfully did it',
    );
    expect(turns.flat().map(({ name, args }) => [name, args.path])).toEqual([
      ['filesystem__create_directory', '/workspace/reports'],
      ['filesystem__write_file', '/workspace/reports/plan.md'],
    ]);
  });
});

describe('errors', () => {
  it('moves a path under the allowed directory', () => {
    const { turns, answer } = converse(
      'Read notes.md.',
      realTools('filesystem__read_text_file'),
      (_, { path }) =>
        String(path).startsWith('/data')
          ? 'hello'
          : `Access denied - path outside allowed directories: ${String(path)} not in /data`,
    );
    expect(turns.flat().map(({ args }) => args.path)).toEqual(['/workspace/notes.md', '/data/notes.md']);
    expect(answer).toContain('hello');
  });

  it('looks for a missing file and reads the one it finds', () => {
    const { turns } = converse('Read notes.md.', FILES, (name, { path }) =>
      name === 'filesystem__search_files'
        ? '/workspace/old/notes.md'
        : path === '/workspace/notes.md'
          ? 'ENOENT: no such file or directory'
          : 'found it',
    );
    expect(turns.flat().map(({ name }) => name)).toEqual([
      'filesystem__read_text_file',
      'filesystem__search_files',
      'filesystem__read_text_file',
    ]);
  });

  it('says honestly what failed and never repeats a call', () => {
    const { turns, answer } = converse('Work out 12% of 480.', CALC, () => 'Error: the service is down');
    const keys = turns.flat().map((call) => JSON.stringify(call));
    expect(new Set(keys).size).toBe(keys.length);
    expect(answer).toMatch(/could not work out 12% of 480: the service is down/);
  });

  it('takes hints that come with a call for no task', () => {
    const task = 'Work out 12% of 480 and convert 5 miles to kilometres.';
    const act = (name: string) => (name === 'calc__math' ? '57.6' : '8.05 km');
    const hints = [
      '[Environment] Date: 2026-02-03. Shell: bash.',
      '[Reminder] Rounds left after this one: 4.',
    ];
    const hinted = converse(task, CALC, act, undefined, hints);
    expect(hinted).toEqual(converse(task, CALC, act));
    expect(hinted.turns.flat()).toHaveLength(2);
    expect(hinted.answer).toContain('57.6');
  });

  it('says what no tool can do', () => {
    const { turns, answer } = converse('Book a flight to Lisbon?', CALC, () => '');
    expect(turns).toEqual([]);
    expect(answer).toMatch(/could not/);
  });

  it('makes a call again whose arguments arrived broken', () => {
    const request = chatRequestSchema.parse({
      messages: [
        { role: 'user', content: 'Work out 12% of 480.' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'calc__math', arguments: '{"expr' } }],
        },
        { role: 'tool', tool_call_id: 'a', content: 'Error: invalid JSON arguments' },
      ],
      tools: CALC.map((one) => ({ type: 'function', function: one })),
    });
    expect(decide(request, 7).calls).toEqual([
      { tool: 'calc__math', arguments: { expression: '0.12 * 480' } },
    ]);
  });
});

describe('handing work on', () => {
  const agent = agentTool({
    'bakery-calculator': 'Works out figures: evaluate math expressions; convert between units.',
    'bakery-scribe':
      'Keeps files: create a new file or overwrite an existing file; read a file; list files in a directory.',
  });

  it('groups requests by agent and brings results into the later message', () => {
    const { turns, answer } = converse(
      'Work out 12% of 480 and convert 5 miles to kilometres. Then save both results in a file called plan.md.',
      [agent],
      (_, { sub_agent_name }) =>
        sub_agent_name === 'bakery-calculator'
          ? 'Here are the results:\n- 12% of 480 is 57.6.\n- 5 mi is 8.05 km.'
          : 'I have saved the note to /workspace/plan.md.',
    );
    expect(turns.map((turn) => turn.map(({ args }) => args.sub_agent_name))).toEqual([
      ['bakery-calculator'],
      ['bakery-scribe'],
    ]);
    const message = String(turns[1]?.[0]?.args.message);
    expect(message).toContain('Save both results in a file called plan.md');
    expect(message).toContain('12% of 480 is 57.6.');
    expect(answer.match(/^- /gm)).toHaveLength(3);
  });

  it('hands independent groups on together', () => {
    const { turns } = converse(
      'Work out 12% of 480. Save a note called plan.md with the text "hello".',
      [agent],
      () => 'Done.',
    );
    expect(turns[0]?.map(({ args }) => args.sub_agent_name)).toEqual(['bakery-calculator', 'bakery-scribe']);
  });

  it('is understood by the agent that receives it', () => {
    const message =
      'Goal: Plan the week.\n\nPlease do the following:\n1. Save both results in a file called plan.md.\n\nResults from earlier work:\n- 12% of 480 is 57.6.\n- 5 mi is 8.05 km.';
    const { turns } = converse(message, FILES, () => 'Successfully wrote to /workspace/plan.md');
    expect(turns).toHaveLength(1);
    expect(turns[0]?.[0]?.args.content).toBe('# Plan\n\n- 12% of 480 is 57.6.\n- 5 mi is 8.05 km.\n');
  });
});

it('leaves the note with the conversation id out of its answer', () => {
  const { answer } = converse(
    'Work out 12% of 480.',
    [agentTool({ 'sum-clerk': 'Evaluates math expressions and percentages' })],
    () => '12% of 480 is 57.6.\n[sub_agent_id: run_1]',
  );
  expect(answer).toContain('57.6');
  expect(answer).not.toContain('run_1');
});
