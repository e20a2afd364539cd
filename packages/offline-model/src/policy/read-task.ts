/**
 * A user message becomes a list of requests and the facts it brings along.
 * What the user says of themselves is no request.
 */
import { isChinese } from '../text/is-chinese.ts';
import { clausesOf, isAsked } from './clauses.ts';
import type { Concept } from './concepts/concept.ts';
import { conceptsOf, pointsBack } from './concepts/index.ts';
import type { Request, Task } from './types.ts';
import { clausesZh, englishOf, isSaidOnly } from './zh/clauses.ts';

const FACTS_HEADING = /\b(?:results?|known|facts|data|findings)\b.*:\s*$|^此前的结果[：:]\s*$/i;
const GOAL_LINE = /^(?:#+\s*)?(?:\*\*)?(?:(?:overall )?goal|context|目标)(?:\*\*)?\s*[:：]\s*(.*)$/i;
const WORK_HEADING =
  /^[^.?!]*(?:following|requests?|to do|steps|tasks?)[^.?!]*:\s*$|^请完成以下事项[：:]\s*$/i;

/** The words of a message that hands work on: before the goal, the requests and the results that they build on. */
export const TITLES = {
  en: { goal: 'Goal: ', work: 'Please do the following:', facts: 'Results from earlier work:' },
  zh: { goal: '目标：', work: '请完成以下事项：', facts: '此前的结果：' },
} as const;

const RESULTS =
  /\b(?:both|these|those|all|the|that|this|each|two|three|every)\b[^.]*\b(?:results?|numbers?|figures?|totals?|amounts?|dates?|answers?|values?|times?|findings?|details?|counts?|sums?|facts?|above|outcome)\b|\b(?:it|them|those|these|everything)\b|\bthat\b(?=\s+(?:in|to|as|under|into|down|for)\b|[.?!]|$)|what you (?:find|found|get|got|worked out)/i;

function dependencies(text: string, concepts: readonly Concept[], before: readonly Request[]): number[] {
  const main = concepts[0];
  const found = new Set<number>();
  if (before.length === 0) return [];
  for (const other of before) {
    const names = other.concepts.map(({ name }) => name);
    if (main?.after?.some((name) => names[0] === name)) found.add(other.index);
  }
  const plain = text.replace(/["“`'][^"”`']*["”`']/g, ' ');
  if (main?.stores && RESULTS.test(plain) && !/:\s/.test(plain)) {
    for (const other of before) if (isFinding(other, before)) found.add(other.index);
  } else if (!main?.stores && found.size === 0 && pointsBack(plain) && hasOpenValue(plain, main)) {
    const last = before.findLast((other) => !other.concepts[0]?.stores) ?? before.at(-1);
    if (last) found.add(last.index);
  }
  return [...found].sort((left, right) => left - right);
}

/** True when a request finds something out, rather than recording it or looking at a record. */
function isFinding(request: Request, all: readonly Request[]): boolean {
  return !request.concepts[0]?.stores && !request.after.some((index) => all[index]?.concepts[0]?.stores);
}

/** A request that points back needs the earlier value only when it has too few values of its own. */
function hasOpenValue(text: string, main: Concept | undefined): boolean {
  if (!main) return true;
  const alone = conceptsOf(
    text.replace(
      /\b(?:that|this|the) (?:result|total|number|amount|figure|sum|value|date|day|answer)\b|\bthat\b/gi,
      ' ',
    ),
  );
  return !alone.some(({ name }) => name === main.name);
}

/** The pieces of a message; those of a Chinese one with the English of each that a reading knows. */
function piecesOf(lines: readonly string[]): { pieces: string[]; readings: Map<string, string> } {
  const readings = new Map<string, string>();
  const chinese = isChinese(lines.join('\n')) ? lines.flatMap(clausesZh) : [];
  for (const piece of chinese) {
    const english = englishOf(piece);
    if (english !== undefined) readings.set(piece, english);
  }
  return { pieces: readings.size > 0 ? chinese : lines.flatMap(clausesOf), readings };
}

/** Reads one user message. */
export function readTask(text: string): Task {
  const facts: string[] = [];
  const work: string[] = [];
  let goal = '';
  let inFacts = false;
  let listed = false;
  for (const line of text.split('\n')) {
    const goalLine = GOAL_LINE.exec(line.trim());
    if (goalLine) {
      goal = goalLine[1]?.replace(/^["“]|["”]$/g, '').trim() ?? '';
      inFacts = false;
    } else if (FACTS_HEADING.test(line)) {
      inFacts = true;
    } else if (inFacts && /^\s*(?:[-*•]|\d+[.)])\s+/.test(line)) {
      facts.push(line.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, '').trim());
    } else if (inFacts && facts.length > 0 && /^\s{2,}\S/.test(line)) {
      facts[facts.length - 1] += `\n${line.trim()}`;
    } else if (WORK_HEADING.test(line)) {
      inFacts = false;
      listed = true;
    } else if (line.trim().length > 0) {
      inFacts = false;
      work.push(line);
    }
  }
  const requests: Request[] = [];
  let said = '';
  const context: string[] = [];
  const lines = listed ? work.filter((line) => /^\s*(?:[-*•]|\d+[.)])\s/.test(line)) : [work.join('\n')];
  const { pieces, readings } = piecesOf(lines);
  for (const piece of pieces) {
    const english = readings.get(piece);
    const whole =
      english ??
      (!listed && said && requests.length === 0 && conceptsOf(piece).length === 0 && pointsBack(piece)
        ? `${said}: ${piece}`
        : piece);
    const concepts = conceptsOf(whole);
    const isSaid = readings.size > 0 && isSaidOnly(piece);
    if (!listed && english === undefined && (isSaid || !isAsked(piece, concepts.length > 0))) {
      said = piece;
      if (
        !/^(?:(?:thanks|thank you|cheers)\b|谢谢|多谢|先谢)/i.test(piece) &&
        !/the following|few things|what i need|几件事|下面这些/i.test(piece)
      )
        context.push(piece);
      continue;
    }
    requests.push({
      index: requests.length,
      text: whole,
      ...(readings.size > 0 ? { zh: piece } : {}),
      concepts,
      after: dependencies(whole, concepts, requests),
    });
  }
  if (requests.length === 0 && text.trim()) {
    requests.push({ index: 0, text: text.trim(), concepts: conceptsOf(text), after: [] });
  }
  return {
    text,
    goal:
      goal ||
      (readings.size > 0
        ? context.map((one) => `${one}。`).join('')
        : context.map((one) => `${one.replace(/[.\s]+$/, '')}.`).join(' ')),
    requests,
    facts,
  };
}
