import { Assertion, type Message, type TrajectoryRun } from '@nex/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyTrajectory } from '../trajectory.arbitrary.ts';
import { assistant, result, run } from '../trajectory.fixture.ts';
import { ASSERTION_JUDGES, judgeAssertion } from './index.ts';

const search = (id: string, error = false): Message[] => [
  assistant('', [id, 'search', '{"query":"q"}']),
  result(id, 'search', 'The price is 1,250.50 and the weight 0.66667.', error ? 'tool_error' : undefined),
];
const sum = (id: string): Message[] => [assistant('', [id, 'sum', '{}']), result(id, 'sum', '42')];
const ask = (id: string, name: string): Message[] => [
  assistant('', [id, 'Agent', `{"sub_agent_name":"${name}","message":"m"}`]),
  result(id, 'Agent', 'done'),
];
const said = (response: string, ...messages: Message[][]): TrajectoryRun =>
  run([...messages.flat(), assistant(response)], { response });

const id = 'a';
const CASES: [string, Assertion, TrajectoryRun, string | undefined][] = [
  ['a tool', { id, kind: 'calls', names: ['search'] }, said('x', search('1')), undefined],
  ['one of several', { id, kind: 'calls', names: ['sum', 'search'] }, said('x', search('1')), undefined],
  ['a sub-agent', { id, kind: 'calls', names: ['reader'] }, said('x', ask('1', 'reader')), undefined],
  ['another sub-agent', { id, kind: 'calls', names: ['reader'] }, said('x', ask('1', 'writer')), 'called'],
  ['a failed call', { id, kind: 'calls', names: ['search'] }, said('x', search('1', true)), 'succeeded'],
  [
    'failed, then well',
    { id, kind: 'calls', names: ['search'] },
    said('x', search('1', true), search('2')),
    undefined,
  ],
  ['in order', { id, kind: 'order', names: ['search', 'sum'] }, said('x', search('1'), sum('2')), undefined],
  [
    'out of order',
    { id, kind: 'order', names: ['search', 'sum'] },
    said('x', sum('1'), search('2')),
    'before',
  ],
  [
    'one left out',
    { id, kind: 'order', names: ['search', 'ask', 'sum'] },
    said('x', search('1'), sum('2')),
    undefined,
  ],
  [
    'again later',
    { id, kind: 'order', names: ['search', 'sum'] },
    said('x', search('1'), sum('2'), search('3')),
    undefined,
  ],
  ['a match', { id, kind: 'answer_matches', pattern: '\\d+ EUR' }, said('It is 12 EUR.'), undefined],
  ['no match', { id, kind: 'answer_matches', pattern: '^\\d+ EUR' }, said('It is 12 EUR.'), 'match'],
  ['a broken pattern', { id, kind: 'answer_matches', pattern: '(' }, said('x'), 'cannot be read'],
  [
    'fields in words',
    { id, kind: 'answer_fields', fields: ['total_price'] },
    said('The total of all prices is 3.'),
    undefined,
  ],
  [
    'fields in JSON',
    { id, kind: 'answer_fields', fields: ['total_price'] },
    said('{"total_price":3}'),
    undefined,
  ],
  [
    'a field left out',
    { id, kind: 'answer_fields', fields: ['total_price', 'due_date'] },
    said('The total price is 3.'),
    'due_date',
  ],
  [
    'numbers of a result',
    { id, kind: 'grounded' },
    said('It is 1250.5, weight 0.667.', search('1')),
    undefined,
  ],
  ['small numbers', { id, kind: 'grounded' }, said('1. one\n2. two'), undefined],
  ['an invented number', { id, kind: 'grounded' }, said('It is 999.', search('1')), '999'],
  ['not called', { id, kind: 'never_calls', names: ['sum'] }, said('x', search('1')), undefined],
  [
    'called',
    { id, kind: 'never_calls', names: ['search'] },
    said('x', search('1', true)),
    'search was called',
  ],
  ['few calls', { id, kind: 'most_calls', count: 2 }, said('x', search('1'), sum('2')), undefined],
  ['too many calls', { id, kind: 'most_calls', count: 1 }, said('x', search('1'), sum('2')), '2 calls'],
];

describe.each(Object.keys(ASSERTION_JUDGES) as Assertion['kind'][])('%s', (kind) => {
  test.each(CASES.filter(([, assertion]) => assertion.kind === kind))(
    '%s',
    (_, assertion, subject, fault) => {
      const found = judgeAssertion(Assertion.parse(assertion), subject);
      if (fault === undefined) expect(found).toBeUndefined();
      else {
        expect(found?.note).toContain(fault);
        expect(subject.messages[found?.messageIndex ?? -1]).toBeDefined();
      }
    },
  );

  test('has a case that holds and one that does not', () => {
    const faults = CASES.filter(([, assertion]) => assertion.kind === kind).map(([, , , fault]) => fault);
    expect(faults).toContain(undefined);
    expect(faults.some((fault) => fault !== undefined)).toBe(true);
  });
});

test('never throws, and says the same again', () => {
  fc.assert(
    fc.property(
      anyTrajectory,
      fc.constantFrom(...CASES.map(([, assertion]) => assertion)),
      ({ runs }, assertion) => {
        for (const one of runs)
          expect(judgeAssertion(assertion, one)).toEqual(judgeAssertion(assertion, one));
      },
    ),
    { numRuns: 50 },
  );
});
