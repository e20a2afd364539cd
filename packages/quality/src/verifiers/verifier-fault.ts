/** What of a verifier can be known to be wrong before any run: it would say the same of every run. */
import type { Verifier } from '@nex/core';
import { RE2JS } from 're2js';

export interface VerifierFault {
  /** Key within the verifier, as in `expect[0].matches`. */
  where: string;
  message: string;
  hint: string;
}

/** The first fault: a path that no file can have, a pattern that is none of RE2, a pointer that is none of RFC 6901, a blank text. */
export function verifierFault(verifier: Verifier): VerifierFault | undefined {
  const patterns: [where: string, pattern: string | undefined][] = [];
  if (verifier.kind === 'answer_values') {
    for (const [at, { text, matches }] of verifier.values.entries()) {
      patterns.push([`values[${at}].matches`, matches]);
      if (text?.trim() === '') return blankFault(`values[${at}].text`);
    }
  }
  if (verifier.kind === 'final_state') {
    for (const [at, { path, matches, json }] of verifier.expect.entries()) {
      if (!PLACE.test(path)) return pathFault(`expect[${at}].path`, path);
      patterns.push([`expect[${at}].matches`, matches]);
      if (json && !POINTER.test(json.pointer))
        return pointerFault(`expect[${at}].json.pointer`, json.pointer);
    }
  }
  for (const [where, pattern] of patterns) {
    if (pattern !== undefined && !isPattern(pattern)) return patternFault(where, pattern);
  }
  return undefined;
}

/** Parts between single slashes, none of them a dot or two. */
const PLACE = /^(?!\.{1,2}(?:\/|$))[^/]+(?:\/(?!\.{1,2}(?:\/|$))[^/]+)*$/;
const POINTER = /^(?:\/(?:[^~/]|~[01])*)*$/;

function isPattern(pattern: string): boolean {
  try {
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
}

function patternFault(where: string, pattern: string): VerifierFault {
  return {
    where,
    message: `The pattern ${pattern} cannot be read.`,
    hint: "Write it in RE2's syntax, which has neither look-arounds nor back-references.",
  };
}

function pathFault(where: string, path: string): VerifierFault {
  return {
    where,
    message: `No file can have the path ${path}.`,
    hint: "Write it as it is seen from the server's state directory, as in notes/a.md, without ./ and slashes at its ends.",
  };
}

function pointerFault(where: string, pointer: string): VerifierFault {
  return {
    where,
    message: `${pointer} is no JSON pointer.`,
    hint: 'Begin it with a slash, as in /items/0/name; the empty text is the whole document.',
  };
}

function blankFault(where: string): VerifierFault {
  return {
    where,
    message: 'The text is blank, and stands in every answer.',
    hint: 'Give words of the answer.',
  };
}
