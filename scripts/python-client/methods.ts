/** Operations of the OpenAPI document → methods of the Python client. */
import { oneLine, pythonType, type Schema } from './types.ts';

interface Parameter {
  $ref?: string;
  name: string;
  in: string;
  schema: Schema;
  description?: string;
}
interface Content {
  schema?: Schema;
}
export interface Operation {
  operationId: string;
  summary: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, Content> };
  responses: Record<string, { content?: Record<string, Content> }>;
}

const KEPT = new Set([
  'from',
  'class',
  'import',
  'global',
  'in',
  'is',
  'not',
  'or',
  'and',
  'with',
  'as',
  'def',
]);

export function snake(name: string): string {
  const text = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/^_/, '');
  return KEPT.has(text) ? `${text}_` : text;
}

/** Path parameters come first, then the body, then the query by name. Lists have a second method that gives every item. */
export function methodsOf(method: string, path: string, operation: Operation): string {
  const own = (operation.parameters ?? []).filter(({ $ref }) => $ref === undefined);
  const inPath = own.filter((one) => one.in === 'path');
  const inQuery = own.filter((one) => one.in === 'query');
  const [media, body] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const answers = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
  const contents = answers.flatMap(([, { content }]) => Object.entries(content ?? {}));
  const json = contents
    .filter(([type]) => type === 'application/json')
    .map(([, one]) => pythonType(one.schema));
  // Files come in many types, JSON among them.
  const raw = contents.some(([type]) => type !== 'application/json' && type !== 'text/event-stream');
  const streams = json.length === 0 && contents.some(([type]) => type === 'text/event-stream');
  const result = streams
    ? 'Iterator[Event]'
    : contents.length === 0
      ? 'None'
      : raw || json.length === 0
        ? 'bytes'
        : union(json);
  const bodyType = media === 'application/json' ? pythonType(body?.schema) : 'bytes';
  const isPost = method === 'post';
  const typed = [
    ...inPath.map(({ name, schema }) => `${snake(name)}: ${pythonType(schema)}`),
    ...(media === undefined ? [] : [`body: ${bodyType}`]),
  ];
  const named = [
    ...inQuery.map(({ name, schema }) => `${snake(name)}: Optional[${pythonType(schema)}] = None`),
    ...(isPost ? ['idempotency_key: Optional[str] = None'] : []),
  ];
  const signature = ['self', ...typed, ...(named.length > 0 ? ['*', ...named] : [])].join(', ');
  const address = `f"${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `{quoted(${snake(name)}${name === 'path' ? ", '/'" : ''})}`)}"`;
  const query = inQuery.map(({ name }) => `${JSON.stringify(name)}: ${snake(name)}`).join(', ');
  const call = [
    `"${method.toUpperCase()}"`,
    address,
    ...(query === '' ? [] : [`query={${query}}`]),
    ...(media === undefined ? [] : [`body=body`, `media_type=${JSON.stringify(media)}`]),
    ...(isPost ? ['idempotency_key=idempotency_key'] : []),
  ].join(', ');
  const name = snake(operation.operationId);
  const how = streams ? 'events' : result === 'bytes' ? 'read' : 'json';
  const lines = [
    `    def ${name}(${signature}) -> ${JSON.stringify(result)}:`,
    `        """${oneLine(operation.summary)}."""`,
    `        return self._${how}(${call})`,
  ];
  if (inQuery.some((one) => one.name === 'cursor')) {
    const others = named.filter((one) => !one.startsWith('cursor:') && !one.startsWith('limit:'));
    const rest = ['self', ...typed, ...(others.length > 0 ? ['*', ...others] : [])].join(', ');
    const pass = [
      ...inPath.map((one) => snake(one.name)),
      ...inQuery
        .filter((one) => one.name !== 'cursor' && one.name !== 'limit')
        .map((one) => `${snake(one.name)}=${snake(one.name)}`),
      'limit=200',
      'cursor=cursor',
    ].join(', ');
    lines.push(
      '',
      `    def each_${name.replace(/^list_/, '')}(${rest}) -> "Iterator[Dict[str, Any]]":`,
      `        """${oneLine(operation.summary)}: every item, page after page."""`,
      `        return each(lambda cursor: self.${name}(${pass}))`,
    );
  }
  return lines.join('\n');
}

function union(types: readonly string[]): string {
  const different = [...new Set(types)];
  return different.length === 1 ? (different[0] ?? 'Any') : `Union[${different.join(', ')}]`;
}
