/**
 * Task "pattern_choice": rules over the words of a sentence. What no rule takes is a hierarchy.
 */
import type { JsonObject } from '../../schema/json-schema.ts';
import { objectsAt, textAt } from '../input.ts';

const RULES: readonly [pattern: string, when: RegExp, reason: string][] = [
  [
    'fixed_workflow',
    /\bprocedure|\bchecklist\b|\bprotocol\b|same (?:fixed )?(?:steps|way|order)|\bstep by step\b|standard operating|\broutine\b|fixed (?:steps|order|workflow)|固定流程|操作规程|标准流程|检查清单|逐步|同样的步骤/i,
    'the sentence asks for the same steps each time',
  ],
  [
    'phased_pipeline',
    /\bphases?\b|\bstages\b|\bpipeline\b|\btriage|\bfirst\b.*\bthen\b|depending on|only (?:if|when)|阶段|先.*[再然]后?|分诊|视.*而定|只有.*才/i,
    'the sentence speaks of stages that follow one another',
  ],
  [
    'bottom_up_aggregation',
    /\bcompar(?!\w* (?:\w+ )?versions)|\bbenchmark|\baudit|\bassess|\bevaluat|\bjudge|\baggregat|\bsurvey|\breport on\b|\brank(?:s|ing)?\b|比较(?!版本)|评估|审计|汇总|评判|评审|排名/i,
    'the sentence asks for a judgement on many findings',
  ],
  [
    'hub_and_spoke',
    /\bconsult|\badvi[sc]|\bhelp ?desk|\bsupport desk|\bconcierge|\bservice desk|\bcustomer service|\bcounsel|\breception|咨询|顾问|客服|服务台|前台|问诊/i,
    'the sentence asks for advice around shared records',
  ],
  [
    'single_agent',
    /\b(?:single|one) (?:agent|assistant|helper)\b|^(?:an?|my) (?:personal )?(?:assistant|helper)\b|\bpersonal assistant\b|单个|一个(?:小|个人)?助[手理]|个人助[手理]/i,
    'the sentence asks for one assistant',
  ],
];

/** Chooses a pattern among those that are possible. */
export function patternChoice(input: JsonObject): JsonObject {
  const possible = objectsAt(input, 'patterns').map((one) => textAt(one, 'name'));
  const sentence = textAt(input, 'sentence');
  const rule = RULES.find(([pattern, when]) => possible.includes(pattern) && when.test(sentence));
  if (rule) return { pattern: rule[0], reason: rule[2] };
  const usual = possible.includes('hierarchical_orchestrator')
    ? 'hierarchical_orchestrator'
    : (possible[0] ?? '');
  return { pattern: usual, reason: 'the request mixes several kinds of work' };
}
