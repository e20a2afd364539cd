import {
  parseJsonObject,
  REDACTION_KINDS,
  type RedactionKind,
  RedactionPolicy,
  Trajectory,
  textOf,
} from '@nex/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leakedSecret } from '../checks/leaked-secret.ts';
import { alone } from '../checks/planted-steps.fixture.ts';
import { specimens } from '../seeded/index.ts';
import { anyTrajectory } from '../trajectory.arbitrary.ts';
import { assistant, result } from '../trajectory.fixture.ts';
import { FINDERS } from './finders/index.ts';
import { createRedactor } from './redact-trajectory.ts';

const NAMES = [
  'Ada Lovelace',
  '王小明',
  'Bo',
  'Anne-Marie (A.)',
  'アーノルド',
  '山田 太郎',
  '김철수',
  'José García',
];
const policy = (action: 'mask' | 'hash' | 'drop' = 'mask') =>
  RedactionPolicy.parse({
    id: 'strict',
    version: 3,
    rules: REDACTION_KINDS.map((kind) => ({ kind, action, ...(kind === 'name' ? { names: NAMES } : {}) })),
  });
const redactor = createRedactor(policy());

/** The parts that a finder takes out. */
function foundIn(kind: RedactionKind, text: string): string[] {
  const find = FINDERS[kind]({ kind, action: 'mask', ...(kind === 'name' ? { names: NAMES } : {}) });
  return find(text).map(({ start, end }) => text.slice(start, end));
}

const VALUES: Record<RedactionKind, [text: string, value: string][]> = {
  secret: [
    ['key sk-proj-Zk3J9qLm2Xw8Rt5Yv1Bn7Cp0 end', 'sk-proj-Zk3J9qLm2Xw8Rt5Yv1Bn7Cp0'],
    ['{"db_password": "pX7vQ2mL9sT4"}', 'pX7vQ2mL9sT4'],
    ['postgres://app:h7Gt2Kq9@db:5432/x', 'h7Gt2Kq9'],
    ['blob Zk3J9qLm2Xw8Rt5Yv1Bn7Cp0Ad4Fg6Hs8Kd2Lw9Qe5Ty3', 'Zk3J9qLm2Xw8Rt5Yv1Bn7Cp0Ad4Fg6Hs8Kd2Lw9Qe5Ty3'],
  ],
  email: [
    ['write to Jane.Doe+x@mail.co.uk.', 'Jane.Doe+x@mail.co.uk'],
    ['邮箱：li@公司.cn。', 'li@公司.cn'],
    ['jörg@müller.de', 'jörg@müller.de'],
    ['请发到alice@mail.com谢谢', 'alice@mail.com'],
    [`邮箱是alice@mail.com${'请在明天上午十点之前把合同发送到这个地址'.repeat(2)}`, 'alice@mail.com'],
    [`${'请在明天上午十点之前把合同发送到'.repeat(5)}alice@mail.com。`, 'alice@mail.com'],
    ['메일은 alice@mail.co.kr로 보내세요', 'alice@mail.co.kr'],
    ['写给 用户@例子.公司。', '用户@例子.公司'],
  ],
  iban: [
    ['IBAN GB82 WEST 1234 5698 7654 32, please', 'GB82 WEST 1234 5698 7654 32'],
    ['DE89370400440532013000', 'DE89370400440532013000'],
    ['BE68 5390 0754 7034 BIC KREDBEBB', 'BE68 5390 0754 7034'],
    ['AT61 1904 3002 3457 3201 EUR 500', 'AT61 1904 3002 3457 3201'],
    ['REF AB12 CDEF GHIJ BE68 5390 0754 7034', 'BE68 5390 0754 7034'],
  ],
  credit_card: [
    ['card 4111 1111 1111 1111 ok', '4111 1111 1111 1111'],
    ['5500-0000-0000-0004', '5500-0000-0000-0004'],
    ['4111 1111 1111 1111 123', '4111 1111 1111 1111'],
    ['4111111111111111 12/27', '4111111111111111'],
    ['in 2023 4111 1111 1111 1111', '4111 1111 1111 1111'],
    ['3782 822463 10005 4711', '3782 822463 10005'],
  ],
  national_id: [
    ['SSN 123-45-6789', '123-45-6789'],
    ['身份证 11010519491231002X', '11010519491231002X'],
    ['CPF 529.982.247-25', '529.982.247-25'],
    ['DNI 12345678Z', '12345678Z'],
    ['NI AB 12 34 56 C', 'AB 12 34 56 C'],
  ],
  ip: [
    ['from 203.0.113.9:80', '203.0.113.9'],
    ['at 2001:db8::8a2e:370:7334.', '2001:db8::8a2e:370:7334'],
    ['from ::ffff:203.0.113.9, port 80', '::ffff:203.0.113.9'],
    ['via fe80::1%eth0', 'fe80::1'],
    ['host:203.0.113.9', '203.0.113.9'],
  ],
  phone: [
    ['call +49 151 2345 6789 now', '+49 151 2345 6789'],
    ['(415) 555-2671', '(415) 555-2671'],
    ['电话13912345678', '13912345678'],
    ['030 123456', '030 123456'],
    ['au 06 12 34 56 78.', '06 12 34 56 78'],
    ['Tél. 01.23.45.67.89', '01.23.45.67.89'],
    ['call 1-800-555-2671', '1-800-555-2671'],
    ['1 (415) 555-2671', '1 (415) 555-2671'],
  ],
  name: [
    ['dear ada  lovelace,', 'ada  lovelace'],
    ['我是王小明。', '王小明'],
    ['アーノルドさん', 'アーノルド'],
    ['昨日、山田 太郎さんが', '山田 太郎'],
    ['김철수는 갔다', '김철수'],
    ['José García lives'.normalize('NFD'), 'José García'.normalize('NFD')],
  ],
};
const INNOCENT: [RedactionKind, string][] = [
  ['secret', 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  [
    'secret',
    'integrity="sha256-47DEQpj8HBSa+TImW+5JCeuQeRkm5NMpJWZG3hSuFUQ=" and script-src \'sha256-B2yPHKaXnvFWtRChIbabYmUBFZdVfKKXHbWtWidDVF8=\'',
  ],
  ['secret', 'sk-your-key-here-your-key-here'],
  ['email', 'user@localhost @decorator a@b'],
  ['iban', 'GB82 WEST 1234 5698 7654 33'],
  ['credit_card', '4111 1111 1111 1112 and 1234567890123456'],
  ['credit_card', 'by year: 2019 2020 2021 2022 2023 2024 2025 2026'],
  ['national_id', '000-12-3456 and 110105194912310021 and 12345678A'],
  ['ip', 'v1.2.3.4 version 1.2.3.4 127.0.0.1 12:30:45 std::vector 1.2.3.4.5'],
  ['ip', 'x[1::2], y[10::20], "version": "1.2.3.4", Version=4.0.0.0, <FileVersion>1.0.0.0</FileVersion>'],
  ['email', 'logo@2x.png and Icon@3x.JPG'],
  ['phone', 'bytes 00 01 02 03 04 05 06 and 7f 01 02 03 04 05 06 and 05 06 07 08'],
  ['phone', '2026-03-04 12:30, 1,234,567 and 3.14159265 and id 20260304123'],
  ['name', 'Bob and Adalovelace'],
];

describe.each(REDACTION_KINDS)('%s', (kind) => {
  test.each(VALUES[kind])('is found in %j', (text, value) => {
    expect(foundIn(kind, text)).toEqual([value]);
  });
  test.each(INNOCENT.filter(([one]) => one === kind))('%s is not in %j', (_, text) => {
    expect(foundIn(kind, text)).toEqual([]);
  });
});

test('one value has one placeholder, and calls stay what they are', () => {
  const before = alone(
    assistant('I ask jane@mail.org.', [
      'c_9',
      'search',
      '{ "to": "Jane@mail.org",\n "n": 4111111111111111, "password":"pX7vQ2mL9sT4\\u0021", "q": "a\\nbob@mail.org" }',
    ]),
    result('c_9', 'search', '{"from":"jane@mail.org","inner":"{\\"ip\\":\\"203.0.113.9\\"}"}'),
    assistant('Done for jane@mail.org and bob@mail.org.'),
  );
  const { trajectory, audit } = redactor.redact(before);
  const [, , , , ask, answer, last] = trajectory.runs[0]?.messages ?? [];
  const call = ask?.content.find((block) => block.type === 'tool_call');
  expect(call).toMatchObject({
    id: 'c_9',
    argumentsText:
      '{ "to": "[email_1]",\n "n": "[credit_card_1]", "password":"[secret_1]", "q": "a\\n[email_2]" }',
    arguments: { to: '[email_1]', n: '[credit_card_1]', password: '[secret_1]', q: 'a\n[email_2]' },
  });
  expect(textOf((answer?.content[0] ?? { content: [] }) as { content: [] })).toBe(
    '{"from":"[email_1]","inner":"{\\"ip\\":\\"[ip_1]\\"}"}',
  );
  expect(textOf(last ?? { content: [] })).toBe('Done for [email_1] and [email_2].');
  expect(audit).toEqual({
    policyId: 'strict',
    policyVersion: 3,
    entries: [
      { kind: 'email', action: 'mask', runId: 'run_root', messageIndex: 4, count: 3 },
      { kind: 'credit_card', action: 'mask', runId: 'run_root', messageIndex: 4, count: 1 },
      { kind: 'secret', action: 'mask', runId: 'run_root', messageIndex: 4, count: 1 },
      { kind: 'email', action: 'mask', runId: 'run_root', messageIndex: 5, count: 1 },
      { kind: 'ip', action: 'mask', runId: 'run_root', messageIndex: 5, count: 1 },
      { kind: 'email', action: 'mask', runId: 'run_root', messageIndex: 6, count: 2 },
    ],
  });
});

test('a version stays, in JSON too', () => {
  const json = '{"version": "1.2.3.4", "host": "203.0.113.9", "mapped": "::ffff:203.0.113.9"}';
  const { trajectory } = redactor.redact(alone(result('c', 'status', json)));
  const [block] = trajectory.runs[0]?.messages.at(-1)?.content ?? [];
  expect(block?.type === 'tool_result' && textOf(block)).toBe(
    '{"version": "1.2.3.4", "host": "[ip_1]", "mapped": "[ip_2]"}',
  );
});

test('a text of any length is read, also where it is one string of JSON', () => {
  const long = JSON.stringify({ page: `${'\\n'.repeat(500_000)}jane@mail.org ${'x'.repeat(16_000_000)}` });
  const { trajectory } = createRedactor(
    RedactionPolicy.parse({ id: 'mail', version: 1, rules: [{ kind: 'email' }] }),
  ).redact(alone(result('c', 'fetch', long)));
  const [block] = trajectory.runs[0]?.messages.at(-1)?.content ?? [];
  expect(block?.type === 'tool_result' && textOf(block)).toHaveLength(long.length - 4);
});

test('a placeholder of before never comes to mean another value', () => {
  const { trajectory } = redactor.redact(alone(assistant('[email_1] wrote to eve@mail.org.')));
  expect(textOf(trajectory.runs[0]?.messages.at(-1) ?? { content: [] })).toBe(
    '[email_1] wrote to [email_2].',
  );
});

test('hashes are the same in all trajectories with one salt, and need one', () => {
  const said = (salt: string) =>
    textOf(
      createRedactor(policy('hash'), { salt })
        .redact(alone(assistant('eve@mail.org')))
        .trajectory.runs[0]?.messages.at(-1) ?? { content: [] },
    );
  expect(said('a')).toMatch(/^\[email_[0-9a-f]{12}\]$/);
  expect(said('a')).toBe(said('a'));
  expect(said('a')).not.toBe(said('b'));
  expect(() => createRedactor(policy('hash'))).toThrow(/salt/);
});

test.each([
  [{ rules: [] }, /rules/],
  [{ id: 'No Good' }, /id/],
  [{ rules: [{ kind: 'name' }] }, /names/],
  [{ rules: [{ kind: 'email' }, { kind: 'email' }] }, /two rules/],
  [{ rules: [{ kind: 'email', highEntropy: true }] }, /highEntropy/],
])('a policy is refused: %j', (change, message) => {
  const fault = RedactionPolicy.safeParse({
    id: 'x',
    version: 1,
    rules: [{ kind: 'email' }],
    ...change,
  }).error;
  expect(JSON.stringify(fault?.issues)).toMatch(message);
});

const values = fc.constantFrom(
  ...Object.values(VALUES).flatMap((rows) => rows.map(([text]) => text)),
  'tea',
  ' ',
  '"',
  '\\n',
  '1',
);
const mixed = fc.array(values, { maxLength: 5 }).map((parts) => parts.join(''));
const text = fc.oneof(
  mixed,
  fc.dictionary(fc.constantFrom('password', 'note', 'a"b'), mixed).map((value) => JSON.stringify(value)),
);

describe.each(['mask', 'hash', 'drop'] as const)('%s', (action) => {
  const strict = createRedactor(policy(action), { salt: 'salt' });

  test('leaves no secret for the check to find', () => {
    let planted = 0;
    for (const { defect, trajectory } of specimens(1)) {
      if (defect !== 'leaked_secret') continue;
      planted += 1;
      expect(leakedSecret.judge(trajectory).verdict).toBe('drop');
      expect(leakedSecret.judge(strict.redact(trajectory).trajectory).verdict).toBe('keep');
    }
    expect(planted).toBeGreaterThan(50);
  });

  test('twice is once, JSON stays JSON, and no value is left', () => {
    fc.assert(
      fc.property(text, text, (asked, found) => {
        const before = alone(
          assistant(asked, ['c', 'search', JSON.stringify({ password: asked, query: found })]),
          result('c', 'search', found),
          assistant(found),
        );
        const { trajectory, audit } = strict.redact(before);
        expect(strict.redact(trajectory)).toEqual({ trajectory, audit: { ...audit, entries: [] } });
        const call = trajectory.runs[0]?.messages[4]?.content.at(-1);
        if (call?.type !== 'tool_call') throw new Error('the call is where it was');
        expect(parseJsonObject(call.argumentsText)).toEqual(call.arguments);
        if (isParsed(found))
          expect(isParsed(textOf(trajectory.runs[0]?.messages.at(-1) ?? { content: [] }))).toBe(true);
        expect(Trajectory.parse(trajectory)).toEqual(trajectory);
      }),
      { numRuns: 60 },
    );
  });

  test('what holds nothing of the kind is the same object', () => {
    fc.assert(
      fc.property(anyTrajectory, (any) => {
        const { trajectory, audit } = strict.redact(any);
        if (audit.entries.length === 0) expect(trajectory).toBe(any);
        const blind = (one: Trajectory) =>
          JSON.stringify({ ...one, runs: one.runs.map((run) => ({ ...run, messages: [], response: '' })) });
        expect(blind(trajectory)).toBe(blind(any));
      }),
      { numRuns: 30 },
    );
  });
});

function isParsed(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
