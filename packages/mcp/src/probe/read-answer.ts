/** What an answer to a probe call means. */
import type { InvalidAnswer, Verdict } from '../catalogue/probe-record.ts';
import { DRESSED_ERRORS, type DressedErrorName, undressError } from '../result/dressed-errors.ts';
import type { CallAnswer } from '../session/call-tool.ts';

const FORMS = Object.keys(DRESSED_ERRORS) as DressedErrorName[];
const NETWORK =
  /ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|fetch failed|getaddrinfo|network (error|is unreachable)|socket hang up/i;
/** Only the beginning of a text is looked at: what follows may be anybody's words. */
const LOOKS_WRONG =
  /^\W{0,8}(error\b|failed\b|failure\b|exception\b|invalid (input|argument|parameter)|unknown tool)/i;

export interface ReadAnswer {
  verdict: Exclude<Verdict, 'skipped'>;
  /** The error came as a success. */
  dressed: boolean;
  /** How it was dressed, when that is a form that results are read by. */
  form?: DressedErrorName;
  /** All that was answered, as one text. */
  text: string;
}

export function readAnswer(answer: CallAnswer): ReadAnswer {
  switch (answer.kind) {
    case 'timeout':
      return { verdict: 'timeout', dressed: false, text: '' };
    case 'gone':
      return { verdict: 'crashed', dressed: false, text: '' };
    case 'vanished':
      return { verdict: 'error', dressed: false, text: 'The server has the tool no longer.' };
    case 'refused':
      return { verdict: errorVerdict(answer.message), dressed: false, text: answer.message };
    case 'result': {
      const { content, structuredContent, isError } = answer.result;
      const text = JSON.stringify([content, structuredContent ?? null]);
      const first = content[0]?.type === 'text' ? String(content[0].text) : '';
      if (isError === true) return { verdict: errorVerdict(text), dressed: false, text };
      const form = FORMS.find((name) => undressError(first, [name]) !== undefined);
      const dressed = form !== undefined || LOOKS_WRONG.test(first);
      return { verdict: dressed ? errorVerdict(text) : 'works', dressed, text, ...(form ? { form } : {}) };
    }
  }
}

/** How arguments that the schema forbids, or a tool that is not there, were answered. */
export function readRefusal(answer: CallAnswer): InvalidAnswer {
  if (answer.kind === 'refused' || answer.kind === 'vanished') return 'protocol_error';
  if (answer.kind !== 'result') return answer.kind === 'timeout' ? 'timeout' : 'crashed';
  if (answer.result.isError === true) return 'is_error';
  return readAnswer(answer).dressed ? 'dressed_error' : 'accepted';
}

/** The texts of a result, for what they hold. */
export function textsOf(answer: CallAnswer): string[] {
  if (answer.kind !== 'result') return [];
  const { content, structuredContent } = answer.result;
  const texts = content.flatMap((part) => (typeof part.text === 'string' ? [part.text] : []));
  return structuredContent === undefined ? texts : [...texts, JSON.stringify(structuredContent)];
}

function errorVerdict(text: string): 'error' | 'needs_network' {
  return NETWORK.test(text) ? 'needs_network' : 'error';
}
