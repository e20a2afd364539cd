/**
 * Task "agent_tree": agents in the shape of a pattern, each leaf made from a part of the catalogue that fits the
 * interpretation, each caller from what stands below it.
 */
import type { Json, JsonObject } from '../../schema/json-schema.ts';
import { createDraw } from '../../text/draw.ts';
import { listed, slug } from '../../text/tokens.ts';
import { gapsFor } from '../gaps/index.ts';
import { numberAt, objectAt, textAt } from '../input.ts';
import { type Area, rankedWorks, readAreas, type Work } from './areas.ts';
import { parentsFor, sizeFor } from './levels.ts';
import { phasesFor } from './phases.ts';
import { readTopic, type Topic } from './topic.ts';

const MOST_DUTIES = 6;

type Leaf = { area: Area; works: Work[]; part: number };
type Node = JsonObject & { name: string };

/** Divides the areas among so many leaves: the best areas first, then parts of them. */
function leavesFor(areas: readonly Area[], count: number, wish: string): Leaf[] {
  const chosen = areas.slice(0, Math.max(1, Math.min(count, areas.length)));
  const shares = chosen.map(
    (_, at) => Math.floor(count / chosen.length) + (at < count % chosen.length ? 1 : 0),
  );
  return chosen.flatMap((area, at) => {
    const { fitting, others } = rankedWorks(area, wish);
    const share = shares[at] ?? 1;
    // Where there are more leaves than everyday works, the rarer ones get their turn.
    const pool =
      fitting.length >= share * 2 ? fitting.slice(0, share * MOST_DUTIES) : [...fitting, ...others];
    return Array.from({ length: share }, (_, part): Leaf => {
      const own = pool.filter((_, index) => index % share === part).slice(0, MOST_DUTIES);
      const works = own.length > 0 ? own : pool.slice(part % Math.max(1, pool.length)).slice(0, 1);
      return { area, works, part };
    });
  });
}

function named(base: string, taken: Set<string>): string {
  let name = slug(base, 40);
  for (let turn = 2; taken.has(name); turn += 1) name = `${slug(base, 36)}-${turn}`;
  taken.add(name);
  return name;
}

const field = (name: string, type: string, description: string): JsonObject => ({ name, type, description });
const lower = (text: string) =>
  /^[A-Z]{2}/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);

function leafNode(leaf: Leaf, topic: Topic, zh: boolean, taken: Set<string>, extra: string[]): Node {
  const { area, works, part } = leaf;
  const { trade } = area;
  const kind = part === 0 ? trade.suffix : `${slug(works[0]?.name ?? 'work', 14)}-${trade.suffix}`;
  const texts = works.map((work) => (zh ? work.zh : work.text));
  const duties = [...new Set(texts), ...extra];
  const about = zh ? trade.skill[1] : trade.skill[0];
  const narrow = part === 0 ? '' : zh ? `（${texts[0] ?? ''}）` : ` (${lower(texts[0] ?? '')})`;
  return {
    name: named(`${topic.slug}-${kind}`, taken),
    role: zh ? `${topic.zh}事务专员：${about}${narrow}` : `${about} for ${topic.en} requests${narrow}`,
    description: zh
      ? `${about}。可以做这些事：${duties.join('；')}。`
      : `${about}. Does this work: ${duties.map(lower).join('; ')}.`,
    parent: null,
    duties,
    servers: [area.server],
    gives: [
      field(trade.gives.name, trade.gives.type, zh ? trade.gives.text[1] : trade.gives.text[0]),
      field('not_done', 'string', zh ? '没有做到的部分及原因' : 'What could not be done, and why'),
    ],
  };
}

/** Longest text of what a caller covers: a description may have 800 characters. */
const MOST_COVERAGE = 680;

/** What the children do, in turns, so that none is left out when not everything has room. */
function coverage(children: readonly Node[], separator: string): string {
  const works = children.map((child) =>
    textAt(child, 'description')
      .replace(/^.*?(?:Covers: |涵盖：)/s, '')
      .replace(/\. Does this work: |。可以做这些事：/, separator)
      .replace(/[.。]$/, '')
      .split(separator),
  );
  const covered: string[] = [];
  let length = 0;
  for (let turn = 0; works.some((own) => turn < own.length); turn += 1) {
    for (const own of works) {
      const work = own[turn];
      if (work === undefined || covered.includes(work)) continue;
      length += work.length + separator.length;
      if (length > MOST_COVERAGE) return covered.join(separator);
      covered.push(work);
    }
  }
  return covered.join(separator);
}

function callerNode(
  children: readonly Node[],
  topic: Topic,
  zh: boolean,
  taken: Set<string>,
  kind: string,
): Node {
  const isEntry = kind === 'coordinator';
  const roles = children.map((child) => textAt(child, 'role'));
  return {
    name: named(`${topic.slug}-${kind}`, taken),
    role: zh
      ? `${topic.zh}${isEntry ? '团队的总协调' : '小组负责人'}`
      : isEntry
        ? `Coordinator of the ${topic.en} team`
        : `Lead of a group of the ${topic.en} team`,
    description: zh
      ? `接受请求，分给下属，再汇总答复。涵盖：${coverage(children, '；')}。`
      : `Takes requests, gives their parts to those below, and puts the answers together. Covers: ${coverage(children, '; ')}.`,
    parent: null,
    duties: roles.slice(0, 10).map((role) => (zh ? `把这类工作交出去：${role}` : `Hand on: ${lower(role)}`)),
    servers: [],
    gives: [
      field('answer', 'string', zh ? '对请求各部分的答复' : 'The answer to every part of the request'),
      field('not_done', 'string', zh ? '没有做到的部分及原因' : 'What could not be done, and why'),
    ],
  };
}

/** Designs the tree of agents. */
export function agentTree(input: JsonObject, seed: number): JsonObject {
  const pattern = objectAt(input, 'pattern');
  const limits = objectAt(input, 'limits');
  const zh = textAt(input, 'language') === 'zh';
  const topic = readTopic(input);
  const draw = createDraw(seed, topic.wish);
  const areas = readAreas(input, topic.wish)
    .map((area) => ({ ...area, score: area.score + draw.next() * 0.8 }))
    .filter(({ works }) => works.length > 0)
    .sort((left, right) => right.score - left.score);
  const size = sizeFor(areas.filter(({ score }) => score >= 4).length, {
    least: numberAt(limits, 'min_agents', 3),
    most: numberAt(limits, 'max_agents', 8),
    minDepth: numberAt(limits, 'min_depth', 1),
    maxDepth: numberAt(limits, 'max_depth', 1),
  });
  const parents = parentsFor(size);
  const isCaller = parents.map((_, at) => parents.includes(at));
  const leaves = leavesFor(areas, isCaller.filter((caller) => !caller).length, topic.wish);
  const taken = new Set<string>();
  const gaps =
    input.synthesis === true ? gapsFor(textAt(input, 'sentence')).map((gap) => gap.does[zh ? 1 : 0]) : [];
  const gapAt = Math.max(
    0,
    leaves.findIndex(({ area }) => area.trade.suffix === 'calculator'),
  );
  // From the bottom up: a caller is described by what stands below it.
  const nodes: Node[] = [];
  let next = leaves.length;
  for (let at = parents.length - 1; at >= 0; at -= 1) {
    const children = nodes.filter((_, index) => parents[index] === at);
    if (isCaller[at]) nodes[at] = callerNode(children, topic, zh, taken, at === 0 ? 'coordinator' : 'lead');
    else {
      next -= 1;
      const leaf = leaves[next];
      if (leaf) nodes[at] = leafNode(leaf, topic, zh, taken, next === gapAt ? gaps : []);
    }
  }
  for (const [at, node] of nodes.entries()) node.parent = nodes[parents[at] ?? -1]?.name ?? null;
  if (size.agents > 1 && pattern.callers_have_tools === true) giveOwnTools(nodes[0], areas, topic, zh);
  const phases = phasesFor(nodes, textAt(pattern, 'phases'), zh);
  return { agents: nodes as Json[], phases };
}

/** A hub keeps the records that all requests share. */
function giveOwnTools(hub: Node | undefined, areas: readonly Area[], topic: Topic, zh: boolean): void {
  const area =
    areas.find(({ trade }) => trade.suffix === 'memory-keeper') ??
    areas.find(({ trade }) => trade.suffix === 'record-keeper');
  if (!hub || !area) return;
  const works = rankedWorks(area, topic.wish).fitting.slice(0, 3);
  hub.servers = [area.server];
  hub.duties = [...(hub.duties as string[]).slice(0, 7), ...works.map((work) => (zh ? work.zh : work.text))];
  hub.description = `${textAt(hub, 'description').slice(0, 640)}${
    zh
      ? `自己也能${listed(
          works.map((work) => work.zh),
          '或',
        )}。`
      : ' It also looks things up itself.'
  }`;
}
