/** Readings of files, project notes, memory, tasks and schemas. */
import { FILE, QUOTED, RESULTS, type Reading, reading, results } from './reading.ts';

const PROJECT = '项目\\s*([\\w-]+)\\s*';
const TYPE = '`(\\w+)`\\s*类型';
const SCHEMA = '(?:我们)?(?:的)?\\s*GraphQL\\s*(?:模式|接口)(?:里)?(?:的)?\\s*';

/** "a、b和c" as quoted titles. */
const titles = (list = '') =>
  list
    .split(/[、,，；]/)
    .map((one) => `"${one.trim()}"`)
    .join(', ');

export const RECORD_READINGS: readonly Reading[] = [
  reading(
    `把${RESULTS}(?:存为|记进|保存到)${PROJECT}笔记里的\\s*${FILE}`,
    ([said = '', project, file]) => `save ${results(said)} as ${file} in the project notes for ${project}`,
  ),
  reading(
    `把${QUOTED}(?:存为|记进|保存到)${PROJECT}笔记里的\\s*${FILE}`,
    ([text, project, file]) =>
      `save a note with the text "${text}" as ${file} in the project notes for ${project}`,
  ),
  reading(
    `读出${PROJECT}笔记里的\\s*${FILE}`,
    ([project, file]) => `read ${file} back from the project notes for ${project}`,
  ),
  reading(`列出${PROJECT}的笔记文件`, ([project]) => `list the files in the project notes for ${project}`),
  reading(
    `把${RESULTS}(?:保存|写入?|存)(?:到|进)?(?:名为|文件)?\\s*${FILE}`,
    ([said = '', file]) => `save ${results(said)} in a file called ${file}`,
  ),
  reading(
    `把${RESULTS}记到名为\\s*${FILE}\\s*的笔记里`,
    ([said = '', file]) => `put ${results(said)} in a note called ${file}`,
  ),
  reading(
    `保存一份名为\\s*${FILE}\\s*的笔记并?写上${QUOTED}`,
    ([file, text]) => `save a note called ${file} with the text "${text}"`,
  ),
  reading(
    `新建文件\\s*${FILE}\\s*并?写上${QUOTED}`,
    ([file, text]) => `create a file called ${file} that says "${text}"`,
  ),
  reading(`(?:读出|读取)\\s*${FILE}(?:\\s*让我核对)?`, ([file]) => `read ${file} back so I can check it`),
  reading(`${FILE}\\s*里?写了什么`, ([file]) => `show me what ${file} says`),
  reading('(?:列出)?工作区里(?:的|有哪些)文件', () => 'list the files in my workspace'),
  reading(
    '(?:找出工作区里所有的\\s*Markdown\\s*文件|在工作区里查找\\s*\\.md\\s*文件)',
    () => 'find all markdown files in my workspace',
  ),
  reading(
    `把${RESULTS}记在${QUOTED}名下`,
    ([said = '', name]) => `remember ${results(said)} under the name "${name}"`,
  ),
  reading(
    `记住${QUOTED}是(?:我们的)?(.+?)(?:并且|、)(.+)`,
    ([name, kind, fact]) => `remember that "${name}" is our ${kind} and ${fact}`,
  ),
  reading(`给${QUOTED}补充一条要点[：:](.+)`, ([name, fact]) => `add the detail about "${name}": ${fact}`),
  reading(
    `把${QUOTED}和${QUOTED}用${QUOTED}关联起来`,
    ([one, other, how]) => `link "${one}" to "${other}" as "${how}"`,
  ),
  reading(`关于${QUOTED}(?:都)?记了些?什么`, ([name]) => `tell me what we know about "${name}"`),
  reading(`在记忆里查找${QUOTED}`, ([name]) => `search the memory for "${name}"`),
  reading(
    `为(.+?)(?:列一份任务清单|定一个计划并包含这些任务)[：:](.+)`,
    ([event, list]) => `set up a task list for ${event} with these tasks: ${titles(list)}`,
  ),
  reading('清单上(?:先做哪一项|的下一项任务)', () => 'tell me which task comes first'),
  reading('把第一项任务标为完成', () => 'mark the first task as done'),
  reading(`把${QUOTED}标为完成`, ([task]) => `mark "${task}" as done`),
  reading(`在清单里加上任务${QUOTED}`, ([task]) => `add the task "${task}" to the list`),
  reading(`(?:列出)?${SCHEMA}(?:有哪些)?类型`, () => 'list the types defined in our GraphQL schema'),
  reading(
    `(?:列出)?(?:${SCHEMA})?${TYPE}(?:的|有哪些)字段`,
    ([type]) => `list the fields of the \`${type}\` type in the schema`,
  ),
  reading(
    `${SCHEMA}${TYPE}的定义`,
    ([type]) => `show me the definition of the \`${type}\` type in our GraphQL schema`,
  ),
  reading(
    `在\\s*${SCHEMA}查找名称含${QUOTED}的内容`,
    ([name]) => `search the GraphQL schema for anything named "${name}"`,
  ),
  reading(`(?:列出)?${SCHEMA}(?:提供的|有哪些)查询`, () => 'list the queries our GraphQL API offers'),
  reading(`(?:列出)?${SCHEMA}提供的变更操作`, () => 'list the mutations our GraphQL API offers'),
];
