/**
 * What each request has come to so far, and the sentences later requests build on.
 */

import { directoriesIn } from '../text/literals.ts';
import { numbersIn } from '../text/numbers.ts';
import { tell } from './answer/index.ts';
import { pointsBack } from './concepts/index.ts';
import type { Outcome, Request, Situation } from './types.ts';

const UNDONE =
  /\b(?:could not|couldn't|was not able|were not able|unable to|cannot|can't|no tool)\b|未能|没有能做/i;

/** The part of a sub-agent's answer that belongs to the n-th of `count` requests. */
function share(whole: string, at: number, count: number): string {
  // A last line in square brackets is a note to the caller, such as the conversation's id; no part of the answer.
  const answer = whole.trim().replace(/\n\[[^\]\n]*\]$/, '');
  const bullets: string[] = [];
  for (const line of answer.split('\n')) {
    if (/^[-*•]\s+|^\d+[.)]\s+/.test(line)) bullets.push(line.replace(/^[-*•]\s+|^\d+[.)]\s+/, ''));
    else if (bullets.length > 0 && /^\s+\S/.test(line)) bullets[bullets.length - 1] += `\n${line}`;
  }
  if (bullets.length === count) return bullets[at] ?? '';
  return at === 0 || count === 1 ? answer.trim() : '';
}

/** The sentence an outcome tells for one of its requests. */
export function sentenceFor(outcome: Outcome, request: Request): string {
  if (outcome.role !== 'delegation') return tell(outcome, request);
  const text = share(outcome.text, outcome.requests.indexOf(request.index), outcome.requests.length);
  return text.replace(/[.。\s]+$/, '');
}

/** True when the outcome settles the request: the call worked and the answer does not say otherwise. */
export function settles(outcome: Outcome, request: Request): boolean {
  if (outcome.failed || outcome.role === 'helper') return false;
  return outcome.role !== 'delegation' || !UNDONE.test(sentenceFor(outcome, request));
}

/** The outcome that settles a request, if there is one. */
export function settlement(situation: Situation, request: Request): Outcome | undefined {
  return situation.outcomes.findLast(
    (outcome) => outcome.requests.includes(request.index) && settles(outcome, request),
  );
}

/** The outcomes a request builds on. */
export function sourcesOf(situation: Situation, request: Request): Outcome[] {
  return request.after.flatMap((index) => {
    const other = situation.task.requests[index];
    const outcome = other && settlement(situation, other);
    return outcome ? [outcome] : [];
  });
}

/** The sentences a request builds on: results of the requests before it, and the facts the message brought. */
export function notesOf(situation: Situation, request: Request): string[] {
  const own = request.after.flatMap((index) => {
    const other = situation.task.requests[index];
    const outcome = other && settlement(situation, other);
    return outcome ? [`${sentenceFor(outcome, other)}${other.zh === undefined ? '.' : '。'}`] : [];
  });
  const builds = request.concepts[0]?.stores || request.concepts[0]?.after || pointsBack(request.text);
  return builds ? [...situation.task.facts, ...own] : own;
}

const BACKWARD =
  /\b(?:that|this|the) (?:result|total|number|amount|figure|sum|value|answer|product|quantity|many)\b|\b(?:that|the result)\b/i;

/** The request with the number it points back at put in its place. */
export function resolvedText(request: Request, notes: readonly string[]): string {
  const main = request.concepts[0];
  if (main?.stores || !pointsBack(request.text)) return request.text;
  const number = notes.findLast((note) => numbersIn(note).length > 0);
  const value = number ? numbersIn(number).at(-1) : undefined;
  if (!value || /\bdate|\bday\b|falls/i.test(request.text)) return request.text;
  return request.text.replace(BACKWARD, value.raw.replace(/,/g, ''));
}

/** The directory that paths start at, as far as anything has said it. */
export function baseDirectory(situation: Situation): string | undefined {
  const results = [...situation.earlier, ...situation.outcomes].map(({ text }) => text);
  for (const text of results.toReversed()) {
    const allowed = /not in (\/[^\s,]+)/.exec(text)?.[1] ?? /allowed directories:\s*(\/\S+)/i.exec(text)?.[1];
    if (allowed) return allowed;
  }
  const said = [situation.system, ...situation.tools.map(({ description }) => description)];
  for (const text of said) {
    const named =
      /\b(?:under|in|inside|within|below|directory|directories|folder|workspace|root)\b[^\n/]{0,40}[`"'\s:(](\/[\w.-]+(?:\/[\w.-]+)*)/i.exec(
        text,
      )?.[1];
    if (named) return named.replace(/[./]+$/, '');
  }
  return directoriesIn(situation.system)[0]?.value;
}
