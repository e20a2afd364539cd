/**
 * The next calls: every request that is ready gets one, independent ones together,
 * dependent ones once the results they need are there. A call already made is never repeated.
 */
import { listed, shorten } from '../text/tokens.ts';
import { type Choice, choose } from './choose.ts';
import { reasonOf } from './failures.ts';
import { prerequisite, provider } from './prerequisites.ts';
import { TITLES } from './read-task.ts';
import { repair } from './repair.ts';
import type { SubAgent } from './sub-agents.ts';
import { notesOf, sentenceFor, settlement } from './told.ts';
import { callKey, type Outcome, type Request, type Situation, type Step } from './types.ts';
import { ZH_NO_DOER, zhLacks } from './zh/wording.ts';

/** Where a request stands. */
export type Standing =
  | { state: 'done'; sentence: string }
  | { state: 'failed'; reason: string }
  | { state: 'open' };

/** The calls to make now, and where every request stands. */
export type Plan = { steps: Step[]; standings: Standing[] };

type Move = { step: Step } | { agent: SubAgent } | { standing: Standing };

const MOST_CALLS = 40;

function undone(request: Request, attempts: readonly Outcome[]): Standing | undefined {
  const last = attempts.findLast(({ role }) => role !== 'helper');
  if (!last) return undefined;
  if (last.role === 'delegation' && !last.failed)
    return { state: 'failed', reason: sentenceFor(last, request) };
  return { state: 'failed', reason: reasonOf(last.text) };
}

const noDoer = ({ zh }: Request) => (zh === undefined ? 'none of the tools I have does this' : ZH_NO_DOER);

function afterChoice(choice: Choice, request: Request, situation: Situation): Move {
  if (choice.kind === 'hand-on') return { agent: choice.agent };
  if (choice.kind === 'lacking') {
    const first = provider(choice.tool, choice.missing, situation);
    if (first) return { step: { call: first, role: 'helper', requests: [request.index] } };
    const names = choice.missing.map((name) =>
      name
        .replace(/^\$\./, '')
        .replace(/([a-z])([A-Z])/g, '$1 $2')
        .replace(/_/g, ' ')
        .toLowerCase(),
    );
    const reason =
      request.zh === undefined ? `the request does not say the ${listed(names)}` : zhLacks(names);
    return { standing: { state: 'failed', reason } };
  }
  if (choice.kind === 'none') return { standing: { state: 'failed', reason: noDoer(request) } };
  const first = prerequisite(choice.call, situation);
  if (first) return { step: { call: first, role: 'helper', requests: [request.index] } };
  return { step: { call: choice.call, role: 'main', requests: [request.index] } };
}

function move(request: Request, situation: Situation): Move {
  const attempts = situation.outcomes.filter(({ requests }) => requests.includes(request.index));
  const handed = attempts.filter(({ role }) => role === 'delegation');
  const failedCall = attempts.some(({ role, failed }) => role === 'main' && failed);
  if (failedCall) {
    const mend = repair(attempts, situation);
    if (mend) return { step: { ...mend, requests: [request.index] } };
    return { standing: undone(request, attempts) ?? { state: 'failed', reason: noDoer(request) } };
  }
  const tried = new Set(
    handed.flatMap(({ call }) => Object.values(call.arguments).filter((value) => typeof value === 'string')),
  );
  const stopped = undone(request, attempts);
  if (stopped && handed.length > 1) return { standing: stopped };
  const choice = choose(request, situation, tried);
  if (stopped && (choice.kind !== 'hand-on' || request.concepts.length === 0)) return { standing: stopped };
  return afterChoice(choice, request, situation);
}

/** The message that hands requests to an agent: goal, requests, and the results they build on. */
function message(group: readonly Request[], situation: Situation): string {
  const { task } = situation;
  const inside = new Set(group.map(({ index }) => index));
  const notes = [
    ...new Set(
      group.flatMap((request) =>
        notesOf(situation, { ...request, after: request.after.filter((index) => !inside.has(index)) }),
      ),
    ),
  ];
  const isChinese = group.some(({ zh }) => zh !== undefined);
  const { goal, work, facts } = isChinese ? TITLES.zh : TITLES.en;
  const asked = group.map(({ text, zh }, at) =>
    zh === undefined ? `${at + 1}. ${text.replace(/[.\s]+$/, '')}.` : `${at + 1}. ${zh}。`,
  );
  const parts = [`${work}\n${asked.join('\n')}`];
  if (task.goal) parts.unshift(`${goal}${shorten(task.goal.replace(/\s+/g, ' '), 400)}`);
  if (notes.length > 0) parts.push(`${facts}\n${notes.map((note) => `- ${note}`).join('\n')}`);
  return parts.join('\n\n');
}

/** Decides the next calls for a situation. */
export function plan(situation: Situation): Plan {
  const { requests } = situation.task;
  const known = new Map(situation.outcomes.map((outcome) => [callKey(outcome.call), outcome]));
  const standings: Standing[] = [];
  const steps: Step[] = [];
  const groups = new Map<string, { agent: SubAgent; members: Request[] }>();
  const groupOf = new Map<number, string>();
  for (const request of requests) {
    const outcome = settlement(situation, request);
    if (outcome) {
      standings.push({ state: 'done', sentence: sentenceFor(outcome, request) });
      continue;
    }
    const waiting = request.after.filter((index) => standings[index]?.state === 'open');
    const handedNow = waiting.length > 0 && waiting.every((index) => groupOf.has(index));
    if (waiting.length > 0 && !handedNow) {
      standings.push({ state: 'open' });
      continue;
    }
    const next = move(request, situation);
    if ('standing' in next) {
      standings.push(next.standing);
      continue;
    }
    standings.push({ state: 'open' });
    if ('agent' in next) {
      const { name } = next.agent;
      if (handedNow && !waiting.every((index) => groupOf.get(index) === name)) continue;
      const group = groups.get(name) ?? { agent: next.agent, members: [] };
      group.members.push(request);
      groups.set(name, group);
      groupOf.set(request.index, name);
    } else if (!handedNow) {
      steps.push(next.step);
    }
  }
  for (const { agent, members } of groups.values()) {
    const call = {
      tool: agent.tool.name,
      arguments: { [agent.chooser]: agent.name, [agent.message]: message(members, situation) },
    };
    steps.push({ call, role: 'delegation', requests: members.map(({ index }) => index) });
  }
  return settleKnown({ steps, standings }, known, situation);
}

/** Merges equal calls, and takes the result of a call that has been made instead of making it again. */
function settleKnown({ steps, standings }: Plan, known: Map<string, Outcome>, situation: Situation): Plan {
  const merged = new Map<string, Step>();
  for (const step of steps) {
    const key = callKey(step.call);
    const before = known.get(key);
    const twin = merged.get(key);
    if (before) {
      for (const index of step.requests) {
        const request = situation.task.requests[index];
        if (!request) continue;
        standings[index] = before.failed
          ? { state: 'failed', reason: reasonOf(before.text) }
          : { state: 'done', sentence: sentenceFor({ ...before, requests: step.requests }, request) };
      }
    } else if (twin) twin.requests.push(...step.requests);
    else merged.set(key, step);
  }
  const left = MOST_CALLS - situation.outcomes.length;
  return { steps: [...merged.values()].slice(0, Math.max(0, left)), standings };
}
