/** Steps and whole trajectories that the good and the defective ones are put together from. */
import type { Trajectory } from '@nex/core';
import { ANSWER, assistant, GOOD_STEP, result, run, tool, trajectory } from '../trajectory.fixture.ts';

export const BAD_ARGUMENTS = [
  assistant('', ['c_bad', 'search', '{"limit": 0}']),
  result('c_bad', 'search', 'query is required', 'invalid_arguments'),
];
export const CUT_ARGUMENTS = [
  assistant('', ['c_cut', 'search', '{"query": tea}']),
  result('c_cut', 'search', 'arguments are not JSON', 'malformed_arguments'),
];
export const UNKNOWN = [
  assistant('', ['c_x', 'browse', '{}']),
  result('c_x', 'browse', 'There is no such tool.', 'unknown_tool'),
];
export const searches = (times: number, args: (n: number) => string, text: (n: number) => string) =>
  Array.from({ length: times }, (_, n) => [
    assistant('', [`c_s${n}`, 'search', args(n)]),
    result(`c_s${n}`, 'search', text(n)),
  ]).flat();
export const alone = (...messages: Parameters<typeof run>[0]) => trajectory(run([...GOOD_STEP, ...messages]));
export const answered = (text: string) => alone(assistant(text));
export const SENTENCE = 'The tea is ready and the cup is warm. ';

/** One call of a tool with this schema, with the arguments `{"at": [1, 2]}`. */
export function withSchema(inputSchema: Parameters<typeof tool>[2]): Trajectory {
  const messages = [assistant('', ['c', 'plot', '{"at": [1, 2]}']), result('c', 'plot', 'ok'), ANSWER];
  return trajectory(run(messages, { tools: [tool('plot', 'mcp', inputSchema)] }));
}
