/** Paths: made absolute under the directory the tools work in. */
import { directoriesIn, filesIn, quotationsIn } from '../../text/literals.ts';
import { slug } from '../../text/tokens.ts';
import type { FillContext, Filler, Property } from './filler.ts';

const FOLDER_CALLED = /\b(?:folder|directory)\s+(?:called|named)\s+[`"'“]?([\w-]+(?:\/[\w-]+)*)/i;
const IN_FOLDER = /[`"'“]?([\w-]+)\/?[`"'”]?\s+(?:folder|directory)\b/i;
const NO_FOLDER =
  /^(?:a|an|the|my|our|that|this|new|same|workspace|current|each|which|what|whole|working|separate|any)$/i;

function join(base: string, ...names: string[]): string {
  return [base.replace(/\/+$/, ''), ...names.map((name) => name.replace(/^\/+|\/+$/g, ''))]
    .filter(Boolean)
    .join('/');
}

/** The folder a text names, if any. */
export function folderIn(text: string): string | undefined {
  const called = FOLDER_CALLED.exec(text)?.[1];
  if (called) return called;
  const inside = IN_FOLDER.exec(text)?.[1];
  return inside && !NO_FOLDER.test(inside) ? inside : undefined;
}

/** The folder the request works in: the one it names or the one made before it. */
function folder(context: FillContext): string | undefined {
  const own = folderIn(context.text);
  if (own) return own;
  if (!/\b(?:that|the|this|new) (?:new )?(?:folder|directory)\b|\bthere\b|\bin it\b/i.test(context.text))
    return undefined;
  const made = context.situation.task.requests.findLast(
    ({ index, concepts }) => index < context.request.index && concepts[0]?.name === 'folder-create',
  );
  return made
    ? folderIn(made.text)
    : context.notes.map((note) => directoriesIn(note).at(-1)?.value).findLast(Boolean);
}

/** Files the results so far speak of, the latest last. */
function knownFiles({ situation, notes }: FillContext): string[] {
  const made = situation.outcomes
    .filter(({ failed }) => !failed)
    .flatMap(({ call }) => [call.arguments.destination, call.arguments.path])
    .filter((path): path is string => typeof path === 'string' && /\.\w+$/.test(path));
  const said = notes.flatMap((note) => filesIn(note).map(({ value }) => value));
  const asked = situation.task.requests.flatMap(({ text }) => filesIn(text).map(({ value }) => value));
  return [...asked, ...said, ...made];
}

/** The file a request that records something writes to when it names none. */
function titled({ text }: FillContext): string | undefined {
  const called =
    /\b(?:called|named|titled)\s+[`"'“]?([\p{L}\w -]+?)[`"'”]?(?:\s+(?:with|in|for|so|containing)\b|[.,;]|$)/iu.exec(
      text,
    )?.[1];
  const name = called ?? quotationsIn(text)[0]?.value;
  return name ? `${slug(name)}.md` : undefined;
}

function absolute(name: string, context: FillContext, inside?: string): string {
  const base = context.base ?? '/workspace';
  if (name.startsWith('/')) return name;
  if (inside?.startsWith('/')) return join(inside, name);
  return inside && !name.includes('/') ? join(base, inside, name) : join(base, name);
}

function takesDirectory(property: Property, { tool, concept }: FillContext): boolean {
  if (/dir|folder/i.test(property.name)) return true;
  const words = `${tool.name.replace(/^.*__/, '')} ${concept?.name ?? ''}`;
  return /director|tree|search|folder|file-list/i.test(words);
}

function path(property: Property, context: FillContext): string | undefined {
  if (takesDirectory(property, context)) {
    const inside = folder(context) ?? directoriesIn(context.text)[0]?.value;
    if (/create|make/i.test(context.tool.name) && !inside) return undefined;
    return inside ? absolute(inside, context) : (context.base ?? '/workspace');
  }
  const own = filesIn(context.text)[0]?.value;
  if (own) {
    const known = own.includes('/')
      ? undefined
      : knownFiles(context).findLast((file) => file.endsWith(`/${own}`));
    if (known && !context.concept?.stores) return absolute(known, context);
    return absolute(own, context, folder(context));
  }
  if (context.concept?.name === 'file-write') {
    const name = titled(context);
    return name ? absolute(name, context, folder(context)) : absolute('notes.md', context, folder(context));
  }
  const before = knownFiles(context).at(-1);
  return before ? absolute(before, context) : undefined;
}

function moved(end: 'source' | 'destination', context: FillContext): string | undefined {
  const files = filesIn(context.text).map(({ value }) => value);
  const source =
    files.length > 0 &&
    !(files.length === 1 && /\b(?:rename|move) (?:it|that|the file)\b/i.test(context.text))
      ? files[0]
      : knownFiles(context)
          .filter((file) => !files.includes(file))
          .at(-1);
  if (!source) return undefined;
  const from = knownFiles(context).findLast((file) => file.endsWith(`/${source}`)) ?? source;
  if (end === 'source') return absolute(from, context);
  const target = files.find((file) => file !== source);
  if (target) return absolute(target, context);
  const into = folder(context);
  return into ? absolute(from.split('/').at(-1) ?? from, context, into) : undefined;
}

function isPath({ name, type }: Property): boolean {
  return type === 'string' && /path|file$|^file|filename|directory|folder|^source$|^destination$/i.test(name);
}

/** Fillers of paths. */
export const PLACES: Filler[] = [
  {
    name: 'source',
    fits: (p) => p.name === 'source' && p.siblings.includes('destination'),
    fill: (_, context) => moved('source', context),
  },
  {
    name: 'destination',
    fits: (p) => p.name === 'destination',
    fill: (_, context) => moved('destination', context),
  },
  {
    name: 'file-name',
    fits: (p) => p.type === 'string' && /^file_?name$/i.test(p.name),
    fill: (_, context) => {
      const own = filesIn(context.text)[0]?.value ?? titled(context);
      return (own ?? (context.concept?.stores ? 'notes.md' : knownFiles(context).at(-1)))?.split('/').at(-1);
    },
  },
  {
    name: 'paths',
    fits: (p) => p.type === 'array' && p.schema.items?.type === 'string' && /paths|files/i.test(p.name),
    fill: (_, context) => {
      const files = filesIn(context.text).map(({ value }) => absolute(value, context));
      return files.length > 0 ? files : undefined;
    },
  },
  { name: 'path', fits: isPath, fill: path },
];
