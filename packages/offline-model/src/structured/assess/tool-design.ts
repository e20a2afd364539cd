/** Task "judge_tool_design": results are real and of a length that can be read. */
import type { JsonObject } from '../../schema/json-schema.ts';
import { digest } from '../../text/draw.ts';
import { objectAt, textAt } from '../input.ts';
import { assess, type Finding, quoteOf } from './assess.ts';

const STAND_IN =
  /^[\s"'[{(*#\d.]*(?:(?:result|output|data|status)["']?\s*[:=]\s*["']?)?(?:lorem ipsum|todo\b|placeholder|not (?:yet )?implemented|\[object object\]|(?:this is )?(?:an? )?(?:mock|dummy|fake|simulated|stubbed)[ _-](?:data|response|result)|(?:example|sample) result\b|模拟数据)/i;
const LONG_CHARS = 80;
const MOST_RESULTS = 60;
const MOST_CHARS = 30_000;

/** Remembers long results, and from how many calls they came. */
export const toolDesign = assess(({ messages, notes }) => {
  const results: JsonObject = { ...objectAt(notes, 'results') };
  let call = textAt(notes, 'call');
  const findings: Finding[] = [];
  for (const { id, role, text, chars } of messages) {
    if (role === 'assistant') call = digest(4, text);
    if (role !== 'tool') continue;
    const from = text.indexOf(') ') + 2;
    const said = text.slice(from);
    if (chars < 1500 && STAND_IN.test(said)) {
      const note = 'The tool gives a stand-in instead of a result.';
      findings.push({
        kind: 'placeholder_output',
        severity: 'major',
        message: id,
        quote: quoteOf(said),
        note,
      });
    }
    if (chars >= LONG_CHARS && !/success|^no |not found|未找到/i.test(said)) {
      const key = digest(6, text);
      const calls = new Set([...textAt(results, key).split(' '), call].filter(Boolean));
      results[key] = [...calls].join(' ');
      if (calls.size === 3) {
        const note = 'The tool gives the same result whatever it is asked.';
        findings.push({
          kind: 'placeholder_output',
          severity: 'major',
          message: id,
          quote: quoteOf(said),
          note,
        });
      }
    }
    if (chars > MOST_CHARS) {
      const note = `The result has ${chars} characters.`;
      findings.push({ kind: 'verbose_output', severity: 'minor', message: id, quote: quoteOf(said), note });
    }
  }
  return {
    notes: { results: Object.fromEntries(Object.entries(results).slice(-MOST_RESULTS)), call },
    findings,
  };
});
