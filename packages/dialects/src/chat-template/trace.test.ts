/** Which message wrote which part of the text. */
import { expect, test } from 'vitest';
import { compileChatTemplate } from './template.ts';

const MESSAGES = [
  { role: 'user', content: 'a' },
  { role: 'assistant', content: 'b' },
];

function traced(source: string) {
  const template = compileChatTemplate(source);
  const { text, parts, generated } = template.renderTraced({ messages: MESSAGES });
  expect(template.render({ messages: MESSAGES })).toBe(text);
  const told = (list: typeof parts) =>
    list.map(({ message, start, end }) => [message, text.slice(start, end)]);
  return { text, parts: told(parts), generated: generated && told(generated) };
}

const WALK = '{% for m in messages %}';

test.each<[string, string, unknown[]]>([
  [
    'a loop',
    `x${WALK}[{{ m.content }}]{% endfor %}y`,
    [
      [0, '[a]'],
      [1, '[b]'],
    ],
  ],
  [
    'a loop over some',
    '{{ messages[0].content }}{% for m in messages[1:] %}{{ m.content }}{% endfor %}',
    [[1, 'b']],
  ],
  ['a loop that writes nothing', `${WALK}{% set x = m %}{% endfor %}x`, []],
  [
    'two loops',
    `${WALK}{{ m.role }}{% endfor %}${WALK}{{ m.content }}{% endfor %}`,
    [
      [0, 'user'],
      [1, 'assistant'],
      [0, 'a'],
      [1, 'b'],
    ],
  ],
  [
    'a loop in a loop',
    `${WALK}<{% for n in messages %}{{ n.content }}{% endfor %}>{% endfor %}`,
    [
      [0, '<ab>'],
      [1, '<ab>'],
    ],
  ],
  ['captured text', `{% set x %}${WALK}{{ m.content }}{% endfor %}{% endset %}{{ x }}`, []],
  ['by number', '{% for i in range(2) %}{{ messages[i].content }}{% endfor %}', []],
])('%s', (_, source, parts) => {
  expect(traced(source).parts).toEqual(parts);
});

test.each<[string, string, unknown]>([
  [
    'marked',
    `${WALK}<{% generation %}{{ m.content }}{% endgeneration %}>{% endfor %}`,
    [
      [0, 'a'],
      [1, 'b'],
    ],
  ],
  ['not marked', `${WALK}{{ m.content }}{% endfor %}`, undefined],
  ['marked apart from the messages', '{% generation %}a{% endgeneration %}', undefined],
  [
    'marked in captured text',
    `${WALK}{% set x %}{% generation %}a{% endgeneration %}{% endset %}{{ x }}{% endfor %}`,
    undefined,
  ],
])('generated: %s', (_, source, generated) => {
  expect(traced(source).generated).toEqual(generated);
});
