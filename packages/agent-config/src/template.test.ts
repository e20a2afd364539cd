import type { JsonObject } from '@nex/core';
import { describe, expect, it } from 'vitest';
import { renderTemplate } from './template.ts';

const values: JsonObject = {
  name: 'Ada',
  n: 3,
  list: ['a', 'b'],
  map: { k: 'v', l: 'w' },
  html: '<b>&',
  no: false,
};
const render = (text: string): string => renderTemplate(text, values, 'main.yaml: system_prompt');

describe('what templates can do', () => {
  it.each([
    ['plain { text }', 'plain { text }'],
    ['{{ name }}{{name}}', 'AdaAda'],
    ['[{{ missing }}{{ missing.deep.er }}]', '[]'],
    ['{{ html }}', '<b>&'],
    ['{{ map.k }} {{ map["l"] }} {{ list[0] }} {{ list[-1] }}', 'v w a b'],
    [
      '{{ name | upper }} {{ missing | default("x") }} {{ list | join(", ") }} {{ list | length }}',
      'ADA x a, b 2',
    ],
    ['{% if n > 2 and not no %}big{% elif n %}some{% else %}none{% endif %}', 'big'],
    ['{% if missing is defined %}a{% else %}b{% endif %}', 'b'],
    ['{% for x in list %}{{ loop.index }}{{ x }}{% if not loop.last %},{% endif %}{% endfor %}', '1a,2b'],
    ['{% for k, v in map.items() %}{{ k }}={{ v }};{% endfor %}', 'k=v;l=w;'],
    ['{% for k, v in map %}{{ k }}={{ v }};{% endfor %}', 'k=v;l=w;'],
    ['{% for x in missing %}a{% else %}empty{% endfor %}', 'empty'],
    ['{% set y = name ~ "!" %}{{ y }}', 'Ada!'],
    ['{{ "yes" if n == 3 else "no" }} {{ "a" in list }} {{ n + 1 }}', 'yes true 4'],
    ['a\n  {% if n %}\nb\n  {% endif %}\nc\n', 'a\nb\nc'],
    ['{# a note #}x', 'x'],
    ['{% raw %}{{ name }}{% endraw %} {{ "{{name}}" }}', '{{ name }} {{name}}'],
    ['{{ map }} {{ list }}', '{"k":"v","l":"w"} ["a","b"]'],
  ])('%j', (text, rendered) => {
    expect(render(text)).toBe(rendered);
  });
});

describe('what templates cannot reach', () => {
  it.each([
    '{{ name.constructor }}',
    '{{ name["constructor"] }}',
    '{{ list.constructor }}{{ map.__proto__ }}{{ map["hasOwnProperty"] }}',
    '{{ constructor }}{{ __proto__ }}{{ range }}{{ cycler }}{{ process }}{{ globalThis }}',
  ])('%s renders as nothing', (text) => {
    expect(render(text)).toBe('');
  });

  it.each([
    ['{{ range(5) }}', /do not support calls/],
    ['{{ name.constructor.constructor("return 1")() }}', /do not support calls/],
    ['{% include "/etc/passwd" %}', /do not support/],
    ['{% extends "x" %}', /do not support/],
    ['{% import "x" as y %}', /do not support/],
    ['{% macro m() %}{% endmacro %}', /do not support/],
    ['{{ name | constructor }}', /no filter "constructor"/],
    ['{{ name | uper }}', /no filter "uper"/],
    ['{{ name', /not a valid template/],
    ['{% if n %}', /not a valid template/],
    ['{% for x in r/a/ %}{% endfor %}', /regular expressions/],
    [`{{ ${'('.repeat(20_000)}1${')'.repeat(20_000)} }}`, /not a valid template|nested too deeply/],
    [`${'{% for a in [1,2,3,4,5,6,7,8,9,0] %}'.repeat(8)}x${'{% endfor %}'.repeat(8)}`, /too much work/],
    [`{% set s = "xxxxxxxxxx" %}${'{% set s = s ~ s ~ s ~ s %}'.repeat(20)}`, /too long/],
  ])('%#: %.60s', (text, message) => {
    expect(() => render(text)).toThrow(
      expect.objectContaining({
        code: 'config_invalid',
        where: 'main.yaml: system_prompt',
        message: expect.stringMatching(message),
      }),
    );
  });
});
