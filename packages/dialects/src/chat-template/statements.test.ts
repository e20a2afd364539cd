import { describe, expect, it } from 'vitest';
import { compileChatTemplate } from './template.ts';

function render(source: string, variables: Record<string, unknown> = {}): string {
  return compileChatTemplate(source).render({ messages: [], now: '2025-12-04T09:30:05', ...variables });
}

const TABLES: Record<string, [source: string, printed: string][]> = {
  'white space': [
    ['a\n  {% if true %}\n  b\n  {% endif %}\nc\n', 'a\n  b\nc'],
    ['a\n  {%+ if true +%}\n  b{% endif %}', 'a\n  \n  b'],
    ['a \n {%- if true -%} \n b \n {%- endif -%} \n c', 'abc'],
    ['  {# c #}\n x {# d #} \n{#- e -#}\n y', ' x y'],
    ['{{ 1 }}\n{{- 2 -}}\n {{ 3 }}\n', '123'],
    ['  {{ 1 }}', '  1'],
    ['a {% raw %}\n {{ x }}\n  {% endraw %}\nb', 'a \n {{ x }}\nb'],
    ['x\r\ny\rz\n', 'x\ny\nz'],
    ['{% if true %}\n\nx{% endif %}', '\nx'],
  ],
  loops: [
    [
      '{% for i in [1, 2] %}{{ loop.index }}{{ loop.first }}{{ loop.last }};{% endfor %}',
      '1TrueFalse;2FalseTrue;',
    ],
    ['{% for i in [5, 6] %}{{ loop.previtem }}<{{ i }}>{{ loop.nextitem }} {% endfor %}', '<5>6 5<6> '],
    ['{% for i in [none] %}{{ i }}{% endfor %}', 'None'],
    ['{% for i in [3, 1, 2] if i > 1 %}{{ loop.index0 }}/{{ loop.length }}{% else %}-{% endfor %}', '0/21/2'],
    ['{% for i in [] %}x{% else %}none{% endfor %}', 'none'],
    [
      '{% for i in range(9) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}',
      '02',
    ],
    ['{% for i in [1] %}{% break %}{% else %}E{% endfor %}', 'E'],
    ['{% for k, v in {"a": 1}.items() %}{{ k }}={{ v }}{% endfor %}', 'a=1'],
    ['{% for (a, b), c in [((1, 2), 3)] %}{{ a }}{{ b }}{{ c }}{% endfor %}', '123'],
    [
      '{% for n in [{"v": 1, "c": [{"v": 2}]}] recursive %}{{ n.v }}@{{ loop.depth }}{{ loop(n.c) if n.c }}{% endfor %}',
      '1@12@2',
    ],
    [
      '{% set ns = namespace(on=false) %}{% for i in [1, 2] if not ns.on %}{% set ns.on = true %}{{ i }}{% endfor %}',
      '1',
    ],
    [
      '{% for i in [1, 1, 2] %}{{ loop.cycle("a", "b") }}{{ loop.changed(i) }} {% endfor %}',
      'aTrue bFalse aTrue ',
    ],
  ],
  variables: [
    ['{% set x = 1 %}{% for i in [5] %}{% set x = i %}{{ x }}{% endfor %}{{ x }}', '51'],
    ['{% set ns = namespace(x=1) %}{% for i in [5] %}{% set ns.x = i %}{% endfor %}{{ ns.x }}', '5'],
    ['{% if true %}{% set x = 2 %}{% endif %}{{ x }}', '2'],
    ['{% set a, b = 1, 2 %}{{ b }}{{ a }}', '21'],
    ['{% set x %} y {% endset %}[{{ x }}]{% set x | trim | upper %} y {% endset %}[{{ x }}]', '[ y ][Y]'],
    ['{% with a = 1 %}{{ a }}{% endwith %}{{ a is defined }}', '1False'],
    ['{% filter upper | replace("B", "-") %}abc{% endfilter %}', 'A-C'],
    ['{% set g = [1, 2] | map("string") %}{{ g | list }}{{ g | list }}{{ true if g }}', "['1', '2'][]True"],
  ],
  macros: [
    ['{% macro m(a, b="x", c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1) }}{{ m(c=1, a=2) }}', '1x12x1'],
    ['{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, z=3) }}', "1(2,){'z': 3}"],
    ['{% macro m() %}{{ v }}{% endmacro %}{% set v = 4 %}{{ m() }}', '4'],
    ['{% macro m(a) %}<{{ caller(a) }}>{% endmacro %}{% call(x) m(3) %}{{ x * 2 }}{% endcall %}', '<6>'],
    ['{% macro f(n) %}{{ n }}{% if n %}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(3) }}', '3210'],
    ['{% macro m(a) %}{{ a is defined }}{% endmacro %}{{ m() }}', 'False'],
  ],
  'what transformers adds': [
    ['{% generation %}a{% set k = 1 %}{% endgeneration %}{{ k is defined }}', 'aFalse'],
    [
      '{{ strftime_now("%Y-%m-%d %H:%M:%S %d %B %b %A %-d %j %p %I %%") }}',
      '2025-12-04 09:30:05 04 December Dec Thursday 4 338 AM 09 %',
    ],
    ['{{ tools }}{{ documents }}{{ add_generation_prompt }}{{ bos_token is defined }}', 'NoneNoneFalseFalse'],
    ['{% if false %}{{ 1 | no_such_filter }}{{ 1 is no_such_test }}{% endif %}', ''],
  ],
};

for (const [title, rows] of Object.entries(TABLES)) {
  describe(title, () => {
    it.each(rows)('%j', (source, printed) => {
      expect(render(source)).toBe(printed);
    });
  });
}

describe('a small chat template', () => {
  const template = compileChatTemplate(
    `{{ bos_token }}
{%- for message in messages %}
    {%- if message.role == 'tool' and not thinking %}
        {{- '<tool>' + message.content + '</tool>' }}
    {%- else %}
        {{- '<' + message.role + '>' + (message.content or '') }}
        {%- for call in message.tool_calls or [] %}
            {{- '[' ~ call.function.name ~ ' ' ~ call.function.arguments | tojson ~ ']' }}
        {%- endfor %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{ '<assistant>' }}{% endif %}`,
  );
  const messages = [
    { role: 'user', content: 'Hi' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ function: { name: 'look', arguments: { at: 1, é: [true, null] } } }],
    },
    { role: 'tool', content: '21' },
  ];

  it('renders messages, calls and the start of the answer', () => {
    expect(template.render({ messages, bosToken: '^', addGenerationPrompt: true })).toBe(
      '^<user>Hi<assistant>[look {"at": 1, "é": [true, null]}]<tool>21</tool><assistant>',
    );
  });

  it('takes further variables and keeps nothing between renderings', () => {
    const first = template.render({ messages, bosToken: '', thinking: true });
    expect(first).toContain('<tool>21');
    expect(first.endsWith('<tool>21')).toBe(true);
    expect(template.render({ messages, bosToken: '', thinking: true })).toBe(first);
  });
});
