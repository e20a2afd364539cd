/** Results that are records, in Chinese: things remembered, tasks, files, definitions. */
import { isObject, type Json, type JsonObject } from '../../schema/json-schema.ts';
import { shorten } from '../../text/tokens.ts';
import { type Shape, word } from '../answer/shape.ts';

const objects = (value: Json | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];
const texts = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.map(word).filter(Boolean) : [];
const task = (one: JsonObject) => `${word(one['title'])} (${word(one['id'])})`;

function thing(one: JsonObject): string {
  const seen = texts(one['observations']).join('；');
  return `${word(one['name'])}（${word(one['entityType'])}）${seen ? `：${seen}` : ''}`;
}

export const ZH_RECORD_SHAPES: readonly Shape[] = [
  {
    name: 'things-created',
    tell: ({ json, given }) => {
      if (!Array.isArray(json) || !Array.isArray(given.entities)) return undefined;
      const made = objects(json);
      if (made.length > 0) return `已经记住${made.map(thing).join('；')}`;
      return `${objects(given.entities)
        .map((one) => word(one['name']))
        .join('、')}早已记下`;
    },
  },
  {
    name: 'links-created',
    tell: ({ json, given }) => {
      if (!Array.isArray(json) || !Array.isArray(given.relations)) return undefined;
      const links = objects(json.length > 0 ? json : given.relations);
      return `已经关联${links.map((one) => `${word(one['from'])}和${word(one['to'])}（${word(one['relationType'])}）`).join('；')}`;
    },
  },
  {
    name: 'facts-added',
    tell: ({ json, given }) =>
      Array.isArray(json) && Array.isArray(given.observations)
        ? objects(given.observations)
            .map((one) => `已经为${word(one['entityName'])}补充：${texts(one['contents']).join('；')}`)
            .join('；')
        : undefined,
  },
  {
    name: 'memory',
    tell: ({ fields, given }) => {
      if (!Array.isArray(fields.entities) || !Array.isArray(fields.relations)) return undefined;
      const things = objects(fields.entities).slice(0, 5);
      const sought = word(given.query) || texts(given.names).join('、');
      if (things.length === 0) return `记忆里没有${sought ? `关于“${sought}”的` : ''}内容`;
      return `记忆里有${things.map(thing).join('；')}`;
    },
  },
  {
    name: 'tasks-planned',
    tell: ({ fields, given }) => {
      const tasks = objects(fields.tasks ?? fields.newTasks);
      if (tasks.length === 0) return undefined;
      const id = word(fields.requestId ?? given.requestId);
      if (fields.newTasks) return `任务清单${id && ` ${id} `}里加上了${tasks.map(task).join('、')}`;
      return `任务清单${id && ` ${id} `}共有 ${tasks.length} 项任务：${tasks.map(task).join('、')}`;
    },
  },
  {
    name: 'task',
    tell: ({ fields }) => {
      if (!isObject(fields.task) || typeof fields.task['title'] !== 'string') return undefined;
      const status = word(fields.status);
      if (status === 'next_task') return `下一项任务是${task(fields.task)}`;
      return status === 'task_marked_done'
        ? `任务${task(fields.task)}已标为完成`
        : `任务${task(fields.task)}：${word(fields.task['description'])}`;
    },
  },
  {
    name: 'written',
    tell: ({ text }) => {
      const wrote = /^Successfully wrote to (\S+)/.exec(text)?.[1];
      if (wrote) return `内容已保存到 ${wrote}`;
      const made = /^Successfully created directory (\S+)/.exec(text)?.[1];
      if (made) return `文件夹 ${made} 已经建好`;
      const project = /^File (\S+) (?:written|updated) successfully (?:to|in) project (\S+)/.exec(text);
      return project ? `${project[1]} 已存入项目 ${project[2]}` : undefined;
    },
  },
  {
    name: 'listing',
    tell: ({ text, given }) => {
      if (typeof given.path !== 'string') return undefined;
      const entries = [...text.matchAll(/^\[(FILE|DIR)\] (\S+)/gm)].map(([, , name]) => name);
      return entries.length > 0 ? `${given.path} 里有 ${entries.join('、')}` : undefined;
    },
  },
  {
    name: 'found-files',
    tell: ({ text, given }) => {
      if (typeof given.pattern !== 'string' || typeof given.path !== 'string') return undefined;
      if (/^no matches/i.test(text)) return `${given.path} 里没有符合 ${given.pattern} 的文件`;
      return `找到了 ${text.trim().split('\n').join('、')}`;
    },
  },
  {
    name: 'file-contents',
    tell: ({ text, given }) => {
      const file = word(given.path ?? given.fileName);
      if (!/\.\w+$/.test(file) || given.content !== undefined) return undefined;
      const lines = text
        .trim()
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean);
      if (lines.length <= 1) return `${file} 里写着“${shorten(lines[0] ?? '', 300)}”`;
      return `${file} 的内容是：\n${shorten(lines.map((line) => `  > ${line}`).join('\n'), 900)}`;
    },
  },
  {
    name: 'project-files',
    tell: ({ text, given }) =>
      typeof given.projectName === 'string' && given.fileName === undefined
        ? `项目 ${given.projectName} 里有 ${
            text
              .trim()
              .split(/\s*[\n,]\s*/)
              .filter(Boolean)
              .join('、') || '零个文件'
          }`
        : undefined,
  },
  {
    name: 'definition',
    tell: ({ text, given }) => {
      const name = word(given.typeName ?? given.fieldName);
      return name ? `${name} 的定义是 \`${shorten(text.trim().replace(/\s+/g, ' '), 600)}\`` : undefined;
    },
  },
];
