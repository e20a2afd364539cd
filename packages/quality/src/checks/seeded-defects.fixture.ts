/** Defects, planted one at a time, with the check that must find each, its reason and its place. */
import { type Trajectory, textMessage } from '@nex/core';
import {
  ANSWER,
  assistant,
  child,
  DELEGATION,
  GOOD_STEP,
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
  UNKNOWN,
  withSchema,
} from './planted-steps.fixture.ts';

export interface Defect {
  check: string;
  reason: string;
  trajectory: () => Trajectory;
  /** Where the evidence must point. */
  runId?: string;
  messageIndex: number;
}

export const DEFECTS: Record<string, Defect> = {
  'arguments against the schema': {
    check: 'schema_valid_calls',
    reason: 'invalid_arguments',
    trajectory: () => alone(...BAD_ARGUMENTS, ANSWER),
    messageIndex: 4,
  },
  'arguments that are no JSON': {
    check: 'schema_valid_calls',
    reason: 'malformed_arguments',
    trajectory: () => alone(...CUT_ARGUMENTS, ANSWER),
    messageIndex: 4,
  },
  'arguments that are a list': {
    check: 'schema_valid_calls',
    reason: 'malformed_arguments',
    trajectory: () => alone(assistant('', ['c', 'sum', '[]']), result('c', 'sum', 'x'), ANSWER),
    messageIndex: 4,
  },
  'invalid in the scout, valid only in the lead': {
    check: 'schema_valid_calls',
    reason: 'invalid_arguments',
    trajectory: () =>
      trajectory(run([...DELEGATION, ...GOOD_STEP, ANSWER]), child([...BAD_ARGUMENTS, ANSWER])),
    runId: 'run_child',
    messageIndex: 2,
  },
  'a call that is not on the cassette': {
    check: 'infrastructure_fault',
    reason: 'not_recorded',
    trajectory: () =>
      alone(assistant('', ['c', 'sum', '{}']), result('c', 'sum', 'not there', 'not_recorded'), ANSWER),
    messageIndex: 5,
  },
  'an injected fault that the answer keeps quiet about': {
    check: 'ignored_error',
    reason: 'ignored_error',
    trajectory: () =>
      alone(assistant('', ['c', 'sum', '{}']), struck('c', 'sum', 'rate_limit', '429', 'tool_error'), ANSWER),
    messageIndex: 5,
  },
  'against a 2020-12 tuple': {
    check: 'schema_valid_calls',
    reason: 'invalid_arguments',
    trajectory: () => withSchema({ properties: { at: { prefixItems: [{ type: 'string' }] } } }),
    messageIndex: 2,
  },
  'against a draft-07 tuple': {
    check: 'schema_valid_calls',
    reason: 'invalid_arguments',
    trajectory: () =>
      withSchema({
        $schema: 'http://json-schema.org/draft-07/schema#',
        properties: { at: { items: [{ type: 'string' }] } },
      }),
    messageIndex: 2,
  },
  'against a draft-07 tuple without $schema': {
    check: 'schema_valid_calls',
    reason: 'invalid_arguments',
    trajectory: () => withSchema({ properties: { at: { items: [{ type: 'string' }] } } }),
    messageIndex: 2,
  },
  'an invented tool': {
    check: 'unknown_tool',
    reason: 'unknown_tool',
    trajectory: () => trajectory(run([...UNKNOWN, ...GOOD_STEP, ANSWER])),
    messageIndex: 2,
  },
  'an invented tool named like an object method': {
    check: 'unknown_tool',
    reason: 'unknown_tool',
    trajectory: () =>
      alone(assistant('', ['c', 'toString', '{}']), result('c', 'toString', 'x', 'unknown_tool'), ANSWER),
    messageIndex: 4,
  },
  'a call without a result': {
    check: 'unanswered_call',
    reason: 'call_without_result',
    trajectory: () => alone(assistant('', ['c', 'sum', '{}']), ANSWER),
    messageIndex: 4,
  },
  'one of two parallel calls without a result': {
    check: 'unanswered_call',
    reason: 'call_without_result',
    trajectory: () =>
      alone(assistant('', ['c', 'sum', '{}'], ['d', 'sum', '{}']), result('d', 'sum', '0'), ANSWER),
    messageIndex: 4,
  },
  'a result after the user spoke': {
    check: 'unanswered_call',
    reason: 'call_without_result',
    trajectory: () =>
      alone(assistant('', ['c', 'sum', '{}']), textMessage('user', 'And?'), result('c', 'sum', '0'), ANSWER),
    messageIndex: 4,
  },
  'a result without a call': {
    check: 'unanswered_call',
    reason: 'result_without_call',
    trajectory: () => alone(result('c', 'sum', '0'), ANSWER),
    messageIndex: 4,
  },
  'a result before its call': {
    check: 'unanswered_call',
    reason: 'result_without_call',
    trajectory: () => alone(result('c', 'sum', '0'), assistant('', ['c', 'sum', '{}']), ANSWER),
    messageIndex: 4,
  },
  'an id used twice': {
    check: 'unanswered_call',
    reason: 'call_id_reused',
    trajectory: () => alone(assistant('', ['c_1', 'sum', '{}']), result('c_1', 'sum', '0'), ANSWER),
    messageIndex: 4,
  },
  'a run that stopped on a cut answer': {
    check: 'truncated',
    reason: 'truncated',
    trajectory: () =>
      trajectory(
        run([...GOOD_STEP, ...DELEGATION, ANSWER]),
        child([...GOOD_STEP, assistant('The tea is')], { stopReason: 'truncated' }),
      ),
    runId: 'run_child',
    messageIndex: 4,
  },
  'an answer cut inside a code block': {
    check: 'truncated',
    reason: 'truncated',
    trajectory: () => answered('Run this:\n```sh\nls -l'),
    messageIndex: 4,
  },
  'a call cut inside its arguments': {
    check: 'truncated',
    reason: 'truncated',
    trajectory: () => alone(assistant('', ['c', 'sum', '{"a": [1, "x'])),
    messageIndex: 4,
  },
  'the same step three times': {
    check: 'loop',
    reason: 'repeated_call',
    trajectory: () =>
      trajectory(
        run([
          ...searches(
            3,
            (n) => (n === 1 ? '{"limit":1,"query":"tea"}' : '{ "query": "tea", "limit": 1 }'),
            () => 'same',
          ),
          ANSWER,
        ]),
      ),
    messageIndex: 6,
  },
  'an answer that goes round in circles': {
    check: 'loop',
    reason: 'repeated_text',
    trajectory: () => answered(`Well. ${SENTENCE.repeat(8)}`),
    messageIndex: 4,
  },
  'a Chinese answer that goes round in circles': {
    check: 'loop',
    reason: 'repeated_text',
    trajectory: () => answered('茶已经准备好了。'.repeat(12)),
    messageIndex: 4,
  },
  'reasoning that goes round in circles': {
    check: 'loop',
    reason: 'repeated_text',
    trajectory: () =>
      alone({
        role: 'assistant',
        content: [{ type: 'reasoning', text: 'wait no '.repeat(40) }, ...ANSWER.content],
      }),
    messageIndex: 4,
  },
  'no answer at the end': {
    check: 'empty_answer',
    reason: 'no_final_answer',
    trajectory: () => trajectory(run(GOOD_STEP)),
    messageIndex: 3,
  },
  'a call at the end': {
    check: 'empty_answer',
    reason: 'no_final_answer',
    trajectory: () => alone(assistant('Let me see.', ['c', 'sum', '{}'])),
    messageIndex: 4,
  },
  ...Object.fromEntries(
    ['', '  \n', '...', '—'].map((text): [string, Defect] => [
      `the answer ${JSON.stringify(text)}`,
      {
        check: 'empty_answer',
        reason: 'empty_answer',
        trajectory: () => answered(text),
        messageIndex: 4,
      },
    ]),
  ),
  ...Object.fromEntries(
    [
      '[empty]',
      '**[Your answer here]**',
      '<final answer>',
      '{{response}}',
      'TODO',
      'null',
      '(no content).',
    ].map((text): [string, Defect] => [
      `the answer ${text}`,
      {
        check: 'empty_answer',
        reason: 'placeholder_answer',
        trajectory: () => answered(text),
        messageIndex: 4,
      },
    ]),
  ),
  'a failed root': {
    check: 'unfinished',
    reason: 'unfinished',
    trajectory: () => trajectory(run([...GOOD_STEP, ANSWER], { state: 'failed', stopReason: 'model_error' })),
    messageIndex: 4,
  },
  'a root that ran out of iterations': {
    check: 'unfinished',
    reason: 'unfinished',
    trajectory: () => trajectory(run([...GOOD_STEP, ANSWER], { stopReason: 'max_iterations' })),
    messageIndex: 4,
  },
  'no tool at all': {
    check: 'no_tool_use',
    reason: 'no_tool_use',
    trajectory: () => trajectory(run([ANSWER])),
    messageIndex: 0,
  },
  'delegation only': {
    check: 'no_tool_use',
    reason: 'no_tool_use',
    trajectory: () => trajectory(run([...DELEGATION, ANSWER]), child([ANSWER])),
    messageIndex: 0,
  },
  'only failing tools': {
    check: 'no_tool_use',
    reason: 'no_tool_use',
    trajectory: () =>
      trajectory(run([assistant('', ['c', 'sum', '{}']), result('c', 'sum', 'down', 'tool_error'), ANSWER])),
    messageIndex: 0,
  },
  'a tool server that was gone': {
    check: 'infrastructure_fault',
    reason: 'infrastructure_fault',
    trajectory: () =>
      alone(assistant('', ['c', 'sum', '{}']), result('c', 'sum', 'gone', 'infrastructure'), ANSWER),
    messageIndex: 5,
  },
  'an outcome that nobody knows': {
    check: 'infrastructure_fault',
    reason: 'infrastructure_fault',
    trajectory: () =>
      alone(assistant('', ['c', 'sum', '{}']), result('c', 'sum', '?', 'unknown_outcome'), ANSWER),
    messageIndex: 5,
  },
};
