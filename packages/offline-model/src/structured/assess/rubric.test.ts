import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../schema/json-schema.ts';
import { rubric } from './rubric.ts';

const MESSAGES = [
  { id: 'm0', agent: 'lead', role: 'user', text: 'Plan the beds and say how many tulip bulbs I need.' },
  { id: 'm1', agent: 'lead', role: 'assistant', text: '(calls count_bulbs) {"bed":"tulip bulbs needed"}' },
  { id: 'm2', agent: 'lead', role: 'tool', text: '(error of count_bulbs) The tulip bulbs were not counted.' },
  { id: 'm3', agent: 'lead', role: 'tool', text: '(result of write_entry) The entry on compost was saved.' },
  { id: 'm4', agent: 'lead', role: 'assistant', text: 'You need twelve tulip bulbs. 球根需要十二个。' },
];

function judged(...criteria: string[]) {
  const given = criteria.map((text, at) => ({ criterion: at + 1, text }));
  return rubric({ query: 'Plan the beds.', criteria: given, messages: MESSAGES })['criteria'] as JsonObject[];
}

describe('a rubric', () => {
  it.each([
    ['Says how many tulip bulbs are needed', true, 'm4'],
    ['The entry on compost is saved', true, 'm3'],
    ['需要球根', true, 'm4'],
    ['Names a nursery that delivers in winter', false, ''],
    ['of the', false, ''],
  ])('%s: %s', (text, met, message) => {
    const [one = {}] = judged(text);
    expect([one['met'], one['message']]).toEqual([met, message]);
    const said = MESSAGES.find(({ id }) => id === message)?.text ?? '';
    expect(said).toContain(one['quote']);
    expect(one['quote'] === '').toBe(!met);
  });

  it('has an answer for each criterion, by its number', () => {
    expect(judged('Plants roses', 'Counts tulip bulbs').map(({ criterion }) => criterion)).toEqual([1, 2]);
  });
});
