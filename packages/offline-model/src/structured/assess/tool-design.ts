/** Task "judge_tool_design": results are real and of a length that can be read. */
import { assess, type Finding, quoteOf } from './assess.ts';

const STAND_IN =
  /^[\s"'[{(*#\d.]*(?:(?:result|output|data)["']?\s*[:=]\s*["']?)?(?:lorem ipsum|todo\b|placeholder|not (?:yet )?implemented|\[object object\]|(?:this is )?(?:an? )?(?:mock|dummy|fake|simulated)[ _-](?:data|response|result)|(?:example|sample) result\b|模拟数据)/i;
const MOST_CHARS = 30_000;

/** Each result stands for itself: nothing is remembered. */
export const toolDesign = assess(({ messages }) => {
  const findings: Finding[] = [];
  for (const { id, role, text, chars } of messages) {
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
    if (chars > MOST_CHARS) {
      const note = `The result has ${chars} characters.`;
      findings.push({ kind: 'verbose_output', severity: 'minor', message: id, quote: quoteOf(said), note });
    }
  }
  return { notes: {}, findings };
});
