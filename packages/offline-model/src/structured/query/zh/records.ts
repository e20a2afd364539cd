/** Chinese phrases for files, project notes, memory, tasks and schemas. */
import { type ZhPhrase, zhResults } from './phrase.ts';

const TYPES = ['Product', 'Order', 'Customer'];

export const ZH_RECORDS: Readonly<Record<string, ZhPhrase>> = {
  'file-note': (scene) => {
    const { draw, paper, contact } = scene;
    if (scene.results > 0)
      return draw.pick([
        `把${zhResults(scene)}保存到文件 ${paper}.md`,
        `把${zhResults(scene)}写入 ${paper}.md`,
        `把${zhResults(scene)}记到名为 ${paper}.md 的笔记里`,
      ]);
    return draw.pick([
      `保存一份名为 ${paper}.md 的笔记并写上“${contact.name}${contact.fact}”`,
      `新建文件 ${paper}.md 并写上“${draw.pick(scene.theme.slogans)}”`,
    ]);
  },
  'file-check': ({ draw, paper }) =>
    draw.pick([`读出 ${paper}.md 让我核对`, `让我看看 ${paper}.md 里写了什么`]),
  'file-list': ({ draw }) => draw.pick(['列出工作区里的文件', '让我看看工作区里有哪些文件']),
  'file-find': ({ draw }) => draw.pick(['找出工作区里所有的 Markdown 文件', '在工作区里查找 .md 文件']),
  'project-note': (scene) => {
    const { draw, paper, project, contact } = scene;
    if (scene.results > 0)
      return draw.pick([
        `把${zhResults(scene)}存为项目 ${project} 笔记里的 ${paper}.md`,
        `把${zhResults(scene)}记进项目 ${project} 笔记里的 ${paper}.md`,
      ]);
    return `把“${contact.name}${contact.fact}”存为项目 ${project} 笔记里的 ${paper}.md`;
  },
  'project-check': ({ paper, project }) => `读出项目 ${project} 笔记里的 ${paper}.md`,
  'project-files': ({ project }) => `列出项目 ${project} 的笔记文件`,
  remember: (scene) => {
    const { draw, contact, event } = scene;
    if (scene.results > 0 && !scene.followed && draw.next() < 0.4)
      return `把${zhResults(scene)}记在“${event}”名下`;
    const is = draw.pick(['是我们的', '是']);
    return `记住“${contact.name}”${is}${contact.kind}并且${contact.fact}`;
  },
  'remember-more': ({ contact }) => `给“${contact.name}”补充一条要点：${contact.extra}`,
  connect: ({ contact, event }) => `把“${contact.name}”和“${event}”用“支持”关联起来`,
  recall: ({ draw, contact }) =>
    draw.pick([`告诉我关于“${contact.name}”记了些什么`, `在记忆里查找“${contact.name}”`]),
  'task-list': ({ draw, event, chores }) =>
    draw.pick([
      `为${event}列一份任务清单：${chores.join('、')}`,
      `为${event}定一个计划并包含这些任务：${chores.join('、')}`,
    ]),
  'task-first': ({ draw }) => draw.pick(['告诉我清单上先做哪一项', '让我看看清单上的下一项任务']),
  'task-tick': ({ draw, chores }) => draw.pick(['把第一项任务标为完成', `把“${chores[0]}”标为完成`]),
  'task-more': ({ draw }) => `在清单里加上任务“${draw.pick(['发提醒', '核对预算', '感谢帮手'])}”`,
  'schema-types': ({ draw }) =>
    draw.pick(['列出我们 GraphQL 模式里的类型', '告诉我 GraphQL 模式里有哪些类型']),
  'schema-fields': ({ draw }) =>
    draw.pick([
      `列出 GraphQL 模式里 \`${draw.pick(TYPES)}\` 类型的字段`,
      `让我看看 \`${draw.pick(TYPES)}\` 类型有哪些字段`,
    ]),
  'schema-type': ({ draw }) => `给出 GraphQL 模式里 \`${draw.pick(TYPES)}\` 类型的定义`,
  'schema-search': ({ draw }) =>
    `在 GraphQL 模式里查找名称含“${draw.pick(['order', 'product', 'customer'])}”的内容`,
  'schema-queries': ({ draw }) => draw.pick(['列出 GraphQL 接口提供的查询', '告诉我 GraphQL 接口有哪些查询']),
  'schema-mutations': () => '列出 GraphQL 接口提供的变更操作',
};
