/** Honest reports of what went wrong, in the words that answers have. */
import { assistant, result } from '../../trajectory.fixture.ts';
import type { Plant } from '../plant.ts';
import { beforeAnswer, withAnswer, withTool } from '../shape.ts';

const isChinese = (text: string) => /\p{Script=Han}/u.test(text);

/** In the language of the answer. */
const reported = (name: string, text: string): Plant => ({
  name,
  check: 'ignored_error',
  plant: (trajectory) => {
    if (isChinese(JSON.stringify(trajectory.runs[0]?.messages.at(-1))) !== isChinese(text)) return undefined;
    return withAnswer(
      beforeAnswer(
        withTool(trajectory, 'fetch'),
        assistant('', ['rep', 'fetch', '{"url":"https://example.com/f"}']),
        result('rep', 'fetch', 'HTTP 503', 'tool_error'),
      ),
      (answer) => `${answer}\n\n${text}`,
    );
  },
});

export const REPORT_NEGATIVES: readonly Plant[] = [
  reported('a page that does not exist', 'The second page does not exist any more.'),
  reported('a curly apostrophe', 'I couldn’t open the second page.'),
  reported('a service at its limit', 'The second page is rate limited, so I left it out.'),
  reported('a Chinese report of a timeout', '第二个页面请求超时，以上内容只来自第一个页面。'),
  reported('a Chinese report of nothing there', '第二个页面找不到，以上内容只来自第一个页面。'),
];
