/**
 * YAML as PyYAML's safe loader reads it: version 1.1 with merge keys, `yes` and `on` are booleans, `y` and `n` are
 * text. Two differences, both in favour of JSON: keys are always text, and a date stays the text that was written.
 */
import { NexError } from '@nex/core';
import { type Document, isScalar, parseDocument, type Tags } from 'yaml';

const WITHOUT = new Set(
  ['timestamp', 'binary', 'omap', 'pairs', 'set'].map((tag) => `tag:yaml.org,2002:${tag}`),
);
const MAX_DEPTH = 64;
const BOOL = 'tag:yaml.org,2002:bool';
/** PyYAML's implicit resolvers, by tag. */
const NUMBERS: Readonly<Record<string, string>> = {
  'tag:yaml.org,2002:int':
    '^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$',
  'tag:yaml.org,2002:float':
    '^(?:[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))$',
};
const TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;

/** Throws `config_invalid` with the line of the first fault; an unknown tag is a fault. */
export function parseYaml(text: string, file: string): Document.Parsed {
  let document: Document.Parsed;
  try {
    document = parseLoose(text);
  } catch (thrown) {
    throw new NexError('config_invalid', 'The file is not readable YAML.', { where: file, cause: thrown });
  }
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault === undefined) return document;
  const line = fault.linePos?.[0].line;
  const [summary = 'The file is not valid YAML.'] = fault.message.split(/ at line \d+|\n/);
  throw new NexError('config_invalid', `The file is not valid YAML: ${summary}.`, {
    where: line === undefined ? file : `${file}:${line}`,
    hint: 'Check the indentation and the quotes around that line.',
  });
}

/** The document as plain values; throws `config_invalid` for aliases that multiply it or lead nowhere, and depth. */
export function toPlain(document: Document, file: string): unknown {
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (thrown) {
    throw new NexError('config_invalid', 'The file has too many aliases, or one that leads nowhere.', {
      where: file,
      cause: thrown,
    });
  }
  if (isTooDeep(value, 0, new Set(), new Set())) {
    throw new NexError(
      'config_invalid',
      `The file is nested deeper than ${MAX_DEPTH} levels, or within itself.`,
      {
        where: file,
        hint: 'Flatten the file.',
      },
    );
  }
  return value;
}

/** Each shared value is looked into once. */
function isTooDeep(value: unknown, depth: number, path: Set<object>, done: Set<object>): boolean {
  if (typeof value !== 'object' || value === null || done.has(value)) return false;
  if (depth > MAX_DEPTH || path.has(value)) return true;
  path.add(value);
  const tooDeep = Object.values(value).some((held) => isTooDeep(held, depth + 1, path, done));
  path.delete(value);
  done.add(value);
  return tooDeep;
}

/** The value that a plain scalar with this text has; the text itself when it would not be one plain scalar. */
export function plainScalarValue(text: string): unknown {
  if (text.trim() === '') return null;
  const { contents, errors } = parseLoose(text);
  const isPlain =
    errors.length === 0 && isScalar(contents) && contents.type === 'PLAIN' && contents.source === text;
  if (!isPlain) return text;
  const { value } = contents;
  return typeof value === 'number' && String(value) !== text ? text : value;
}

function parseLoose(text: string): Document.Parsed {
  return parseDocument(text, {
    version: '1.1',
    merge: true,
    stringKeys: true,
    logLevel: 'silent',
    customTags,
  });
}

function customTags(tags: Tags): Tags {
  return tags.filter((tag) => typeof tag === 'string' || !WITHOUT.has(tag.tag)).map(asPython);
}

/** Narrows booleans and numbers to what PyYAML takes for one: `y`, `1e3` and `08` are text. */
function asPython(tag: Tags[number]): Tags[number] {
  if (typeof tag === 'string' || !('test' in tag) || !tag.test) return tag;
  if (tag.tag === BOOL) return { ...tag, test: tag.test.test('true') ? TRUE : FALSE };
  const python = NUMBERS[tag.tag];
  return python === undefined ? tag : { ...tag, test: new RegExp(`(?=${python})${tag.test.source}`) };
}
