/**
 * Interpolation of an agent file: `${this_file_dir}`, then `${env.X}`, then `${variables.a.b}`. Values go into
 * scalars of the parsed file, so comments are spared and no value can change the structure of the file; what a value
 * holds is not expanded again. A plain scalar gets the type that its final text has, a quoted one stays text. The
 * sub-agent of a plugin also has `${config.x}`; a list can only be the whole of a scalar. Other `${…}` is text.
 */
import { isJsonObject, type JsonObject, NexError } from '@nex/core';
import { type Document, type Scalar, visit } from 'yaml';
import { didYouMean } from './nearest.ts';
import { folderOf } from './source-path.ts';
import { parseYaml, plainScalarValue, toPlain } from './yaml-document.ts';

const REFERENCE = /\$\{(this_file_dir|(?:env|variables|config)\.[A-Za-z0-9_.-]+)\}/g;
/** A reference travels through the parser as its number between two private-use characters. */
const OPEN = '\uE000';
const CLOSE = '\uE001';
const MARK = /\uE000(\d+)\uE001/g;

/** Parses the file with all references replaced; throws `config_invalid` naming the reference that has no value. */
export function parseInterpolated(
  text: string,
  file: string,
  environment: Readonly<Record<string, string>>,
  pluginConfig?: Readonly<JsonObject>,
): unknown {
  if (text.includes(OPEN) || text.includes(CLOSE)) {
    throw new NexError('config_invalid', 'The file holds a private-use character (U+E000 or U+E001).', {
      where: file,
      hint: 'Remove it.',
    });
  }
  const references: string[] = [];
  const marked = text.replace(
    REFERENCE,
    (_, reference: string) => `${OPEN}${references.push(reference) - 1}${CLOSE}`,
  );
  const document = parseYaml(marked, file);

  replaceIn(document, references, (reference) => {
    if (reference === 'this_file_dir') return directoryOf(file);
    if (reference.startsWith('config.')) {
      return pluginConfig === undefined ? `\${${reference}}` : configValue(pluginConfig, reference, file);
    }
    if (!reference.startsWith('env.')) return undefined;
    const name = reference.slice('env.'.length);
    if (Object.hasOwn(environment, name)) return environment[name];
    throw new NexError('config_invalid', `Environment variable '${name}' is not set.`, {
      where: file,
      hint: `Set ${name} where the platform runs, or remove \${${reference}} from the file.`,
    });
  });

  const root = toPlain(document, file);
  const variables = isMap(root) ? root['variables'] : undefined;
  const replaced = replaceIn(document, references, (reference) => {
    return variableText(variables, reference, file);
  });
  return replaced ? toPlain(document, file) : root;
}

/** Replaces the marks whose reference has a value; true when it replaced any. */
function replaceIn(
  document: Document,
  references: readonly string[],
  valueOf: (reference: string) => string | readonly string[] | undefined,
): boolean {
  let any = false;
  visit(document, {
    Scalar(position, scalar: Scalar) {
      if (typeof scalar.value !== 'string' || !scalar.value.includes(OPEN)) return;
      let list: readonly string[] | undefined;
      const text = scalar.value.replace(MARK, (mark, index: string) => {
        const value = valueOf(references[Number(index)] ?? '');
        any ||= value !== undefined;
        if (typeof value === 'object') list = value;
        return typeof value === 'object' ? JSON.stringify(value) : (value ?? mark);
      });
      if (list !== undefined && text === JSON.stringify(list)) return document.createNode(list);
      const retype = scalar.type === 'PLAIN' && position !== 'key' && !text.includes(OPEN);
      scalar.value = retype ? plainScalarValue(text) : text;
    },
  });
  return any;
}

/** A path that means the same from every file of the source. */
function directoryOf(file: string): string {
  const folder = folderOf(file);
  return folder.includes(':') ? folder : `/${folder || '.'}`;
}

function configValue(config: Readonly<JsonObject>, reference: string, file: string): string | string[] {
  const key = reference.slice('config.'.length);
  const value = Object.hasOwn(config, key) ? config[key] : undefined;
  if (Array.isArray(value)) return value.map(String);
  if (value !== undefined && !isJsonObject(value)) return String(value);
  throw new NexError('config_invalid', `\${${reference}} names a property that has no value.`, {
    where: file,
    hint: didYouMean(key, Object.keys(config)),
  });
}

function variableText(variables: unknown, reference: string, file: string): string {
  const path = reference.split('.').slice(1);
  let value: unknown = variables;
  for (const key of path) {
    const keys = isMap(value) ? Object.keys(value) : [];
    if (!isMap(value) || !Object.hasOwn(value, key)) {
      throw new NexError('config_invalid', `\${${reference}} names a variable that is not there.`, {
        where: file,
        hint: didYouMean(key, keys),
      });
    }
    value = value[key];
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  throw new NexError('config_invalid', `\${${reference}} is not a single value.`, {
    where: file,
    hint: 'Name a text, a number or a boolean below "variables".',
  });
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
