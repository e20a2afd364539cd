/** Phases as numbered lines of a prompt, in the order in which they take place. */
import type { FrameworkLanguage, Phase, PhaseCondition } from '@nex/core';

export function phaseLines(phases: readonly Phase[], language: FrameworkLanguage): string {
  return phases
    .map((phase, index) => {
      const agents = phase.agents.map((name) => `\`${name}\``);
      return language === 'zh'
        ? `${index + 1}. ${phase.name}：调用${agents.join('、')}${agents.length > 1 ? '，同时进行' : ''}。${zhCondition(phase.when)}`
        : `${index + 1}. ${phase.name}: call ${agents.join(', ')}${agents.length > 1 ? ', side by side' : ''}.${enCondition(phase.when)}`;
    })
    .join('\n');
}

function enCondition(when: PhaseCondition | undefined): string {
  if (!when) return '';
  const of = `\`${when.field}\` in the answer of \`${when.agent}\``;
  const says = {
    present: `when ${of} is there`,
    absent: `when ${of} is missing`,
    equal: `when ${of} is ${String(when.value)}`,
    above: `when ${of} is above ${String(when.value)}`,
    below: `when ${of} is below ${String(when.value)}`,
  }[when.is];
  return ` Only ${says}; else leave this phase out and say so.`;
}

function zhCondition(when: PhaseCondition | undefined): string {
  if (!when) return '';
  const of = `\`${when.agent}\`的答复里的\`${when.field}\``;
  const says = {
    present: `${of}存在`,
    absent: `${of}不存在`,
    equal: `${of}等于${String(when.value)}`,
    above: `${of}大于${String(when.value)}`,
    below: `${of}小于${String(when.value)}`,
  }[when.is];
  return `仅当${says}时进行，否则跳过这一阶段并说明。`;
}
