/**
 * Task "agent_details": one agent's meta-skills with what does each action, what it takes, and what it never does.
 */
import type { JsonObject } from '../../schema/json-schema.ts';
import { gapNamed } from '../gaps/index.ts';
import { objectAt, objectsAt, textAt, textsAt } from '../input.ts';
import { type Area, rankedWorks, readAreas } from './areas.ts';

const NEAREST = 3;

const skill = (name: string, description: string, actions: JsonObject[]): JsonObject => ({
  name,
  description,
  actions,
});

function delegations(children: readonly JsonObject[], zh: boolean): JsonObject[] {
  const actions = children.map((child) => ({
    does: zh
      ? `交给${textAt(child, 'name')}：${textAt(child, 'role')}`
      : `Hand to ${textAt(child, 'name')}: ${textAt(child, 'role')}`,
    agent: textAt(child, 'name'),
  }));
  const skills: JsonObject[] = [];
  for (let at = 0; at < actions.length; at += 12) {
    const number = actions.length > 12 ? `${zh ? '' : ' '}${skills.length + 1}` : '';
    skills.push(
      zh
        ? skill(`协调${number}`, '拆分请求，把各部分交出去，再汇总结果。', actions.slice(at, at + 12))
        : skill(
            `coordination${number}`,
            'Splitting requests, handing the parts on and joining the results.',
            actions.slice(at, at + 12),
          ),
    );
  }
  return skills;
}

/** The tool behind a duty; a duty that only words a delegation has none. */
function toolAction(
  duty: string,
  areas: readonly Area[],
  zh: boolean,
): { action: JsonObject; area?: Area } | undefined {
  const gap = gapNamed(duty);
  if (gap) return { action: { does: duty, needs: gap.needs } };
  for (const area of areas) {
    const work = area.works.find((one) => (zh ? one.zh : one.text) === duty);
    if (work) return { action: { does: duty, needs: work.text }, area };
  }
  return undefined;
}

/** The best works of the area that fits best. */
function nearestActions(areas: readonly Area[], duties: readonly string[], zh: boolean) {
  const [area] = [...areas].sort((left, right) => right.score - left.score);
  if (!area) return [];
  return rankedWorks(area, duties.join('. '))
    .fitting.slice(0, NEAREST)
    .map((work) => ({ action: { does: zh ? work.zh : work.text, needs: work.text }, area }));
}

/** Details one agent. */
export function agentDetails(input: JsonObject): JsonObject {
  const agent = objectAt(input, 'agent');
  const zh = textAt(input, 'language') === 'zh';
  const children = objectsAt(input, 'sub_agents');
  const areas = readAreas(input, textsAt(agent, 'duties').join('. '));
  const lost = textsAt(input, 'faults');
  const duties = textsAt(agent, 'duties');
  const left = duties.filter((duty) => !lost.some((fault) => fault.endsWith(duty)));
  // An agent that has nothing else keeps what it has: there is no other plan.
  const kept = left.length > 0 || children.length > 0 ? left : duties;
  const matched = kept.flatMap((duty) => toolAction(duty, areas, zh) ?? []);
  // What nothing in the catalogue is called like is given the works that come nearest.
  const found = matched.length > 0 || children.length > 0 ? matched : nearestActions(areas, duties, zh);
  const known = found.filter(({ area }) => area);
  const own = found.filter(({ area }) => !area);
  const trade = known[0]?.area?.trade;
  const skills = delegations(children, zh);
  if (known.length > 0 && trade) {
    skills.push(
      zh
        ? skill(
            trade.skill[1],
            '依据请求中的数值或前面的结果来完成。',
            known.map(({ action }) => action),
          )
        : skill(
            trade.skill[0],
            'With values from the request or from earlier results.',
            known.map(({ action }) => action),
          ),
    );
  }
  if (own.length > 0) {
    skills.push(
      zh
        ? skill(
            '专用计算',
            '用为此编写的函数精确计算。',
            own.map(({ action }) => action),
          )
        : skill(
            'Own calculations',
            'Exact results by functions written for this.',
            own.map(({ action }) => action),
          ),
    );
  }
  return {
    takes: agent.parent === null ? [] : takes(agent, objectsAt(input, 'beside'), zh),
    meta_skills: skills,
    grounded: children.length === 0 && trade?.suffix === 'calculator',
    forbidden: [
      ...(trade ? [trade.never[zh ? 1 : 0]] : []),
      zh
        ? '编造结果，或对没有做到的部分闭口不谈'
        : 'Invent a result, or keep silent about what could not be done',
    ],
  };
}

/** The request, and in a fixed order what the first step found. */
function takes(agent: JsonObject, beside: readonly JsonObject[], zh: boolean): JsonObject[] {
  const fields: JsonObject[] = [
    {
      name: 'task',
      type: 'string',
      description: zh ? '要做的事，用请求者自己的话' : 'What to do, in the words of who asked',
      from: 'request',
    },
    {
      name: 'values',
      type: 'list',
      description: zh ? '所需的数值、日期与名称' : 'Values, dates and names that it needs',
      from: 'request',
    },
  ];
  const gives = (one: JsonObject) =>
    objectsAt(one, 'gives').some((field) => textAt(field, 'name') === 'case_data');
  const first = beside.find(gives);
  if (first && !gives(agent)) {
    fields.push({
      name: 'case_data',
      type: 'list',
      description: zh ? '第一步查到的数据' : 'What the first step found',
      from: textAt(first, 'name'),
    });
  }
  return fields;
}
