/** What people have problems with, in English and in Chinese. */
import type { Bilingual } from './themes/theme.ts';

/** An area of problems with its types. */
export type Area = {
  id: string;
  label: Bilingual;
  types: { id: string; families: string[]; label: Bilingual }[];
};

/** Areas of problems and the families of requests that answer each type. */
export const AREAS: readonly Area[] = [
  {
    id: 'figures',
    label: ['Getting the figures right', '算清数字'],
    types: [
      {
        id: 'quantities',
        families: ['sums'],
        label: ['Working out order quantities and total costs', '计算订购数量与总成本'],
      },
      {
        id: 'shares',
        families: ['shares'],
        label: ['Applying a percentage, discount or tax rate', '计算百分比、折扣或税率'],
      },
      {
        id: 'statistics',
        families: ['statistics'],
        label: ['Summarising numbers by average and median', '用平均数和中位数概括数据'],
      },
      {
        id: 'units',
        families: ['units'],
        label: ['Converting weights, volumes and lengths between units', '换算重量、容积和长度单位'],
      },
    ],
  },
  {
    id: 'dates',
    label: ['Fixing dates and times', '确定日期与时间'],
    types: [
      {
        id: 'countdown',
        families: ['days-between'],
        label: ['Counting the days between two dates', '计算两个日期之间的天数'],
      },
      {
        id: 'due-date',
        families: ['later-date'],
        label: ['Finding the due date some days later', '推算若干天后的到期日期'],
      },
      {
        id: 'weekday',
        families: ['weekday', 'week-number'],
        label: ['Finding the weekday or week a date falls in', '查询某日期是星期几或第几周'],
      },
      {
        id: 'month',
        families: ['month-length'],
        label: ['Knowing how many days a month has', '了解某个月有多少天'],
      },
      { id: 'zones', families: ['zones'], label: ['Agreeing on a time across time zones', '跨时区约定时间'] },
      {
        id: 'now',
        families: ['clock'],
        label: ['Knowing the current time in another place', '了解另一地的当前时间'],
      },
      {
        id: 'recurring',
        families: ['runs'],
        label: ['Checking when a recurring cron schedule runs next', '检查定期任务下次运行时间'],
      },
    ],
  },
  {
    id: 'texts',
    label: ['Preparing short texts and codes', '处理短文本与代码'],
    types: [
      { id: 'length', families: ['text-length'], label: ['Checking the length of a text', '检查文本长度'] },
      {
        id: 'codes',
        families: ['hash', 'base64', 'url-form'],
        label: ['Encoding a text or taking its hash', '对文本进行编码或取哈希'],
      },
      {
        id: 'colours',
        families: ['colours'],
        label: ['Translating colours between formats', '在不同格式间转换颜色'],
      },
      {
        id: 'versions',
        families: ['versions'],
        label: ['Comparing two versions of a release', '比较两个发布版本'],
      },
    ],
  },
  {
    id: 'records',
    label: ['Keeping records', '保存记录'],
    types: [
      { id: 'notes', families: ['file-note'], label: ['Writing results into a file note', '把结果写入文件'] },
      {
        id: 'review',
        families: ['file-check', 'file-list', 'file-find'],
        label: ['Reading saved files back and finding them again', '查看并重新找到已保存的文件'],
      },
      {
        id: 'project',
        families: ['project-note', 'project-check', 'project-files'],
        label: ['Keeping the notes of a project together', '集中保存项目笔记'],
      },
    ],
  },
  {
    id: 'people',
    label: ['Remembering people and facts', '记住人物与事实'],
    types: [
      {
        id: 'contacts',
        families: ['remember', 'remember-more'],
        label: ['Remembering a contact and what matters about them', '记住联系人及其要点'],
      },
      {
        id: 'recall',
        families: ['recall'],
        label: ['Looking up what memory holds about a contact', '查询已记住的联系人信息'],
      },
      {
        id: 'links',
        families: ['connect'],
        label: ['Linking people and things that belong together', '关联相关的人和事'],
      },
    ],
  },
  {
    id: 'work',
    label: ['Organising work', '组织工作'],
    types: [
      {
        id: 'lists',
        families: ['task-list', 'task-more'],
        label: ['Turning an undertaking into a task list', '把工作拆成任务清单'],
      },
      {
        id: 'progress',
        families: ['task-first', 'task-tick'],
        label: ['Seeing the next task and marking tasks done', '查看下一任务并标记完成'],
      },
    ],
  },
  {
    id: 'interfaces',
    label: ['Understanding an interface', '理解接口'],
    types: [
      {
        id: 'types',
        families: ['schema-types', 'schema-fields', 'schema-type'],
        label: ['Finding the types of a schema and their fields', '查找模式中的类型及其字段'],
      },
      {
        id: 'operations',
        families: ['schema-queries', 'schema-mutations', 'schema-search'],
        label: ['Finding which operations a schema offers', '查找模式提供的操作'],
      },
    ],
  },
];
