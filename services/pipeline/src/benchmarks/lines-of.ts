/** The lines of a benchmark's text, numbered from 1. */
import type { BenchmarkLine } from '@nex/quality';

export async function* linesOf(file: string, text: string): AsyncGenerator<BenchmarkLine> {
  let line = 0;
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    line += 1;
    yield { file, line, text: text.slice(from, to).replace(/\r$/, '') };
    from = to + 1;
  }
}
