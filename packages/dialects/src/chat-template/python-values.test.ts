import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileChatTemplate } from './template.ts';

/** Halves of pairs included. Made on the spot: a generator's own tables take seconds to build. */
const anyCharacter = fc.integer({ min: 0, max: 0x10_ff_ff }).map((code) => String.fromCodePoint(code));

const VARIABLES = {
  text: 'Hé 🙂!',
  list: [3, 1, 2],
  dict: { b: 1, a: [1, { k: null }] },
  users: [
    { name: 'bob', age: 3, tags: ['x'] },
    { name: 'Al', age: 1 },
    { name: 'cy', age: 3, n: null },
  ],
};

function value(expression: string, variables: Record<string, unknown> = VARIABLES): string {
  return compileChatTemplate(`{{ ${expression} }}`).render({ messages: [], ...variables });
}

const TABLES: Record<string, [expression: string, printed: string][]> = {
  'prints values as Python': [
    ['true', 'True'],
    ['none', 'None'],
    ['1.0', '1.0'],
    ['1e16', '1e+16'],
    ['0.00001', '1e-05'],
    ['0.0001', '0.0001'],
    ['123456789.125', '123456789.125'],
    ['0.1 + 0.2', '0.30000000000000004'],
    ['-0.0', '-0.0'],
    ['[1, "a", none, true, 2.5, (1,), (), {}]', "[1, 'a', None, True, 2.5, (1,), (), {}]"],
    ['["it\'s", \'say "hi"\', "it\'s \\"q\\""]', '["it\'s", \'say "hi"\', \'it\\\'s "q"\']'],
    ['["a\\n\\t\\\\\\x00\\x7f\\u200b"]', "['a\\n\\t\\\\\\x00\\x7f\\u200b']"],
    ['dict', "{'b': 1, 'a': [1, {'k': None}]}"],
    ['dict.items()', "dict_items([('b', 1), ('a', [1, {'k': None}])])"],
    ['range(1, 9, 3)', 'range(1, 9, 3)'],
    ['namespace(a=1)', "<Namespace {'a': 1}>"],
  ],
  'calculates as Python': [
    ['-7 // 2', '-4'],
    ['-7 % 3', '2'],
    ['7 % -3', '-2'],
    ['-7.5 // 2', '-4.0'],
    ['4 / 2', '2.0'],
    ['2 ** -1', '0.5'],
    ['2 ** 64', '18446744073709551616'],
    ['9007199254740993 + 1', '9007199254740994'],
    ['true + 1', '2'],
    ['-2 ** 2', '4'],
    ['1 ~ 2 * 3 ~ 4', '164'],
    ['"ab" * 3', 'ababab'],
    ['[0] * 2 + [1]', '[0, 0, 1]'],
    ['"%s|%05d|%.2f|%r" % ("a", 7, 1.005, "x")', "a|00007|1.00|'x'"],
    ['"%.2f %.2f %.1e" % (0.125, 0.375, 1.25)', '0.12 0.38 1.2e+00'],
    ['"{:g} {:g} {:.3f}".format(1e-05, 123456789.0, 1e22)', '1e-05 1.23457e+08 10000000000000000000000.000'],
    ['12345|round(-2) ~ " " ~ 2.675|round(2)', '12300 2.67'],
    ['2.5|round', '2.0'],
    ['1.25|round(1)', '1.2'],
    ['"1_000"|int + "x"|int(5)', '1005'],
    ['"1e3"|float', '1000.0'],
  ],
  'compares as Python': [
    ['1 == 1.0 == true', 'True'],
    ['1 < 2 < 3', 'True'],
    ['1 < 3 < 2', 'False'],
    ['[1, 2] < [1, 3]', 'True'],
    ['{"a": 1, "b": 2} == {"b": 2, "a": 1}', 'True'],
    ['none in [none]', 'True'],
    ['1 in {1.0: 2}', 'True'],
    ['"" in "abc"', 'True'],
    ['1 is not string and 1 is number', 'True'],
    ['4 is divisibleby 2', 'True'],
    ['true is integer', 'False'],
    ['dict is mapping and list is sequence', 'True'],
    ['(list|map("string")) is sequence', 'False'],
    ['missing is undefined and not missing', 'True'],
    ['missing == other_missing', 'True'],
    ['0 or "" or none or "x"', 'x'],
    ['1 if false', ''],
  ],
  'reads attributes and items as Python': [
    ['users[0].name ~ users[-1]["name"] ~ users.1.name', 'bobcyAl'],
    ['dict.get("zz", "d") ~ dict.get("zz")', 'dNone'],
    ['users[2].n is none and users[2].n is defined', 'True'],
    ['{"items": 5}["items"]', '5'],
    ['text[1] ~ text[-2] ~ text[::-1]', 'é🙂!🙂 éH'],
    ['text|length', '5'],
    ['list[5:0:-1]', '[2, 1]'],
    ['list[-2:]', '[1, 2]'],
    ['"abc"[9] is defined', 'False'],
  ],
  'has the methods of texts': [
    ['" a  b ".split()', "['a', 'b']"],
    ['" a  b ".split(" ")', "['', 'a', '', 'b', '']"],
    ['"a.b.c".rsplit(".", 1)', "['a.b', 'c']"],
    ['" x y".rsplit(none, 1)', "[' x', 'y']"],
    ['"xxabxx".strip("x") ~ " a ".rstrip() ~ "|"', 'ab a|'],
    ['"they\'re".title() ~ "they\'re"|title', "They'ReThey're"],
    ['"abab".replace("a", "X", 1) ~ "ab".replace("", "-")', 'Xbab-a-b-'],
    ['"a🙂b".find("b") ~ "abc".rfind("z")', '2-1'],
    ['"abc".startswith(("x", "a"))', 'True'],
    ['"{} {!r} {a[k]:>4}".format(1, "x", a={"k": 2})', "1 'x'    2"],
    ['",".join(["a", "b"])', 'a,b'],
    ['"a\\nb\\r\\nc\\n".splitlines()', "['a', 'b', 'c']"],
    ['"aXb".partition("X")', "('a', 'X', 'b')"],
    ['"7".zfill(3) ~ "x".center(4, "*")', '007*x**'],
  ],
  'has the filters': [
    ['users|selectattr("age", "equalto", 3)|map(attribute="name")|join(",")', 'bob,cy'],
    ['users|rejectattr("tags", "defined")|list|length', '2'],
    ['users|map(attribute="tags.0", default="-")|list', "['x', '-', '-']"],
    ['users|groupby("age")|map(attribute="grouper")|list', '[1, 3]'],
    ['["b", "A", "c"]|sort', "['A', 'b', 'c']"],
    ['["b", "A", "c"]|sort(true, true)', "['c', 'b', 'A']"],
    ['{"b": 1, "A": 2}|dictsort', "[('A', 2), ('b', 1)]"],
    ['[1, 2, 1]|unique|list ~ [1, 2]|sum', '[1, 2]3'],
    ['list|first ~ list|last ~ []|first', '32'],
    ['missing|default("d") ~ ""|default("e", true) ~ none|default("x")', 'deNone'],
    ['dict|items|list', "[('b', 1), ('a', [1, {'k': None}])]"],
    ['"a\\n\\nb"|indent(2, true)', '  a\n\n  b'],
    ['("<" ~ "&")|e ~ "<"', '&lt;&amp;<'],
    ['("<b>"|safe) + "<i>"', '<b>&lt;i&gt;'],
    ['"<p>a &amp; b</p>"|striptags', 'a & b'],
    ['[1, 2, 3]|batch(2, 0)|list ~ [1, 2, 3]|slice(2)|list', '[[1, 2], [3, 0]][[1, 2], [3]]'],
    ['list|reverse|list ~ "abc"|reverse', '[2, 1, 3]cba'],
  ],
  'writes JSON as Python': [
    ['dict|tojson', '{"b": 1, "a": [1, {"k": null}]}'],
    ['"é<>&\'\\u2028"|tojson', '"é<>&\'\u2028"'],
    ['"é🙂"|tojson(ensure_ascii=true)', '"\\u00e9\\ud83d\\ude42"'],
    ['[1.0, 1e16, true, ()]|tojson', '[1.0, 1e+16, true, []]'],
    ['{1: 2, none: 3, true: 4}|tojson', '{"1": 4, "null": 3}'],
    [
      '{"b": [], "a": {"c": [1]}}|tojson(indent=2, sort_keys=true)',
      '{\n  "a": {\n    "c": [\n      1\n    ]\n  },\n  "b": []\n}',
    ],
    ['[1, {"a": 2}]|tojson(separators=(",", ":"))', '[1,{"a":2}]'],
    ['\'{"a": 1.0, "b": 12345678901234567890}\'|from_json', "{'a': 1.0, 'b': 12345678901234567890}"],
  ],
  'reads literals as Python': [
    ['"a" \'b\' "c"', 'abc'],
    ['0x1f + 0b11 + 0o17 + 1_000', '1049'],
    ['"\\u0041\\x41\\101\\d\\\'"', "AAA\\d'"],
    ['{"a": {"b": 1}}["a"]["b"]', '1'],
    ['(1,)', '(1,)'],
    ['1, 2', '(1, 2)'],
  ],
};

for (const [title, rows] of Object.entries(TABLES)) {
  describe(title, () => {
    it.each(rows)('%s', (expression, printed) => {
      expect(value(expression)).toBe(printed);
    });
  });
}

describe('for all values', () => {
  it('tojson writes what JSON reads back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const plain: unknown = JSON.parse(JSON.stringify(json));
        expect(JSON.parse(value('x|tojson', { x: plain }))).toEqual(plain);
        expect(JSON.parse(value('x|tojson|from_json|tojson(indent=1)', { x: plain }))).toEqual(plain);
      }),
    );
  });

  it('slices as code points', () => {
    const bound = fc.integer({ min: -8, max: 8 });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 6 }), bound, bound, (x, from, to) => {
        expect(value('x[a:b]', { x, a: from, b: to })).toBe(Array.from(x).slice(from, to).join(''));
      }),
    );
  });

  it('keeps floor division and remainder together', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer().filter((b) => b !== 0),
        (a, b) => {
          expect(value('(a // b) * b + a % b == a and (a % b) * b >= 0', { a, b })).toBe('True');
        },
      ),
    );
  });

  it('returns text unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (x) => {
        expect(value('x', { x })).toBe(x);
      }),
    );
  });
});
