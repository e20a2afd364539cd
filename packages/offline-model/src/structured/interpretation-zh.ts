/**
 * Interpretation in Chinese: of Chinese sentences by their own words, of all others by the words of their theme.
 */
import type { JsonObject } from '../schema/json-schema.ts';
import { slug } from '../text/tokens.ts';
import { CALLS } from './design/trades.ts';
import { themeOf } from './themes/index.ts';

const WISH =
  /^(?:请|麻烦)?(?:(?:我们?|本[店校院馆])?(?:想要?|需要|希望(?:有)?|打算)|帮(?:我们?|忙)|给我们?)?(?:建立|搭建|设计|创建|生成|做|打造|组建)?(?:一[个套支组款])?/;
const FOR =
  /(?:为|替|给|帮助?|服务于|面向)(?:一[家个支间所名位座群]|我们的?|本)?([\p{Script=Han}]{2,10}?)(?:的?(?:团队|助手|助理|智能体|系统)|，|,|管理|安排|计算|规划|处理|整理|跟踪|记录|准备|比较|评估|提供|设计|制定|做|写|查|完成|$)/u;
const FORM =
  /(?:的)?(?:智能体|助手|助理|团队|系统|框架|工具|顾问|机器人)(?:，|,|：|:|来|能够?|可以|负责|用来|帮助)*/u;

/** Topics in English: names of agents and frameworks are ASCII. */
const TOPICS: readonly [RegExp, string][] = [
  [/面包|烘焙|蛋糕/, 'bakery'],
  [/餐[厅馆饮]|饭店|菜单|厨房|食堂/, 'restaurant'],
  [/咖啡/, 'cafe'],
  [/学校|教师|老师|课程|学生|教育/, 'school'],
  [/诊所|医院|医疗|患者|病人|护理/, 'clinic'],
  [/旅行|旅游|行程/, 'travel'],
  [/农场|农业|果园|种植/, 'farm'],
  [/花园|园艺/, 'garden'],
  [/物流|快递|运输|车队/, 'logistics'],
  [/仓库|库存/, 'warehouse'],
  [/律师|法律|合同/, 'law-office'],
  [/博物馆|展览/, 'museum'],
  [/图书馆/, 'library'],
  [/书店/, 'bookshop'],
  [/健身|跑步|运动|体育|训练/, 'fitness'],
  [/财务|会计|账|贷款|银行/, 'finance'],
  [/装修|建筑|工地/, 'building'],
  [/乐团|音乐|演出|剧院/, 'concert'],
  [/软件|接口|开发|运维/, 'software'],
  [/游戏/, 'game'],
  [/宠物|兽医/, 'pet-care'],
  [/婚礼|活动|会议/, 'event'],
  [/酒店|民宿/, 'hotel'],
  [/网店|电商/, 'online-shop'],
  [/商店|小店|零售|店铺/, 'shop'],
  [/新闻|编辑|稿件|杂志/, 'newsroom'],
  [/天文|观测/, 'observatory'],
  [/实验室|化学|试剂/, 'lab'],
  [/能源|光伏|电站/, 'energy'],
  [/志愿|公益|慈善/, 'charity'],
  [/保险|理赔/, 'insurance'],
  [/招聘|人事|员工/, 'staffing'],
  [/工厂|生产|质检/, 'factory'],
  [/航运|港口|船/, 'harbour'],
  [/社区|物业/, 'neighbourhood'],
];

/** What a framework is good for, in a word for its name. */
const USES: Record<string, string> = {
  calculator: 'figures',
  timekeeper: 'dates',
  'memory-keeper': 'people',
  planner: 'tasks',
  archivist: 'notes',
  'schema-guide': 'schemas',
  'record-keeper': 'records',
};
const MOST_GOALS = 10;

function goalsIn(text: string): string[] {
  return text
    .split(/[，,；;、。！!]|以及|并且?(?!购)|(?<=[\p{Script=Han}]{2})和(?=[\p{Script=Han}]{2})/u)
    .map((part) => part.replace(/^(?:能够?|可以|负责|用来|来|还要|会|再|先|然后|最后|要)/, '').trim())
    .filter((part) => (part.match(/\p{Script=Han}/gu)?.length ?? 0) >= 2)
    .slice(0, MOST_GOALS);
}

/** Who is to be helped, in Chinese words; empty when the sentence does not say. */
function userOf(sentence: string): string {
  return FOR.exec(sentence)?.[1]?.replace(/^(?:一[家个支间所名位座])/, '') ?? '';
}

/** What a Chinese text is about, in an English word for names, with the Chinese words that say it. */
export function topicIn(text: string): { english: string; zh: string | undefined } {
  const named = TOPICS.map(([words, english]) => ({ english, zh: words.exec(text)?.[0] }));
  return named.find(({ zh }) => zh) ?? { english: themeOf(text).short, zh: undefined };
}

/** Interprets one sentence, in Chinese. */
export function interpretationZh(sentence: string): JsonObject {
  const isChinese = /\p{Script=Han}{2}/u.test(sentence);
  const theme = themeOf(sentence);
  const named = topicIn(sentence);
  const user = isChinese ? userOf(sentence) || (named.zh ?? '') : '';
  const plain = sentence.trim().replace(/[。.!！\s]+$/, '');
  const aims = plain
    .replace(WISH, '')
    .replace(FOR, (all, who: string) => all.slice(all.indexOf(who) + who.length))
    .replace(FORM, '');
  const skills = CALLS.filter(([words]) => words.test(sentence)).map(([, suffix]) => USES[suffix] ?? suffix);
  const said = isChinese ? goalsIn(aims) : [];
  const goals =
    said.length > 0 ? said : [`处理${theme.zh}方面的请求`, '查找并计算所需的数值', '保存重要的结果'];
  const users = [...new Set([...(user ? [user] : []), ...theme.roles.slice(0, 2).map(([, zh]) => zh)])];
  return {
    name: slug([named.english, ...(skills.length > 0 ? skills.slice(0, 2) : ['helper'])].join('-'), 40),
    title: `${user || theme.zh}助理`,
    domain: theme.zh,
    description: `目标是为${user || theme.zh}处理这些事：${goals.join('、')}。日常问题来自${theme.zh}，每个答复都以查到或算出的数字、日期或记录为依据。重要的结果会保存下来，方便以后继续使用。`,
    goals,
    users,
    constraints: ['数值必须查到或算出，绝不猜测', '没有做到的事要如实说明', '请求的每个部分都要答复'],
    out_of_scope: ['与外部单位之间的付款和预订', '替用户向他人发送消息', `超出${theme.zh}范围的专业意见`],
    assumptions: [`请求来自${users.join('、')}`, '所需数值都在请求或前面的结果里'],
    language: isChinese ? 'zh' : 'en',
  };
}
