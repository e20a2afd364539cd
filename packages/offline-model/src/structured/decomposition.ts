/**
 * Task "decomposition": one root that only coordinates and a few specialists, each made
 * from the part of the catalogue that fits the interpretation; every action is worded
 * like the work of one tool of that part.
 */
import type { Json, JsonObject } from '../schema/json-schema.ts';
import { createDraw } from '../text/draw.ts';
import { capital, listed, slug, tokens } from '../text/tokens.ts';
import { numberAt, objectAt, objectsAt, textAt, textsAt } from './input.ts';
import { topicOf } from './interpretation.ts';
import { themeOf } from './themes/index.ts';

type Work = { name: string; text: string; whole: string };
type Area = { server: string; domain: string; summary: string; works: Work[]; score: number };
type Trade = { when: RegExp; suffix: string; skill: string; usual: number };

/** What a part of the catalogue is good for, by the words it uses of itself. */
const TRADES: Trade[] = [
  {
    when: /math|calculat|convert between units|arithmetic/i,
    suffix: 'calculator',
    skill: 'Working out figures',
    usual: 3,
  },
  {
    when: /timezone|time zone|days in a month|current (?:date|time)/i,
    suffix: 'timekeeper',
    skill: 'Working with dates and times',
    usual: 1.6,
  },
  {
    when: /knowledge graph|entit/i,
    suffix: 'memory-keeper',
    skill: 'Remembering people and facts',
    usual: 2,
  },
  { when: /task|request_planning|pending/i, suffix: 'planner', skill: 'Planning work in tasks', usual: 2.2 },
  { when: /memory bank|project/i, suffix: 'archivist', skill: 'Keeping project notes', usual: 1 },
  { when: /graphql|schema/i, suffix: 'schema-guide', skill: 'Explaining interface schemas', usual: 0.3 },
  { when: /file|director/i, suffix: 'record-keeper', skill: 'Keeping files and notes', usual: 2.6 },
];

/** Words in a sentence that call for a kind of work. */
const CALLS: [RegExp, string][] = [
  [
    /calculat|cost|price|budget|quantit|number|convert|percent|math|figure|bill|invoice|statist|measure|nutrition|计算/i,
    'calculator',
  ],
  [/schedul|date|time|deadline|calendar|day|week|travel|trip|event|meeting|zone|日程|时间/i, 'timekeeper'],
  [
    /remember|customer|supplier|contact|client|people|student|patient|knowledge|relationship|memory|记/i,
    'memory-keeper',
  ],
  [/plan|task|organi[sz]e|project|to-?do|steps|launch|prepare|track|计划|任务/i, 'planner'],
  [/project|document|research|notes|knowledge base/i, 'archivist'],
  [/graphql|api\b|schema|developer|backend|software|interface/i, 'schema-guide'],
  [/file|note|document|report|write|save|record|log|draft|summary|文件|记录/i, 'record-keeper'],
];

const RARELY = /\bdeprecated\b|\bdelet|\bjwt\b|base64-encoded content|luhn|unicode information|wareki only/i;

function firstSentence(description: string): string {
  const line = description.trim().split('\n')[0] ?? '';
  return (/^(.+?[.!])(?:\s|$)/.exec(line)?.[1] ?? line).replace(/[.!]\s*$/, '').trim();
}

function readAreas(input: JsonObject, wish: string): Area[] {
  const asked = new Set(tokens(wish));
  return objectsAt(input, 'catalogue').map((entry): Area => {
    const works = objectsAt(entry, 'tools').map((tool) => {
      const whole = textAt(tool, 'description');
      return { name: textAt(tool, 'name'), text: firstSentence(whole), whole };
    });
    const [domain, summary] = [textAt(entry, 'domain'), textAt(entry, 'summary')];
    const trade = tradeOf({ domain, summary, works });
    const said = new Set(tokens(`${domain} ${summary} ${works.map(({ text }) => text).join(' ')}`));
    const shared = [...asked].filter((word) => said.has(word)).length;
    const called = CALLS.some(([words, suffix]) => suffix === trade?.suffix && words.test(wish)) ? 4 : 0;
    return {
      server: textAt(entry, 'server'),
      domain,
      summary,
      works,
      score: called + Math.min(3, shared * 0.5) + (trade?.usual ?? 0.5),
    };
  });
}

function tradeOf({ domain, summary, works }: Pick<Area, 'domain' | 'summary' | 'works'>): Trade | undefined {
  const text = `${domain} ${summary} ${works.map(({ text: one }) => one).join(' ')}`;
  const counted = TRADES.map((trade) => ({
    trade,
    hits: text.match(new RegExp(trade.when.source, 'gi'))?.length ?? 0,
  }));
  return counted.sort((left, right) => right.hits - left.hits)[0]?.hits ? counted[0]?.trade : undefined;
}

const CORE =
  /evaluate math|between units|date calculations|days in a month|between timezones|current date and time|create a new file|complete contents of a file from|listing of all files and directories in a specified path\b(?!, including)|search for files|multiple new entities|multiple new relations|new observations|search for nodes|register a new user request|next pending task|mark a given task|add new tasks|memory bank file|files within a specific project|types defined|fields for a specific|search for types|graphql query/i;

/** The works of an area that fit best: its everyday ones and those the wish speaks of. */
function chosenWorks(area: Area, wish: string, most: number): Work[] {
  const asked = new Set(tokens(wish));
  const usual = area.works.filter(({ whole, text }) => !RARELY.test(whole.slice(0, 260)) && text.length > 0);
  const scored = usual.map((work, at) => {
    const shared = tokens(work.text).filter((word) => asked.has(word)).length;
    return {
      work,
      at,
      score: shared + (CORE.test(work.text) || CORE.test(`${work.whole.slice(0, 160)}`) ? 3 : 0),
    };
  });
  const fitting = scored.filter(({ score }) => score > 0);
  return (fitting.length > 1 ? fitting : scored)
    .sort((left, right) => right.score - left.score || left.at - right.at)
    .slice(0, most)
    .sort((left, right) => left.at - right.at)
    .map(({ work }) => work);
}

const lower = (text: string) =>
  /^[A-Z]{2}/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);

function specialist(area: Area, wish: string, topic: string, root: string, taken: Set<string>): JsonObject {
  const trade = tradeOf(area);
  const works = chosenWorks(area, wish, 6);
  const suffix = trade?.suffix ?? (slug(area.domain || area.server, 16) || 'specialist');
  let name = slug(`${topic}-${suffix}`, 40);
  for (let turn = 2; taken.has(name); turn += 1) name = slug(`${topic}-${suffix}`, 37) + `-${turn}`;
  taken.add(name);
  const skill = trade?.skill ?? capital(area.domain);
  return {
    name,
    role: `${skill} for ${topic.replace(/-/g, ' ')} requests`,
    description: `${skill}. Does this work: ${works.map(({ text }) => lower(text)).join('; ')}.`,
    parent: root,
    meta_skills: [
      {
        name: slug(skill, 40),
        description: `${skill} with values from the request or from earlier results.`,
        actions: works.map(({ text }) => text),
      },
    ],
  };
}

function rootAgent(name: string, topic: string, members: readonly JsonObject[]): JsonObject {
  const names = members.map((one) => textAt(one, 'name'));
  return {
    name,
    role: `Coordinator of the ${topic.replace(/-/g, ' ')} team`,
    description: `Takes each request, gives its parts to ${listed(names)}, and puts the results together in one answer.`,
    parent: null,
    meta_skills: [
      {
        name: 'coordination',
        description: 'Splitting requests, handing the parts on and joining the results.',
        actions: members.map((one) => `Delegate to ${textAt(one, 'name')}: ${textAt(one, 'role')}`),
      },
    ],
  };
}

/** Designs a framework. */
export function decomposition(input: JsonObject, seed: number): JsonObject {
  const told = objectAt(input, 'interpretation');
  const limits = objectAt(input, 'limits');
  const wish = [
    textAt(told, 'title'),
    textAt(told, 'description').split('. ')[0] ?? '',
    ...textsAt(told, 'goals'),
    textAt(told, 'domain'),
  ].join('. ');
  const topic = topicOf(
    textsAt(told, 'users')[0] ?? '',
    textAt(told, 'name').split('-')[0] || themeOf(wish).short,
  );
  const draw = createDraw(seed, wish);
  const areas = readAreas(input, wish)
    .map((area) => ({ ...area, score: area.score + draw.next() * 0.8 }))
    .filter(({ works }) => works.length > 0)
    .sort((left, right) => right.score - left.score);
  const least = Math.max(2, numberAt(limits, 'min_agents', 3) - 1);
  const most = Math.max(least, Math.min(5, numberAt(limits, 'max_agents', 6) - 1));
  const strong = areas.filter(({ score }) => score >= 4).length;
  const count = Math.min(most, Math.max(least, 3, Math.min(4, strong)), Math.max(1, areas.length));
  const root = slug(`${topic}-coordinator`, 40);
  const taken = new Set([root]);
  const members: JsonObject[] = areas
    .slice(0, count)
    .map((area) => specialist(area, wish, topic, root, taken));
  while (members.length < least && areas.length > 0) {
    const area = areas[members.length % areas.length];
    if (!area) break;
    const half = area.works.filter((_, at) => at % 2 === members.length % 2);
    members.push(
      specialist({ ...area, works: half.length > 0 ? half : area.works }, wish, topic, root, taken),
    );
  }
  const agents: Json[] = [rootAgent(root, topic, members), ...members];
  return { agents };
}
