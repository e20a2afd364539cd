/**
 * Trades: what a part of the catalogue is good for, by the words it uses of itself, in both languages.
 */
import type { Bilingual } from '../themes/theme.ts';

/** A field of an answer. */
export type GivenField = { name: string; type: string; text: Bilingual };

/** One trade. */
export type Trade = {
  when: RegExp;
  /** Ends names of agents. */
  suffix: string;
  skill: Bilingual;
  /** What its agents never do. */
  never: Bilingual;
  gives: GivenField;
  /** How much any team needs it. */
  usual: number;
};

/** Every trade; the first one whose words fit most often counts. */
export const TRADES: readonly Trade[] = [
  {
    when: /math|calculat|convert between units|arithmetic/i,
    suffix: 'calculator',
    skill: ['Working out figures', '数字计算'],
    never: ['Guess a value that can be worked out', '猜测可以算出来的数值'],
    gives: { name: 'figures', type: 'list', text: ['Every result with its unit', '每个结果及其单位'] },
    usual: 3,
  },
  {
    when: /timezone|time zone|days in a month|current (?:date|time)/i,
    suffix: 'timekeeper',
    skill: ['Working with dates and times', '日期与时间'],
    never: ['Count days or hours by heart', '凭记忆推算日期或时间'],
    gives: { name: 'dates', type: 'list', text: ['Dates and times with their zone', '日期、时间及时区'] },
    usual: 1.6,
  },
  {
    when: /knowledge graph|entit/i,
    suffix: 'memory-keeper',
    skill: ['Remembering people and facts', '记住人物与事实'],
    never: ['Change what is remembered without being asked to', '未经要求就改动已记住的内容'],
    gives: { name: 'facts', type: 'list', text: ['What is remembered or was added', '已记住或新增的内容'] },
    usual: 2,
  },
  {
    when: /task|request_planning|pending/i,
    suffix: 'planner',
    skill: ['Planning work in tasks', '任务规划'],
    never: ['Mark a task as done that nobody did', '把没有完成的任务标成已完成'],
    gives: { name: 'tasks', type: 'list', text: ['Tasks with their state', '任务及其状态'] },
    usual: 2.2,
  },
  {
    when: /memory bank|project/i,
    suffix: 'archivist',
    skill: ['Keeping project notes', '项目笔记'],
    never: ['Overwrite a note of another project', '覆盖其他项目的笔记'],
    gives: { name: 'notes', type: 'list', text: ['Notes that were read or written', '读取或写下的笔记'] },
    usual: 1,
  },
  {
    when: /graphql|schema/i,
    suffix: 'schema-guide',
    skill: ['Explaining interface schemas', '接口模式说明'],
    never: ['Invent a field that the schema does not have', '编造模式里没有的字段'],
    gives: { name: 'definitions', type: 'list', text: ['Types and fields as defined', '类型与字段的定义'] },
    usual: 0.3,
  },
  {
    when: /file|director/i,
    suffix: 'record-keeper',
    skill: ['Keeping files and notes', '文件与记录'],
    never: ['Write outside of the shared folder', '写到共享文件夹之外'],
    gives: {
      name: 'saved_files',
      type: 'list',
      text: ['Files that were read or written', '读取或写入的文件'],
    },
    usual: 2.6,
  },
];

/** For parts of the catalogue that no trade fits. */
export function tradeFor(domain: string, zhDomain: string): Trade {
  return {
    when: /./,
    suffix: `${domain}-specialist`,
    skill: [`Looking after ${domain.replace(/-/g, ' ')}`, `${zhDomain}工作`],
    never: ['State a finding that no result shows', '说出没有结果支持的结论'],
    gives: { name: 'findings', type: 'list', text: ['What was found', '查到的内容'] },
    usual: 0.5,
  };
}

/** Words in a sentence that call for a kind of work. */
export const CALLS: readonly [RegExp, string][] = [
  [
    /calculat|cost|price|budget|quantit|number|convert|percent|math|figure|bill|invoice|statist|measure|nutrition|计算|成本|价格|预算|数量|费用|换算|统计|数字|账/i,
    'calculator',
  ],
  [
    /schedul|date|time|deadline|calendar|day|week|travel|trip|event|meeting|zone|日程|时间|日期|时区|会议|截止|排期|活动/i,
    'timekeeper',
  ],
  [
    /remember|customer|supplier|contact|client|people|student|patient|knowledge|relationship|memory|记住|客户|供应商|联系人|学生|患者|人物|关系/i,
    'memory-keeper',
  ],
  [
    /plan|task|organi[sz]e|project|to-?do|steps|launch|prepare|track|计划|任务|安排|规划|筹备|跟踪|项目/i,
    'planner',
  ],
  [/project|document|research|notes|knowledge base|研究|笔记|项目|资料/i, 'archivist'],
  [/graphql|api\b|schema|developer|backend|software|interface|接口|开发|软件/i, 'schema-guide'],
  [
    /file|note|document|report|write|save|record|log|draft|summary|文件|记录|报告|写|保存|归档|总结/i,
    'record-keeper',
  ],
];
