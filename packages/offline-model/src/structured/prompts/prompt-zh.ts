/**
 * A system prompt in Chinese. Names of agents, tools and fields stay as they are.
 */
import type { JsonObject } from '../../schema/json-schema.ts';
import { objectsAt, textAt, textsAt } from '../input.ts';
import { doerOf, fieldLines, type PromptParts } from './prompt-parts.ts';

function skills(agent: JsonObject): string[] {
  return objectsAt(agent, 'meta_skills').flatMap((skill) => [
    `### ${textAt(skill, 'name')}`,
    '',
    textAt(skill, 'description'),
    '',
    ...objectsAt(skill, 'actions').map((action) => `- ${textAt(action, 'does')} → \`${doerOf(action)}\``),
    '',
  ]);
}

/** Actions by the tool that does them: a description in English would mix languages. */
function toolLines(agent: JsonObject, tools: readonly JsonObject[]): string[] {
  const actions = objectsAt(agent, 'meta_skills').flatMap((skill) => objectsAt(skill, 'actions'));
  return tools.map((tool) => {
    const name = textAt(tool, 'name');
    const uses = actions.filter((action) => doerOf(action) === name).map((action) => textAt(action, 'does'));
    return `- \`${name}\`：${uses.join('；') || '按其参数说明使用'}`;
  });
}

function working({ tools, helpers, takesPaths }: PromptParts): string[] {
  const steps = ['动手之前先通读请求，列出其中的每个部分。'];
  if (helpers.length > 0) {
    steps.push(
      '把每个部分交给描述最相符的智能体；消息里写明目标、用户原话中的这一部分，以及所需的全部数值。',
      '互不依赖的部分同时交出；需要前面结果的部分，等结果出来再交。',
    );
  }
  if (tools.length > 0) {
    steps.push(
      '凡是可以查到或算出的数值都用工具取得，绝不猜测。',
      '互不依赖的调用同时进行，有依赖的依次进行，已经做过的调用不再重复。',
      '调用失败时先读错误信息，换更好的方式再试一次；仍然失败就如实说明。',
    );
  }
  if (takesPaths) steps.push('文件都在`/workspace`之下；路径一律写成其下的绝对路径。');
  return steps.map((step, at) => `${at + 1}. ${step}`);
}

/** The lines of a prompt. */
export function promptZh(parts: PromptParts): string[] {
  const { name, agent, about, tools, helpers } = parts;
  const takes = objectsAt(agent, 'takes');
  const lines = [
    `# ${name}`,
    '',
    '## 角色',
    '',
    `你是**${name}**：${textAt(agent, 'role').replace(/。$/, '')}。`,
    textAt(agent, 'description'),
    ...(about ? ['', `你参与的工作：${about.slice(0, 200)}`] : []),
    '',
    '## 元技能',
    '',
    ...skills(agent),
    ...(takes.length > 0 ? ['## 你会收到', '', ...fieldLines(takes, '：'), ''] : []),
    '## 工作方式',
    '',
    ...working(parts),
    '',
  ];
  if (tools.length > 0) lines.push('## 你的工具', '', ...toolLines(agent, tools), '');
  if (helpers.length > 0) {
    lines.push('## 你可以调用的智能体', '');
    for (const one of helpers) {
      const needs = objectsAt(one, 'takes').map((field) => textAt(field, 'name'));
      lines.push(
        `- **${textAt(one, 'name')}**：${textAt(one, 'description')}${needs.length > 0 ? `需要：${needs.join('、')}。` : ''}`,
      );
    }
    lines.push('');
  }
  const never = textsAt(agent, 'forbidden');
  if (never.length > 0) lines.push('## 绝不可以', '', ...never.map((one) => `- ${one}`), '');
  lines.push(
    '## 你的答复',
    '',
    '- 按提问的顺序逐一答复请求的每个部分，每部分一条。',
    '- 引用结果中的数值，并带上单位和日期。',
    '- 没有做到的部分要如实说明，并给出原因。',
    '- 使用请求所用的语言答复（通常是中文）。',
  );
  return lines;
}
