/** What the OpenAPI document calls the operation of a request, and the thing that its path names. */
import { isJsonObject, type JsonObject } from '@nex/core';

export interface NamedOperation {
  operation: string;
  resource: string | null;
}

export interface OperationNames {
  nameOf(method: string, path: string): Promise<NamedOperation>;
}

interface Template {
  pattern: RegExp;
  parameters: number;
  /** Method in small letters → name of the operation. */
  names: Map<string, string>;
}

/** A document that could not be had, or has no such path, is asked for again after that. */
const REFRESH_MS = 30_000;

export function createOperationNames(
  load: () => Promise<JsonObject>,
  now: () => number = Date.now,
): OperationNames {
  let templates: Template[] = [];
  let loading: Promise<void> | undefined;
  let loadedAt = Number.NEGATIVE_INFINITY;
  const refresh = () => {
    loading ??= load()
      .then((document) => void (templates = readTemplates(document)))
      .catch(() => {})
      .finally(() => {
        loadedAt = now();
        loading = undefined;
      });
    return loading;
  };
  return {
    async nameOf(method, path) {
      const find = () => findOperation(templates, method.toLowerCase(), path);
      let found = find();
      if (!found && now() - loadedAt > REFRESH_MS) {
        await refresh();
        found = find();
      }
      return found ?? { operation: `${method} ${path}`, resource: path.split('/')[3] ?? null };
    },
  };
}

function readTemplates(document: JsonObject): Template[] {
  const paths = isJsonObject(document['paths']) ? document['paths'] : {};
  return Object.entries(paths)
    .map(([path, item]): Template => {
      const operations = Object.entries(isJsonObject(item) ? item : {});
      const names = operations.map(([method, operation]): [string, string] => {
        const id = isJsonObject(operation) ? operation['operationId'] : undefined;
        return [method, typeof id === 'string' ? id : `${method.toUpperCase()} ${path}`];
      });
      const parts = path.split(/(\{[^}]*\})/);
      const source = parts.map((part) => (part.startsWith('{') ? '([^/]+?)' : escaped(part))).join('');
      return {
        pattern: new RegExp(`^${source}$`),
        parameters: (parts.length - 1) / 2,
        names: new Map(names),
      };
    })
    .sort((a, b) => a.parameters - b.parameters);
}

function findOperation(templates: Template[], method: string, path: string): NamedOperation | undefined {
  for (const { pattern, names } of templates) {
    const operation = names.get(method);
    const match = operation === undefined ? null : pattern.exec(path);
    if (operation !== undefined && match) return { operation, resource: decoded(match[1]) };
  }
  return undefined;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function decoded(text: string | undefined): string | null {
  if (text === undefined) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
