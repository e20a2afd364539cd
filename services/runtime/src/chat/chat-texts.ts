/**
 * The texts of a run as one text that only grows, since clients of chat completions take nothing back. Answers are apart
 * by an empty line. What was shown of an answer that was taken back stays, and the next one goes on behind it, or from
 * where the two differ when it begins the same.
 */
import type { Json, RunEventType } from '@nex/core';

export interface Texts {
  /** What is new by that event; '' when nothing is. */
  add(type: RunEventType, data: Readonly<Record<string, Json>>): string;
  /** What is missing when the run has ended with that response. */
  end(response: string): string;
}

const APART = '\n\n';

export function createTexts(): Texts {
  /** Of the answer that was shown last. */
  let shown = '';
  let isVoid = false;
  /** Of the answer under way, as far as it says what is shown already. */
  let answer = '';
  let any = false;
  const say = (text: string, apart: boolean): string => {
    const part = any && apart ? APART + text : text;
    any = true;
    return part;
  };
  return {
    add(type, data) {
      if (type === 'TEXT_MESSAGE_START') {
        if (!isVoid) shown = '';
        answer = '';
      }
      if (type === 'TEXT_MESSAGE_END' && data.discarded === true) isVoid = true;
      const { delta } = data;
      if (type !== 'TEXT_MESSAGE_CONTENT' || typeof delta !== 'string' || delta === '') return '';
      const isFirst = shown === '';
      answer += delta;
      if (isVoid) {
        if (shown.startsWith(answer)) return '';
        isVoid = false;
        const goesOn = answer.startsWith(shown);
        const part = goesOn ? answer.slice(shown.length) : answer;
        shown = answer;
        return say(part, !goesOn);
      }
      shown += delta;
      return say(delta, isFirst);
    },
    end: (response) => (response === '' || response === shown ? '' : say(response, true)),
  };
}
