/** Filters that make text. */
import { bind, intArgument, optionalText } from '../arguments.ts';
import { codePointLength, codePoints, splitLines, stripEnd, stripStart } from '../code-points.ts';
import { isTrue } from '../compare.ts';
import { TemplateFault, typeFault } from '../fault.ts';
import { dumpJson, type JsonStyle, loadJson } from '../json-text.ts';
import { capitalized, lowered, titledWords, uppered } from '../letter-case.ts';
import { escaped, escapeText, stripTags } from '../markup.ts';
import { percentFormat } from '../percent-format.ts';
import type { Run } from '../run.ts';
import { iterate, lengthOf } from '../sequence.ts';
import { replaced, STRING_METHODS } from '../string-methods.ts';
import { asText } from '../text.ts';
import { PyDict, PyMarkup, PyTuple, textIn, type Value } from '../value.ts';
import { attributeGetter } from './attribute-getter.ts';
import type { Filter, FilterEntry } from './filter.ts';

/** A filter that changes the text of a value; marked text stays marked. */
function changing(name: string, change: (text: string) => string): FilterEntry {
  return [
    name,
    ({ run }, value, given) => {
      bind(name, [], given);
      return sameMark(value, change(checkedText(run, value)));
    },
  ];
}

function checkedText(run: Run, value: Value): string {
  const text = asText(run, value);
  run.checkText(text.length);
  return text;
}

function sameMark(value: Value, text: string): Value {
  return value instanceof PyMarkup ? new PyMarkup(text) : text;
}

const trim: Filter = ({ run }, value, given) => {
  const characters = optionalText('trim', bind('trim', ['chars'], given)[0]);
  return sameMark(value, stripEnd(stripStart(checkedText(run, value), characters), characters));
};

const replace: Filter = ({ run }, value, given) => {
  const [old, to, count] = bind('replace', ['old', 'new', 'count'], given);
  if (old === undefined || to === undefined) throw typeFault('replace needs two arguments');
  const times = intArgument('replace', count, -1);
  return replaced(run, asText(run, value), asText(run, old), asText(run, to), times);
};

const join: Filter = (context, value, given) => {
  const { run } = context;
  const [separator, attribute] = bind('join', ['d', 'attribute'], given);
  const between = separator === undefined ? '' : asText(run, separator);
  const get = attribute === undefined || attribute === null ? undefined : attributeGetter(run, attribute);
  const parts: string[] = [];
  let length = 0;
  for (const item of iterate(run, value)) {
    const part = asText(run, get ? get(item) : item);
    length += part.length + between.length;
    run.checkText(length);
    parts.push(part);
  }
  return parts.join(between);
};

const indent: Filter = ({ run }, value, given) => {
  const [width, first, blank] = bind('indent', ['width', 'first', 'blank'], given);
  const lead =
    (width === undefined ? undefined : textIn(width)) ?? spaces(run, intArgument('indent', width, 4));
  const text = textIn(value);
  if (text === undefined) throw typeFault('indent needs a text');
  const lines = splitLines(`${text}\n`);
  run.checkText(text.length + lines.length * (lead.length + 1));
  const [head = '', ...rest] = lines;
  const all = blank !== undefined && isTrue(blank);
  const body = [head, ...rest.map((line) => (all || line !== '' ? lead + line : line))].join('\n');
  return sameMark(value, first !== undefined && isTrue(first) ? lead + body : body);
};

function spaces(run: Run, count: number): string {
  run.checkText(Math.max(0, count));
  return ' '.repeat(Math.max(0, count));
}

const tojson: Filter = ({ run }, value, given) => {
  const names = ['ensure_ascii', 'indent', 'separators', 'sort_keys'];
  const [ensureAscii, indentation, separators, sortKeys] = bind('tojson', names, given);
  const lead = jsonIndent(run, indentation);
  const style: JsonStyle = {
    ensureAscii: ensureAscii !== undefined && isTrue(ensureAscii),
    indent: lead,
    itemSeparator: lead === undefined ? ', ' : ',',
    keySeparator: ': ',
    sortKeys: sortKeys !== undefined && isTrue(sortKeys),
  };
  if (separators !== undefined && separators !== null) {
    const [item, key, ...more] = [...iterate(run, separators)];
    if (item === undefined || key === undefined || more.length > 0) {
      throw new TemplateFault('ValueError', 'separators must be two texts');
    }
    style.itemSeparator = asText(run, item);
    style.keySeparator = asText(run, key);
  }
  return dumpJson(run, value, style);
};

function jsonIndent(run: Run, value: Value | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  return textIn(value) ?? spaces(run, intArgument('tojson', value, 0));
}

const format: Filter = ({ run }, value, { args, kwargs }) => {
  if (args.length > 0 && kwargs.size > 0) {
    throw new TemplateFault(
      'FilterArgumentError',
      "can't handle positional and keyword arguments at the same time",
    );
  }
  const named = new PyDict();
  for (const [name, item] of kwargs) named.setText(name, item);
  const values = kwargs.size > 0 ? named : new PyTuple(args);
  if (!(value instanceof PyMarkup)) return percentFormat(run, asText(run, value), values);
  return new PyMarkup(percentFormat(run, value.text, values, (item) => escaped(run, item)));
};

const truncate: Filter = ({ run }, value, given) => {
  const [limit, kill, tail, slack] = bind('truncate', ['length', 'killwords', 'end', 'leeway'], given);
  const length = intArgument('truncate', limit, 255);
  const end = optionalText('truncate', tail) ?? '...';
  if (lengthOf(run, value) <= length + intArgument('truncate', slack, 5)) return value;
  const head = codePoints(asText(run, value)).slice(0, Math.max(0, length - codePointLength(end)));
  const text = head.join('');
  if (kill !== undefined && isTrue(kill)) return sameMark(value, text + end);
  const space = text.lastIndexOf(' ');
  return sameMark(value, (space < 0 ? text : text.slice(0, space)) + end);
};

const center: Filter = ({ run }, value, given) => {
  const width = bind('center', ['width'], given)[0] ?? 80;
  const text = STRING_METHODS.get('center')?.(run, asText(run, value), { args: [width], kwargs: new Map() });
  return sameMark(value, typeof text === 'string' ? text : '');
};

const escape: Filter = ({ run }, value, given) => {
  bind('escape', [], given);
  return new PyMarkup(escaped(run, value));
};

export const TEXT_FILTERS: readonly FilterEntry[] = [
  changing('upper', uppered),
  changing('lower', lowered),
  changing('capitalize', capitalized),
  [
    'title',
    ({ run }, value, given) => {
      bind('title', [], given);
      return titledWords(checkedText(run, value));
    },
  ],
  ['trim', trim],
  ['replace', replace],
  ['join', join],
  ['indent', indent],
  ['tojson', tojson],
  [
    'from_json',
    ({ run }, value, given) => {
      bind('from_json', [], given);
      const text = textIn(value);
      if (text === undefined) throw typeFault('the JSON object must be str');
      return loadJson(run, text);
    },
  ],
  ['format', format],
  ['truncate', truncate],
  ['center', center],
  ['escape', escape],
  ['e', escape],
  ['forceescape', ({ run }, value) => new PyMarkup(escapeText(asText(run, value)))],
  ['safe', ({ run }, value) => new PyMarkup(asText(run, value))],
  ['striptags', ({ run }, value) => stripTags(checkedText(run, value))],
  ['string', ({ run }, value) => (value instanceof PyMarkup ? value : asText(run, value))],
  ['wordcount', ({ run }, value) => [...checkedText(run, value).matchAll(/[\p{L}\p{N}_]+/gu)].length],
];
