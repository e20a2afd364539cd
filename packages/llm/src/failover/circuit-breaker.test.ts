import { expect, test } from 'vitest';
import { createCircuitBreaker, type Permit } from './circuit-breaker.ts';

function setUp(failureThreshold = 3) {
  let now = 0;
  const breaker = createCircuitBreaker({ failureThreshold, recoveryTimeoutMs: 1000, clock: () => now });
  const permits: (Permit | undefined)[] = [];
  const act: Record<string, (argument: number) => void> = {
    enter: () => void permits.push(breaker.enter()),
    /** Of the permit with that number. */
    succeed: (i) => permits[i]?.succeed(),
    fail: (i) => permits[i]?.fail(),
    release: (i) => permits[i]?.release(),
    wait: (ms) => void (now += ms),
  };
  const play = (script: string) => {
    for (const step of script.split(', ')) {
      const [name = '', argument = '0'] = step.split(' ');
      act[name]?.(Number(argument));
    }
    return { state: breaker.state, admitted: permits.map((permit) => permit !== undefined) };
  };
  return { breaker, play };
}

const OPEN = 'enter, enter, enter, fail 0, fail 1, fail 2';

test.each<[string, string, string, boolean[]]>([
  ['closed, before any call', 'wait 0', 'closed', []],
  ['closed: all calls go through', 'enter, enter, enter, enter', 'closed', [true, true, true, true]],
  ['closed + success', 'enter, succeed 0', 'closed', [true]],
  ['closed + fewer failures than the threshold', 'enter, enter, fail 0, fail 1', 'closed', [true, true]],
  [
    'closed + a success between failures',
    'enter, fail 0, enter, fail 1, enter, succeed 2, enter, fail 3, enter, fail 4',
    'closed',
    [true, true, true, true, true],
  ],
  [
    'closed + released calls',
    'enter, enter, enter, release 0, release 1, release 2',
    'closed',
    [true, true, true],
  ],
  ['closed + failures at the threshold', OPEN, 'open', [true, true, true]],
  ['open + a call', `${OPEN}, enter`, 'open', [true, true, true, false]],
  ['open + a call just before the time', `${OPEN}, wait 999, enter`, 'open', [true, true, true, false]],
  [
    'open + the late success of an earlier call',
    `enter, ${OPEN.replaceAll('2', '3')}, fail 2, succeed 0`,
    'open',
    [true, true, true, true],
  ],
  ['open + the time', `${OPEN}, wait 1000`, 'half_open', [true, true, true]],
  [
    'half-open: one probe at a time',
    `${OPEN}, wait 1000, enter, enter`,
    'half_open',
    [true, true, true, true, false],
  ],
  [
    'half-open + success of the probe',
    `${OPEN}, wait 1000, enter, succeed 3, enter, enter`,
    'closed',
    [true, true, true, true, true, true],
  ],
  [
    'half-open + failure of the probe',
    `${OPEN}, wait 1000, enter, fail 3, enter`,
    'open',
    [true, true, true, true, false],
  ],
  [
    'half-open + failure of the probe: the time starts anew',
    `${OPEN}, wait 1000, enter, wait 10, fail 3, wait 999, enter`,
    'open',
    [true, true, true, true, false],
  ],
  [
    'half-open + failure of the probe + the time',
    `${OPEN}, wait 1000, enter, fail 3, wait 1000, enter`,
    'half_open',
    [true, true, true, true, true],
  ],
  [
    'half-open + release of the probe: the next call probes',
    `${OPEN}, wait 1000, enter, release 3, enter, enter`,
    'half_open',
    [true, true, true, true, true, false],
  ],
  [
    'half-open + the late failure of an earlier call',
    `enter, ${OPEN.replaceAll('2', '3')}, fail 2, wait 1000, fail 0, enter`,
    'half_open',
    [true, true, true, true, true],
  ],
  [
    'closed again: failures are counted from nothing',
    `${OPEN}, wait 1000, enter, succeed 3, enter, fail 4, enter, fail 5`,
    'closed',
    [true, true, true, true, true, true],
  ],
])('%s', (_name, script, state, admitted) => {
  expect(setUp().play(script)).toEqual({ state, admitted });
});

test('says how long it rests', () => {
  const { breaker, play } = setUp();
  expect(breaker.waitMs).toBe(0);
  play(`${OPEN}, wait 400`);
  expect(breaker.waitMs).toBe(600);
  play('wait 5000');
  expect(breaker.waitMs).toBe(0);
});

test('the default opens after three failures for a minute', () => {
  let now = 0;
  const breaker = createCircuitBreaker({ clock: () => now });
  for (let i = 0; i < 3; i += 1) breaker.enter()?.fail();
  expect([breaker.state, breaker.waitMs]).toEqual(['open', 60_000]);
  now = 60_000;
  expect(breaker.state).toBe('half_open');
});
