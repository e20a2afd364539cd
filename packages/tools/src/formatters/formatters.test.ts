import { FORMATTERS, type FormatterName, type Json, type JsonObject, textOf } from '@nex/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORMATTER_TABLE } from './index.ts';
import { outcomeOfResult } from './outcome-of-result.ts';

const shown = (value: Json, formatter: FormatterName = 'markdown') =>
  textOf(outcomeOfResult(value, formatter, 'tool'));

describe.each(FORMATTERS)('contract of %s', (name) => {
  it('gives text for any object, and keeps the main text as it is', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.boolean(), (result, isError) => {
        const text = FORMATTER_TABLE[name](result as JsonObject, { toolName: 'tool', isError });
        expect(text).toBeTypeOf('string');
      }),
    );
    expect(shown({ stdout: 'a\n<b>\n' }, name)).toContain('a\n<b>');
  });

  it('leaves strings, lists and other plain values alone', () => {
    expect(shown('as it is\n', name)).toBe('as it is\n');
    expect(shown([1, 2, 'v'], name)).toBe('[1,2,"v"]');
    expect(shown(null, name)).toBe('null');
  });
});

describe('markdown', () => {
  it.each<[JsonObject, string]>([
    [{ content: 'bare' }, 'bare'],
    [{ result: { a: 1 } }, '{"a":1}'],
    [{ content: 'bare', returnDisplay: 'drop' }, 'bare'],
    [{ n: 1, content: 'text' }, '## Tool Result\n\n### Metadata\n\n- `n`: 1\n\n### Body (`content`)\n\ntext'],
    [
      { a: 'x\ny', b: 'l\nonger' },
      '## Tool Result\n\n### Metadata\n\n- `a`:\n  x\n  y\n\n### Body (`b`)\n\nl\nonger',
    ],
    [{ a: { b: 1, returnDisplay: 2 } }, '## Tool Result\n\n### Metadata\n\n- `a`: {"b":1}'],
    [
      { error: 'no', content: 'x' },
      '## Tool Result\n\n### Metadata\n\n- `content`: x\n\n### Body (`error`)\n\nno',
    ],
    [{}, '## Tool Result'],
  ])('%j', (value, text) => {
    expect(shown(value)).toBe(text);
  });
});

it('xml escapes fields and splits CDATA at its own end', () => {
  expect(shown({ 'a"<': '<&>', content: 'x]]>y' }, 'xml')).toBe(
    '<tool_result>\n  <meta name="a&quot;&lt;">&lt;&amp;&gt;</meta>\n' +
      '  <body field="content"><![CDATA[x]]]]><![CDATA[>y]]></body>\n</tool_result>',
  );
});

describe('shell', () => {
  it.each<[JsonObject, string]>([
    [{ content: 'all\n', exit_code: 0 }, 'all\n'],
    [{ content: 'both', exit_code: 2 }, 'Command failed with exit code 2.\nOutput:\nboth'],
    [{ stdout: 'o', stderr: 'e', exit_code: 3 }, 'Command failed with exit code 3.\nStdout:\no\nStderr:\ne'],
    [
      { stdout: 'o', stderr: '', exit_code: null, ended_by: 'Ended.', status: 'error' },
      'Ended.\nStdout:\no\nStderr:\n(empty)',
    ],
    [{ error: 'No such backend', status: 'error' }, 'No such backend\nStdout:\n(empty)\nStderr:\n(empty)'],
    [
      { background_pid: 4, output_file: '/f' },
      'Command running in background with ID: 4. Output is being written to: /f',
    ],
  ])('%j', (value, text) => {
    expect(shown(value, 'shell')).toBe(text);
  });
});

it('agent names the sub-agent', () => {
  const value = { sub_agent_name: 'x', sub_agent_id: 'y', result: 'Answer' };
  expect(shown(value, 'agent')).toBe('Sub-agent finished (sub_agent_name: x, sub_agent_id: y).\n\nAnswer');
  expect(shown({ ...value, error: 'Broke' }, 'agent')).toBe(
    'Sub-agent failed (sub_agent_name: x, sub_agent_id: y).\n\nBroke',
  );
});

describe('outcomeOfResult', () => {
  it.each<[Json, boolean]>([
    [{ error: 'no' }, true],
    [{ error: { code: 1 } }, true],
    [{ status: 'error' }, true],
    [{ error: null }, false],
    [{ error: '' }, false],
    [{ status: 'ok' }, false],
    ['error', false],
    [['error'], false],
  ])('%j is an error: %s', (value, isError) => {
    const outcome = outcomeOfResult(value, 'markdown', 'tool');
    expect(outcome).toMatchObject({ isError, structured: value });
    expect(outcome.errorKind).toBe(isError ? 'tool_error' : undefined);
  });

  it('keeps images', () => {
    const image = { type: 'image', url: 'data:image/png;base64,AA==' };
    const text = { type: 'text', text: 'a picture' };
    expect(outcomeOfResult([text, image], 'markdown', 'tool').content).toEqual([text, image]);
    expect(outcomeOfResult({ type: 'image_url', image_url: { url: 'u' } }, 'xml', 'tool').content).toEqual([
      { type: 'image', url: 'u' },
    ]);
    expect(outcomeOfResult([text], 'markdown', 'tool').content).toEqual([
      { type: 'text', text: JSON.stringify([text]) },
    ]);
  });
});
