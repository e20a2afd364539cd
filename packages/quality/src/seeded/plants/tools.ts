/** Defects of what tools give and of what goes through them. */
import { assistant, result } from '../../trajectory.fixture.ts';
import type { Draw } from '../draw.ts';
import type { Plant } from '../plant.ts';
import { beforeAnswer, withAnswer, withTool } from '../shape.ts';

const found = (name: string, check: string, text: (draw: Draw) => string): Plant => ({
  name,
  check,
  plant: (trajectory, draw) =>
    beforeAnswer(
      withTool(trajectory, 'search'),
      assistant('', ['found', 'search', '{"query":"one more source"}']),
      result('found', 'search', text(draw)),
    ),
});

const HEX = '0123456789abcdef';
const URL_SAFE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export const TOOL_PLANTS: readonly Plant[] = [
  ...[
    'Lorem ipsum dolor sit amet, consectetur adipiscing elit.',
    'TODO: implement search',
    'Not implemented yet.',
    '{"result": "mock data"}',
    'This is a simulated response for your query.',
    '[object Object]',
    '1. Example result 1\n2. Example result 2',
    '模拟数据：暂无真实内容',
  ].map((text) => found(`the result ${text.slice(0, 20)}`, 'placeholder_output', () => text)),
  {
    name: 'the same result whatever is asked',
    check: 'placeholder_output',
    plant: (trajectory, draw) => {
      const text = `Overview of the market: demand is steady, supply is ample, and ${draw.pick(['analysts', 'dealers', 'makers'])} look ahead with confidence.`;
      return beforeAnswer(
        withTool(trajectory, 'search'),
        ...['tea', 'tractors', 'violins'].flatMap((query, n) => [
          assistant('', [`const${n}`, 'search', JSON.stringify({ query })]),
          result(`const${n}`, 'search', text),
        ]),
      );
    },
  },
  found('a page without end', 'oversize_output', (draw) =>
    Array.from(
      { length: draw.between(900, 1300) },
      (_, n) => `Line ${n} of a page that nobody asked for, row by row.`,
    ).join('\n'),
  ),
  found('a key of OpenAI', 'leaked_secret', (draw) => `OPENAI_API_KEY=sk-proj-${draw.text(48)}`),
  found('a key of Anthropic', 'leaked_secret', (draw) => `key: sk-ant-api03-${draw.text(80, URL_SAFE)}A`),
  found(
    'a token of GitHub',
    'leaked_secret',
    (draw) => `remote: https://ghp_${draw.text(36)}@github.com/team/app.git`,
  ),
  found(
    'a key of AWS',
    'leaked_secret',
    (draw) => `aws_access_key_id = AKIA${draw.text(16, 'ABCDEFGHIJKLMNPQRSTUVWXYZ234567')}`,
  ),
  found(
    'a JWT',
    'leaked_secret',
    (draw) => `Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJ${draw.text(30)}.${draw.text(43, URL_SAFE)}`,
  ),
  found(
    'a private key',
    'leaked_secret',
    (draw) =>
      `-----BEGIN RSA PRIVATE KEY-----\n${draw.text(64)}\n${draw.text(64)}\n-----END RSA PRIVATE KEY-----`,
  ),
  found(
    'a connection string',
    'leaked_secret',
    (draw) => `DATABASE_URL=postgres://app:${draw.text(14)}@db.internal:5432/app`,
  ),
  found('a password', 'leaked_secret', (draw) => `{"user": "app", "password": "${draw.text(18)}9z"}`),
  {
    name: 'a secret in the answer',
    check: 'leaked_secret',
    plant: (trajectory, draw) =>
      withAnswer(trajectory, (text) => `${text} The token is: token = ${draw.text(32, HEX)}a1.`),
  },
];
