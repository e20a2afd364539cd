/** Results that are records: things remembered, tasks, files, definitions. */
import { isObject, type Json } from '../../schema/json-schema.ts';
import { listed, shorten } from '../../text/tokens.ts';
import { type Shape, word } from './shape.ts';

function objects(value: Json | undefined): Record<string, Json>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(word).filter(Boolean) : [];
}

/** "a flour supplier". */
function article(noun: string): string {
  return noun.endsWith('s') && !noun.endsWith('ss') ? noun : `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

const sentence = (text: string) => text.replace(/[.\s]+$/, '');

function thing(one: Record<string, Json>): string {
  const seen = texts(one.observations).map(sentence).join('; ');
  return `${word(one.name)} (${word(one.entityType)})${seen ? ` — ${seen}` : ''}`;
}

function task(one: Record<string, Json>): string {
  return `${word(one.title)} (${word(one.id)})`;
}

const STATUS: Record<string, string> = {
  task_marked_done: 'marked as done',
  task_approved: 'approved',
  task_updated: 'updated',
};

function tree(value: Json, inside = ''): string[] {
  return objects(value).flatMap((one) => {
    const path = `${inside}${word(one.name)}`;
    return one.type === 'directory' ? [`${path}/`, ...tree(one.children ?? [], `${path}/`)] : [path];
  });
}

/** Shapes of records. */
export const RECORD_SHAPES: Shape[] = [
  {
    name: 'things-created',
    tell: ({ json, given }) => {
      if (!Array.isArray(json) || !Array.isArray(given.entities)) return undefined;
      const made = objects(json);
      if (made.length === 0)
        return `${listed(objects(given.entities).map((one) => word(one.name)))} was already in memory`;
      return `I have remembered ${listed(made.map((one) => `${word(one.name)} as ${article(word(one.entityType))}${texts(one.observations).length > 0 ? ` (${texts(one.observations).map(sentence).join('; ')})` : ''}`))}`;
    },
  },
  {
    name: 'links-created',
    tell: ({ json, given }) => {
      if (!Array.isArray(json) || !Array.isArray(given.relations)) return undefined;
      const links = objects(json.length > 0 ? json : given.relations);
      return `I have linked ${listed(links.map((one) => `${word(one.from)} to ${word(one.to)} (“${word(one.relationType)}”)`))}`;
    },
  },
  {
    name: 'facts-added',
    tell: ({ json, given }) => {
      if (!Array.isArray(json) || !Array.isArray(given.observations)) return undefined;
      return objects(given.observations)
        .map(
          (one) => `I have added to ${word(one.entityName)}: ${texts(one.contents).map(sentence).join('; ')}`,
        )
        .join('; ');
    },
  },
  {
    name: 'memory',
    tell: ({ fields, given }) => {
      if (!Array.isArray(fields.entities) || !Array.isArray(fields.relations)) return undefined;
      const things = objects(fields.entities);
      const sought = word(given.query) || texts(given.names).join(', ');
      if (things.length === 0) return `Memory holds nothing${sought ? ` on “${sought}”` : ' yet'}`;
      const links = objects(fields.relations).map(
        (one) => `${word(one.from)} ${word(one.relationType)} ${word(one.to)}`,
      );
      return `Memory holds ${listed(things.slice(0, 5).map(thing), 'as well as')}${links.length > 0 ? `; links: ${links.slice(0, 5).join('; ')}` : ''}`;
    },
  },
  {
    name: 'tasks-planned',
    tell: ({ fields, given }) => {
      const tasks = objects(fields.tasks ?? fields.newTasks);
      if (tasks.length === 0) return undefined;
      const id = word(fields.requestId ?? given.requestId);
      if (fields.newTasks)
        return `I have added ${listed(tasks.map(task))} to the task list${id ? ` ${id}` : ''}`;
      return `The task list${id ? ` ${id}` : ''} now has ${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}: ${listed(tasks.map(task))}`;
    },
  },
  {
    name: 'task',
    tell: ({ fields }) => {
      if (!isObject(fields.task) || typeof fields.task.title !== 'string') return undefined;
      const status = word(fields.status);
      if (status === 'next_task') return `The next task is ${task(fields.task)}`;
      if (STATUS[status]) return `${task(fields.task)} is now ${STATUS[status]}`;
      const state = fields.task.done === undefined ? '' : fields.task.done ? ', done' : ', still open';
      return `${task(fields.task)}: ${sentence(word(fields.task.description))}${state}`;
    },
  },
  {
    name: 'requests',
    tell: ({ fields }) => {
      if (!Array.isArray(fields.requests)) return undefined;
      const lists = objects(fields.requests).map(
        (one) =>
          `${word(one.requestId)} “${shorten(word(one.originalRequest), 60)}” (${word(one.completedTasks)} of ${word(one.totalTasks)} tasks done)`,
      );
      return lists.length > 0 ? `The task lists are ${listed(lists)}` : 'There is no task list yet';
    },
  },
  {
    name: 'tree',
    tell: ({ json, given }) => {
      if (
        !Array.isArray(json) ||
        typeof given.path !== 'string' ||
        !json.every((one) => isObject(one) && 'type' in one)
      )
        return undefined;
      const paths = tree(json);
      return paths.length > 0 ? `${given.path} holds ${listed(paths)}` : `${given.path} is empty`;
    },
  },
  {
    name: 'written',
    tell: ({ text, given }) => {
      const wrote = /^Successfully wrote to (\S+)/.exec(text)?.[1];
      if (wrote) return `I have saved the ${/\.(?:md|txt)$/.test(wrote) ? 'note' : 'file'} to ${wrote}`;
      const made = /^Successfully created directory (\S+)/.exec(text)?.[1];
      if (made) return `The folder ${made} is in place`;
      const moved = /^Successfully moved (\S+) to (\S+)/.exec(text);
      if (moved) return `${moved[1]} is now ${moved[2]}`;
      const project = /^File (\S+) (written|updated) successfully (?:to|in) project (\S+)/.exec(text);
      if (project)
        return `I have ${project[2] === 'written' ? 'saved' : 'updated'} ${project[1]} in the project ${project[3]}`;
      if (text.startsWith('```diff') && typeof given.path === 'string') {
        const [edit] = objects(given.edits);
        return `In ${given.path}, “${word(edit?.oldText)}” now reads “${word(edit?.newText)}”`;
      }
      return undefined;
    },
  },
  {
    name: 'listing',
    tell: ({ text, given }) => {
      if (typeof given.path !== 'string') return undefined;
      if (text.trim() === '') return `${given.path} is empty`;
      const entries = [...text.matchAll(/^\[(FILE|DIR)\] (\S+)(?: +([\d.]+ \w+))?/gm)];
      if (entries.length === 0) return undefined;
      return `${given.path} holds ${listed(entries.map(([, kind, name, size]) => `${name}${kind === 'DIR' ? '/' : ''}${size ? ` (${size})` : ''}`))}`;
    },
  },
  {
    name: 'found-files',
    tell: ({ text, given }) => {
      if (typeof given.pattern !== 'string' || typeof given.path !== 'string') return undefined;
      if (/^no matches/i.test(text)) return `No file under ${given.path} matches ${given.pattern}`;
      return `Found ${listed(text.trim().split('\n'))}`;
    },
  },
  {
    name: 'file-facts',
    tell: ({ text, given }) => {
      const size = /^size: (\d+)/m.exec(text)?.[1];
      const modified = /^modified: (.+?)(?: GMT.*)?$/m.exec(text)?.[1];
      return size && given.path
        ? `${word(given.path)} is ${size} bytes${modified ? `, last changed ${modified}` : ''}`
        : undefined;
    },
  },
  {
    name: 'file-contents',
    tell: ({ text, given, asked }) => {
      const file = word(given.path ?? given.fileName);
      if (!file || !/\.\w+$/.test(file) || /\b(?:size|modified)\b/i.test(asked)) return undefined;
      const lines = text
        .trim()
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean);
      if (lines.length <= 1) return `${file} reads “${shorten(lines[0] ?? '', 300)}”`;
      return `${file} reads:\n${shorten(lines.map((line) => `  > ${line}`).join('\n'), 900)}`;
    },
  },
  {
    name: 'project-files',
    tell: ({ text, given }) => {
      if (typeof given.projectName !== 'string' || given.fileName !== undefined) return undefined;
      const files = text
        .trim()
        .split(/\s*[\n,]\s*/)
        .filter(Boolean);
      return `The project ${given.projectName} holds ${files.length > 0 ? listed(files) : 'no files'}`;
    },
  },
  {
    name: 'names',
    tell: ({ text, given, asked }) => {
      const kind = /\b(types|queries|mutations)\b/i.exec(asked)?.[1]?.toLowerCase();
      const names = text.trim().split(/,\s*/);
      if (!kind || Object.keys(given).length > 0 || names.some((name) => !/^\w+$/.test(name)))
        return undefined;
      return `The schema has these ${kind}: ${names.join(', ')}`;
    },
  },
  {
    name: 'definition',
    tell: ({ text, given }) => {
      const name = word(given.typeName ?? given.fieldName);
      if (!name) return undefined;
      const body = text.trim();
      if (/^(?:type|input|enum|interface|union|scalar)\b/.test(body))
        return `${name} is defined as \`${shorten(body.replace(/\s+/g, ' '), 600)}\``;
      if (body.includes('\n') || given.typeName)
        return `${name} has the fields ${shorten(
          body
            .split('\n')
            .map((line) => `\`${line.trim()}\``)
            .join(', '),
          600,
        )}`;
      return `${name} is defined as \`${body}\``;
    },
  },
];
