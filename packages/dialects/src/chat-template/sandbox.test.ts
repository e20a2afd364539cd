import { NexError } from '@nex/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChatTemplateInput, type CompileOptions, compileChatTemplate } from './template.ts';

function failure(
  source: string,
  input: Partial<ChatTemplateInput> = {},
  options: CompileOptions = {},
): NexError {
  try {
    compileChatTemplate(source, { name: 'qwen', ...options }).render({ messages: [], ...input });
  } catch (error) {
    if (error instanceof NexError) return error;
    throw error;
  }
  throw new Error(`Nothing was thrown by ${source}`);
}

describe('faults name the template and the line', () => {
  it.each([
    ['a\n{{ 1 +', 2, 'TemplateSyntaxError'],
    ['{% if x %}\n\n', 2, 'Unexpected end of template'],
    ['\n{% endif %}', 2, "unknown tag 'endif'"],
    ['{% do x %}', 1, "unknown tag 'do'"],
    ['{% include "x" %}', 1, "The tag 'include' is not supported"],
    ['{{ (1] }}', 1, "unexpected ']', expected ')'"],
    ['{% break %}', 1, "'break' outside loop"],
    ['\n{{ 1 | no_such }}', 2, "No filter named 'no_such'"],
    ['{% if true %}\n{{ 1 is no_such }}{% endif %}', 2, "No test named 'no_such'"],
    ['x\n\n{{ a.b.c }}', 3, "'a' is undefined"],
    ['{{ {}.a.b }}', 1, "'dict object' has no attribute 'a'"],
    ['{{ none.items() }}', 1, "'None' has no attribute 'items'"],
    ['{{ "a" + 1 }}', 1, 'can only concatenate str (not "int") to str'],
    ['{% for x in 5 %}{% endfor %}', 1, "'int' object is not iterable"],
    ['{% for a, b in [[1]] %}{% endfor %}', 1, 'not enough values to unpack (expected 2, got 1)'],
    ['{{ undef | tojson }}', 1, 'Object of type Undefined is not JSON serializable'],
    ['{{ 1 // 0 }}', 1, 'ZeroDivisionError'],
    ['{{ [1] < ["a"] }}', 1, "'<' not supported between instances of 'int' and 'str'"],
    ['{{ "x"() }}', 1, "'str' object is not callable"],
    ['{% macro m(a) %}{% endmacro %}\n{{ m(1, 2) }}', 2, 'takes not more than 1 argument(s)'],
    ['{% set undef.x = 1 %}', 1, 'cannot assign attribute on non-namespace object'],
    ['{{ "a" | items | list }}', 1, 'Can only get item pairs from a mapping.'],
  ])('%j', (source, line, message) => {
    const error = failure(source);
    expect(error.code).toBe('invalid_request');
    expect(error.message).toContain(message);
    expect(error.where).toBe(`qwen:${line}`);
    expect(error.hint).toBeTruthy();
  });

  it('passes on what the template itself refuses', () => {
    const error = failure(
      '{% if messages %}\n{{ raise_exception("Roles must alternate: " ~ messages|length) }}{% endif %}',
      {
        messages: [{ role: 'user' }],
      },
    );
    expect(error.code).toBe('invalid_request');
    expect(error.message).toBe("Chat template 'qwen', line 2: Roles must alternate: 1");
  });

  it('refuses a time that is none', () => {
    expect(failure('', { now: 'tomorrow' }).where).toBe('now');
  });
});

describe('no way to the host', () => {
  it.each([
    'constructor',
    '__proto__',
    'prototype',
    'toString',
    'valueOf',
    'hasOwnProperty',
    'call',
    'apply',
    'entries',
    'at',
    'concat',
  ])('%s is not there', (name) => {
    const source = `{% for x in ['s', [1], {'k': 1}, 1, 2.5, true, (1,), range(2), namespace(), joiner(), 's'|safe, [1]|map('int'), {}.items()] %}{{ x.${name} }}{{ x['${name}'] }}{% endfor %}{{ ${name} }}{{ messages.${name} }}`;
    expect(compileChatTemplate(source).render({ messages: [{ role: 'user' }] })).toBe('');
  });

  it.each([
    'constructor.constructor("return 1")()',
    '__class__.__mro__',
    '__proto__.polluted',
    'upper.constructor("x")()',
  ])('"".%s fails', (path) => {
    expect(failure(`{{ "".${path} }}`).code).toBe('invalid_request');
  });

  it('treats keys of the input as data', () => {
    const input: unknown = JSON.parse('{"__proto__": {"admin": 1}, "constructor": 2, "toString": 3}');
    const template = compileChatTemplate(
      '{{ x.constructor }}{{ x.toString }}{{ x.admin }}{{ x["__proto__"].admin }}{{ x.get("__proto__").admin }}',
    );
    expect(template.render({ messages: [], x: input })).toBe('2311');
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it.each(['x.append(1)', 'x.sort()', 'y.update({"a": 1})', 'y.pop("a")', 'y.setdefault("a", 1)'])(
    '%s is refused',
    (call) => {
      const input = { x: [2, 1], y: { a: 0 } };
      expect(failure(`{{ ${call} }}`, input).message).toContain('SecurityError');
      expect(input).toEqual({ x: [2, 1], y: { a: 0 } });
    },
  );

  it('takes no functions from the caller', () => {
    expect(failure('{{ f }}', { f: () => 1 }).code).toBe('invalid_request');
  });
});

describe('limits', () => {
  it.each([
    [
      'an endless nest of loops',
      '{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}',
    ],
    ['endless recursion', '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}'],
    [
      'a doubling text',
      '{% set n = namespace(x="aaaaaaaa") %}{% for i in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}',
    ],
    ['a huge repetition', '{{ "a" * 999999999999 }}'],
    ['a huge list', '{{ [1] * 999999999 }}'],
    ['a huge replacement', '{% set a = "a" * 9999 %}{{ a.replace("a", a).replace("a", a) }}'],
    ['a huge join', '{{ (["a" * 999999] * 999) | join }}'],
    ['a wide number', '{{ "%99999999999d" % 1 }}'],
    ['a wide field', '{{ "{:>99999999999}".format(1) }}'],
    ['a wide padding', '{{ "a".center(99999999999) }}'],
    ['a deep indentation', '{{ [1] | tojson(indent=99999999999) }}'],
    ['a huge int', '{{ 9 ** 9999 }}'],
    [
      'a shared tree',
      '{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}',
    ],
    [
      'equal shared trees',
      '{% set n = namespace(x=[1], y=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% set n.y = [n.y, n.y] %}{% endfor %}{{ n.x == n.y }}',
    ],
    ['a namespace in itself', '{% set n = namespace() %}{% set n.x = n %}{{ n }}'],
    [
      'a deep list',
      '{% set n = namespace(x=[]) %}{% for i in range(50000) %}{% set n.x = [n.x] %}{% endfor %}{{ n.x }}',
    ],
    ['much output', '{% set a = "a" * 1000000 %}{% for i in range(99) %}{{ a }}{% endfor %}'],
  ])('stops %s', (_what, source) => {
    expect(failure(source).code).toBe('too_large');
  });

  it('stops deep nesting while parsing', () => {
    expect(failure(`{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`).code).toBe('invalid_request');
    expect(failure('{% if 1 %}'.repeat(5000)).code).toBe('invalid_request');
  });

  it('refuses ranges as the reference does', () => {
    expect(failure('{{ range(100001) }}').message).toContain('Range too big');
  });

  it('can be set tighter', () => {
    const limits = { steps: 100, textLength: 10 };
    expect(failure('{% for i in range(200) %}{% endfor %}', {}, { limits }).code).toBe('too_large');
    expect(failure('{{ "a" * 11 }}', {}, { limits }).code).toBe('too_large');
  });
});

it('answers any template with text or a NexError that tells of no fault of its own', () => {
  const words =
    "{{ }} {% %} {# #} - if for x in endfor endif set y = .y [0] ( ) | tojson is defined 'a' 1 1.5 + ~ else macro m() endmacro [ ] :";
  const piece = fc.constantFrom('\n', ' ', ...words.split(' ').flatMap((word) => [word, `${word} `]));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      try {
        expect(typeof compileChatTemplate(pieces.join('')).render({ messages: [], x: [{ y: 1 }] })).toBe(
          'string',
        );
      } catch (error) {
        expect(error).toBeInstanceOf(NexError);
        expect((error as NexError).code).toMatch(/^(invalid_request|too_large)$/);
      }
    }),
    { numRuns: 500 },
  );
});
