/** Finds the JSON value in what a model wrote: the text itself, a fenced block, or the first value within prose. */
import type { Json } from '../json.ts';

/** An object around the value, because `null` is a value. `undefined`: there is none. */
export function extractJson(text: string): { value: Json } | undefined {
  const whole = parse(text);
  if (whole) return whole;
  for (const [, block] of text.matchAll(/```[a-zA-Z]*\s*\n([\s\S]*?)\n?```/g)) {
    const value = parse(block ?? '');
    if (value) return value;
  }
  return firstWithin(text);
}

/** Brackets that are tried as the beginning of the value. */
const STARTS = 50;

function firstWithin(text: string): { value: Json } | undefined {
  let tried = 0;
  for (const { index } of text.matchAll(/[[{]/g)) {
    tried += 1;
    if (tried > STARTS) return undefined;
    const end = balancedEnd(text, index);
    const value = end === undefined ? undefined : parse(text.slice(index, end));
    if (value) return value;
  }
  return undefined;
}

/** Index after the bracket that closes the one at `from`. Brackets within strings do not count. */
function balancedEnd(text: string, from: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let i = from; i < text.length; i += 1) {
    const char = text[i];
    if (inString) {
      if (char === '\\') i += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  return undefined;
}

function parse(text: string): { value: Json } | undefined {
  try {
    return { value: JSON.parse(text.trim()) as Json };
  } catch {
    return undefined;
  }
}
