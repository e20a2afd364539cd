import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openToolRoom } from '../__fixtures__/tool-room.ts';
import { askUser } from './ask-user.ts';
import { completeTask } from './complete-task.ts';
import { saveMemory } from './save-memory.ts';
import { writeTodos } from './write-todos.ts';

describe('save_memory', () => {
  it.each([
    ['no file', undefined, '## Gemini Added Memories\n- new\n'],
    ['a file without the section', '# Notes', '# Notes\n\n## Gemini Added Memories\n- new\n'],
    ['a section', '## Gemini Added Memories\n- old\n', '## Gemini Added Memories\n- old\n- new\n'],
    [
      'a section with another after it',
      'x\n\n## Gemini Added Memories\n- old\n\n## Next\ny\n',
      'x\n\n## Gemini Added Memories\n- old\n- new\n\n## Next\ny\n',
    ],
  ])('adds an item to %s', async (_, before, after) => {
    await using room = await openToolRoom();
    if (before !== undefined) await room.put('GEMINI.md', before);
    const { text } = await room.run(saveMemory, { fact: '- - new' });
    expect(text).toBe('Okay, I\'ve remembered that: "new"');
    expect(await room.read('GEMINI.md')).toBe(after);
  });

  it('keeps every fact as one item of the section, whatever it says', async () => {
    await using room = await openToolRoom();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 5 }),
        async (facts) => {
          await room.put('GEMINI.md', '## Gemini Added Memories\n\n## Next\n');
          let kept = 0;
          for (const fact of [...facts, '## Heading\n# Other', '$&']) {
            if (!(await room.run(saveMemory, { fact })).isError) kept += 1;
          }
          const text = await room.read('GEMINI.md');
          expect(text.startsWith('## Gemini Added Memories\n- ')).toBe(true);
          expect(text.endsWith('\n\n## Next\n')).toBe(true);
          expect(text.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(kept);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('refuses a fact of nothing', async () => {
    await using room = await openToolRoom();
    expect(await room.run(saveMemory, { fact: ' - \n' })).toMatchObject({ errorKind: 'invalid_arguments' });
  });
});

describe('ask_user', () => {
  const option = { label: 'A', description: '' };
  const choice = { question: 'Which?', header: 'Which', options: [option, { ...option, label: 'B' }] };

  it('waits, and hands the questions on', async () => {
    await using room = await openToolRoom();
    const questions = [choice, { question: 'Name?', header: 'Name', type: 'text', placeholder: 'x' }];
    expect(await room.run(askUser, { questions })).toMatchObject({
      isError: false,
      text: 'Asking user questions, waiting for user answers...',
      structured: { questions },
    });
  });

  it.each([
    ['no question', []],
    ['five questions', Array(5).fill(choice)],
    ['a choice without options', [{ question: 'Q?', header: 'H' }]],
    ['a choice of one', [{ ...choice, options: [option] }]],
    ['a choice of five', [{ ...choice, options: Array(5).fill(option) }]],
    ['a long header', [{ ...choice, header: 'x'.repeat(33) }]],
    ['an unknown type', [{ ...choice, type: 'number' }]],
  ])('refuses %s', async (_, questions) => {
    await using room = await openToolRoom();
    expect(await room.run(askUser, { questions })).toMatchObject({
      isError: true,
      errorKind: 'invalid_arguments',
    });
  });
});

describe('write_todos', () => {
  const todo = { description: 'Read', status: 'pending' };

  it('repeats the list', async () => {
    await using room = await openToolRoom();
    const { text, structured } = await room.run(writeTodos, { todos: [todo] });
    expect(text).toBe('Successfully updated the todo list. The current list is now:\n1. [pending] Read');
    expect(structured).toEqual({ todos: [todo] });
    expect((await room.run(writeTodos, { todos: [] })).text).toBe('Successfully cleared the todo list.');
  });

  it('allows one subtask in progress', async () => {
    await using room = await openToolRoom();
    const running = { description: 'x', status: 'in_progress' };
    expect(await room.run(writeTodos, { todos: [running, running] })).toMatchObject({
      errorKind: 'invalid_arguments',
    });
  });

  it.each([
    [{ content: 'Read', priority: 'high', id: '1' }, todo],
    [
      { content: 'Read', status: 'completed', id: '1' },
      { ...todo, status: 'completed' },
    ],
  ])('reads the older form %j', async (older, now) => {
    await using room = await openToolRoom();
    expect(await room.run(writeTodos, { todos: [older] })).toMatchObject({
      isError: false,
      structured: { todos: [now] },
    });
  });
});

it('complete_task refuses a result of white space and gives the result as structure', async () => {
  await using room = await openToolRoom();
  expect(await room.run(completeTask, { result: ' \n' })).toMatchObject({ errorKind: 'invalid_arguments' });
  const done = await room.run(completeTask, { result: 'All "done".' });
  expect(done.structured).toEqual({ status: 'TASK_COMPLETED', result: 'All "done".' });
  expect(JSON.parse(done.text)).toEqual(done.structured);
});
