/** Trajectories that every check keeps; each comes near a defect that it is not. */
import type { Trajectory } from '@nex/core';
import {
  ANSWER,
  assistant,
  child,
  DELEGATION,
  GOOD_STEP,
  goodTrajectory,
  result,
  run,
  struck,
  trajectory,
} from '../trajectory.fixture.ts';
import {
  alone,
  answered,
  BAD_ARGUMENTS,
  CUT_ARGUMENTS,
  SENTENCE,
  searches,
  withSchema,
} from './planted-steps.fixture.ts';

export const GOOD: Record<string, () => Trajectory> = {
  'a lead with a scout': goodTrajectory,
  'a single agent': () => alone(ANSWER),
  'only the scout uses a real tool': () =>
    trajectory(run([...DELEGATION, ANSWER]), child([...GOOD_STEP, ANSWER])),
  'invalid arguments that are repaired': () => trajectory(run([...BAD_ARGUMENTS, ...GOOD_STEP, ANSWER])),
  'malformed arguments that are repaired': () => trajectory(run([...CUT_ARGUMENTS, ...GOOD_STEP, ANSWER])),
  'an error of the tool itself': () =>
    alone(
      assistant('', ['c_2', 'sum', '{}']),
      result('c_2', 'sum', 'no numbers', 'tool_error'),
      assistant('There are three kinds of tea. They could not be added up.'),
    ),
  'an injected outage that is waited out': () =>
    trajectory(
      run([
        ...[0, 1, 2, 3].flatMap((n) => [
          assistant('', [`o${n}`, 'search', '{"query":"tea"}']),
          struck(`o${n}`, 'search', 'outage', 'The tool server web could not be reached.', 'infrastructure'),
        ]),
        ...GOOD_STEP,
        ANSWER,
      ]),
    ),
  'parallel calls answered in another order': () =>
    trajectory(
      run([
        assistant('', ['a', 'search', '{"query":"x"}'], ['b', 'sum', '{}']),
        result('b', 'sum', '0'),
        result('a', 'search', 'x'),
        ANSWER,
      ]),
    ),
  'the same call with a result that changes': () =>
    trajectory(
      run([
        ...searches(
          5,
          () => '{"query":"tea"}',
          (n) => `${n} %`,
        ),
        ANSWER,
      ]),
    ),
  'the same step twice': () =>
    trajectory(
      run([
        ...searches(
          2,
          () => '{"query":"tea"}',
          () => 'same',
        ),
        ANSWER,
      ]),
    ),
  'a stop tool without a result': () =>
    trajectory(
      run([...GOOD_STEP, assistant('', ['c_end', 'sum', '{}'])], {
        stopReason: 'stop_tool',
        response: 'Done.',
      }),
    ),
  'a stop tool with a result and no response': () =>
    trajectory(
      run([...GOOD_STEP, assistant('', ['c_end', 'sum', '{}']), result('c_end', 'sum', '42')], {
        stopReason: 'stop_tool',
        response: '',
      }),
    ),
  'a refusal': () => answered('I could not find it.'),
  'a number': () => answered('42'),
  'a sign': () => answered('👍'),
  'a list of numbers in brackets': () => answered('[1, 2, 3]'),
  'an answer that names a placeholder': () => answered('Replace [empty] by your name in the file.'),
  'a closed code block': () => answered('Run this:\n```sh\nls -la\n```\nThen look.'),
  'a code block that shows a fence': () => answered('````md\n```js\nx\n```\n````'),
  'an inline fence': () => answered('Use ```x``` for code.'),
  'a wide table': () => answered(`|${' --- |'.repeat(60)}\n|${' 0 |'.repeat(60)}\nAll are zero.`),
  'a poem with a refrain': () =>
    answered(`One. ${SENTENCE}Two. ${SENTENCE}Three. ${SENTENCE}Four. ${SENTENCE}`),
  'a schema of draft-07 with a tuple': () => withSchema({ properties: { at: { items: [{}, {}] } } }),
  'a schema that cannot be compiled': () => withSchema({ $ref: 'https://example.com/x.json' }),
  'a failed scout that the lead dealt with': () =>
    trajectory(
      run([...GOOD_STEP, ...DELEGATION, ANSWER]),
      child([ANSWER], { state: 'failed', stopReason: 'max_iterations' }),
    ),
  'Chinese text': () => answered('共有三种茶：绿茶、红茶和白茶。'),
};
