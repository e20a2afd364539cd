/** Chinese requests: each form that queries are made of is understood as its English twin is, and answered in Chinese. */
import { describe, expect, it } from 'vitest';
import { catalogue, converse, type RecordedTool, realTools } from '../../__fixtures__/chat.ts';
import { textAt } from '../../structured/input.ts';
import type { Scene } from '../../structured/query/family.ts';
import { FAMILIES, query } from '../../structured/query/index.ts';
import { ZH_PHRASES } from '../../structured/query/zh/index.ts';
import { inChinese, THEMES, themeOf } from '../../structured/themes/index.ts';
import { createDraw } from '../../text/draw.ts';
import { conceptsOf } from '../concepts/index.ts';
import { readTask } from '../read-task.ts';
import { englishOf } from './clauses.ts';

const DRAWS = Array.from({ length: 40 }, (_, at) => at);
const WORLDS = [...THEMES, themeOf('')];

function sceneOf(name: string, at: number, language: 'en' | 'zh'): Scene {
  const english = WORLDS[at % WORLDS.length] ?? themeOf('');
  const theme = language === 'zh' ? inChinese(english) : english;
  const draw = createDraw(name, at);
  const [event = '', contact, chores = []] = [theme.events[0], theme.contacts[at % 3], theme.chores[0]];
  if (!contact) throw new Error(`no contact in ${theme.name}`);
  const results = at % 4;
  const paper = theme.papers[0] ?? '';
  return {
    draw,
    theme,
    event,
    contact,
    paper,
    project: 'spring',
    chores,
    results,
    followed: false,
    used: [],
  };
}

const kindOf = (text: string) => conceptsOf(text)[0]?.name;

describe.each(FAMILIES.map((family) => [family.name, family] as const))('%s', (name, family) => {
  it('has Chinese phrases that are read as the work of the English ones', () => {
    const kinds = new Set(DRAWS.map((at) => kindOf(family.phrase(sceneOf(name, at, 'en')))));
    const lost = DRAWS.flatMap((at) => {
      const phrase = ZH_PHRASES[name]?.(sceneOf(name, at, 'zh')) ?? '';
      const english = englishOf(phrase);
      return english !== undefined && kinds.has(kindOf(english)) ? [] : [`${phrase} → ${english}`];
    });
    expect(lost).toEqual([]);
  });
});

it('every request of a query is read, and nothing that somebody says of themselves', () => {
  const capabilities = catalogue().flatMap(({ tools }) => tools.map(({ description }) => description));
  for (const { name } of THEMES) {
    for (let nonce = 0; nonce < 30; nonce += 1) {
      const persona = '一位有5年经验的团队助理，习惯把每个数字核对两遍。';
      const asked = { language: 'zh', difficulty: 'medium', description: name, capabilities, persona, nonce };
      const { requests } = readTask(textAt(query(asked, 7), 'query'));
      expect(requests.length, JSON.stringify(requests)).toBeGreaterThanOrEqual(2);
      for (const { zh = '' } of requests) expect(englishOf(zh), zh).toBeDefined();
    }
  }
});

const TOOLS = realTools('calc__math', 'calc__date', 'filesystem__write_file', 'filesystem__read_text_file');
const TASK =
  '我是面包房主厨，正在准备春季美食集市。请算出36盘可颂按单价5元一共要多少钱。然后在这个总数上加10%。' +
  '接着告诉我2027年3月5日之后30天是哪一天。最后把以上所有结果保存到文件 order-plan.md。谢谢！';

const act = (name: string, args: Record<string, unknown>) => {
  if (name === 'calc__math') return args.expression === '36 * 5' ? '180' : '198';
  return name === 'calc__date' ? '2027-04-04' : 'Successfully wrote to /workspace/order-plan.md';
};
const CONTENT =
  '# Order plan\n\n- 36 × 5 = 180。\n- 180 加上 10% 后为 198。\n- 2027年3月5日之后 30 天是2027年4月4日。\n';

describe('a run', () => {
  it('calls tools in turn, with the numbers of earlier results, and answers in Chinese', () => {
    const { turns, answer } = converse(TASK, TOOLS, act);
    expect(turns.map((turn) => turn.map(({ args }) => args.expression ?? args.date ?? args.content))).toEqual(
      [['36 * 5', '2027-03-05'], ['180 * (1 + 0.1)'], [CONTENT]],
    );
    expect(answer.split('\n').slice(1)).toEqual([
      '- 36 × 5 = 180。',
      '- 180 加上 10% 后为 198。',
      '- 2027年3月5日之后 30 天是2027年4月4日。',
      '- 内容已保存到 /workspace/order-plan.md。',
    ]);
  });

  it('says in Chinese what failed and what no tool does', () => {
    const down = converse('请算出480的12%是多少。', TOOLS, () => 'Error: the service is down');
    expect(down.answer).toBe('未能完成“算出480的12%是多少”：the service is down。');
    const none = converse('请告诉我东京这会儿是几点。', TOOLS.slice(0, 1), () => '');
    expect(none.answer).toBe('未能完成“告诉我东京这会儿是几点”：现有的工具都做不了这件事。');
  });

  it('hands work on in Chinese, and the agent that receives it understands it', () => {
    const agents: RecordedTool = {
      name: 'Agent',
      description:
        'Agents:\n- sums: Evaluates math expressions; date calculations: add to date.\n- notes: Create a new file with content.',
      parameters: {
        type: 'object',
        properties: { agent: { type: 'string', enum: ['sums', 'notes'] }, message: { type: 'string' } },
        required: ['agent', 'message'],
      },
    };
    const { turns, answer } = converse(
      TASK,
      [agents],
      (_, { message }) => converse(String(message), TOOLS, act).answer,
    );
    expect(turns.flat().map(({ args }) => args.agent)).toEqual(['sums', 'notes']);
    expect(String(turns[1]?.[0]?.args.message)).toBe(
      '目标：我是面包房主厨，正在准备春季美食集市。\n\n请完成以下事项：\n1. 把以上所有结果保存到文件 order-plan.md。\n\n' +
        `此前的结果：\n${CONTENT.split('\n').slice(2, -1).join('\n')}`,
    );
    expect(answer).toContain('- 内容已保存到 /workspace/order-plan.md。');
  });
});
