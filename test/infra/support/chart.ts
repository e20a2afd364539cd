/** `helm template`, as far as the chart of this repository uses it: settings as JSON, parts of texts, files with a condition. */
import { createHash } from 'node:crypto';

/** The text of a template with the values put in; empty when its condition does not hold. */
export function renderTemplate(template: string, values: unknown): string {
  const text = template.replaceAll(/\{\{- \/\* [^]*? \*\/ -\}\}\n/g, '');
  const [, condition, body = text] = /^\{\{- if ([^}]+) \}\}\n([^]*)\{\{- end \}\}\n$/.exec(text) ?? [];
  if (condition !== undefined && valueOf(condition, values) !== true) return '';
  return body.replaceAll(/\{\{ ([^}]+) \}\}/g, (_, expression: string) => {
    const [path = '', ...filters] = expression.split(' | ');
    const result = filters.reduce((value, filter) => applied(filter, value), valueOf(path, values));
    return typeof result === 'string' ? result : JSON.stringify(result);
  });
}

function applied(filter: string, value: unknown): unknown {
  if (filter === 'toJson') return JSON.stringify(value);
  if (filter === 'toString') return String(value);
  if (filter === 'sha256sum') return createHash('sha256').update(String(value)).digest('hex');
  throw new Error(`the chart uses ${filter}, which is not known here`);
}

function valueOf(path: string, values: unknown): unknown {
  if (!path.startsWith('.Values.')) throw new Error(`the chart uses ${path}`);
  let value = values;
  for (const key of path.slice('.Values.'.length).split('.')) {
    if (typeof value !== 'object' || value === null || !(key in value))
      throw new Error(`there is no value ${path}`);
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
