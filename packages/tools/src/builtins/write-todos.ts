/** Keeps the list of subtasks in the conversation: every call gives the whole list, and the result repeats it. */
import { errorOutcome, isJsonObject, type Json } from '@nex/core';
import * as z from 'zod';
import { defineBuiltin } from '../builtin-tool.ts';

const MAX_TODOS = 200;
const Status = z
  .enum(['pending', 'in_progress', 'completed', 'cancelled'])
  .describe('How far the subtask is.');

const Todo = z.object({ description: z.string().min(1).describe('What is to be done.'), status: Status });

/** Tool files of older agents call the description `content`, and their status may be left out. */
function fromOlderForm(todo: Json): Json {
  if (!isJsonObject(todo) || todo['content'] === undefined || todo['description'] !== undefined) return todo;
  return { status: 'pending', ...todo, description: todo['content'] };
}

export const writeTodos = defineBuiltin({
  name: 'write_todos',
  description:
    'Lists the subtasks of a complex request and how far each is. Give the complete list every time: it replaces the ' +
    'one before. Keep at most one subtask in_progress, and update the list as soon as a subtask starts or ends.',
  args: z.object({
    todos: z.array(Todo).max(MAX_TODOS).describe('The complete list of subtasks.'),
  }),
  adapt: (args) =>
    Array.isArray(args['todos']) ? { ...args, todos: args['todos'].map(fromOlderForm) } : args,
  repeatable: true,
  async execute({ todos }) {
    const running = todos.filter((todo) => todo.status === 'in_progress').length;
    if (running > 1) {
      return errorOutcome(
        'invalid_arguments',
        `Invalid arguments: ${running} subtasks are in_progress; at most one may be.`,
      );
    }
    const lines = todos.map((todo, index) => `${index + 1}. [${todo.status}] ${todo.description}`);
    const text =
      todos.length === 0
        ? 'Successfully cleared the todo list.'
        : `Successfully updated the todo list. The current list is now:\n${lines.join('\n')}`;
    const structured: Json = { todos: todos.map(({ description, status }) => ({ description, status })) };
    return { content: [{ type: 'text', text }], isError: false, structured };
  },
});
