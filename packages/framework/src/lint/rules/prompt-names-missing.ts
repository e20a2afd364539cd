import type { AgentModel, Prose } from '../../model/model.ts';
import type { LintRule, RuleFinding, Subject } from '../lint-rule.ts';
import { isDistinctive, lineAt, type Mention, mentionsOf } from '../text/mentions.ts';

const NEGATION =
  /\b(?:not|never|no|without|don't|cannot|can't|instead of|rather than|avoid)\b|不要|不得|不能|禁止|切勿|无需|勿/i;
/** What stands right before the name of somebody who is given work. */
const HANDING =
  /(?:\b(?:ask|call|invoke|consult|use|using|delegate to)\s+(?:the\s+)?|\b(?:hand|pass|send|forward|route|delegate|assign|give)\w*\b.{0,60}\bto\s+(?:the\s+)?|(?:调用|交给|交由|委托给?|请求|使用|转给|分派给|询问)\s*)[`"'“]?$/i;

export const promptNamesMissing: LintRule = {
  code: 'prompt-names-missing',
  severity: 'error',
  says: 'A prompt names only the tools and sub-agents that its agent has, its callers, and those whose results it gets.',
  check: (subject) =>
    subject.model.agents.flatMap((agent) =>
      agent.prompt === undefined
        ? []
        : [...missingTools(agent, agent.prompt, subject), ...missingAgents(agent, agent.prompt, subject)],
    ),
};

function missingTools(agent: AgentModel, prompt: Prose, subject: Subject): RuleFinding[] {
  const owned = subject.capabilities(agent);
  const names = new Set([...subject.aliases.keys(), ...subject.model.tools.map((tool) => tool.name)]);
  const found = mentionsOf(prompt.text, names).filter(
    (mention) => !owned.has(mention.name) && (isDistinctive(mention.name) || mention.isCode),
  );
  // `server__tool` with a server of the catalogue and a tool that it does not have.
  const unknown = [...prompt.text.matchAll(/(?<![\w-])[A-Za-z0-9-]+__[A-Za-z0-9_-]*[A-Za-z0-9]/g)]
    .filter(
      ([name]) => subject.catalogue?.has(name.split('__')[0] ?? '') && !names.has(name) && !owned.has(name),
    )
    .map((match): Mention => ({ name: match[0], at: match.index, sentence: '', isCode: true }));
  return [...found, ...unknown].map((mention) => finding(agent, prompt, mention, 'error'));
}

function missingAgents(agent: AgentModel, prompt: Prose, subject: Subject): RuleFinding[] {
  const { model, graph } = subject;
  const sources = model.contracts
    .filter((item) => item.to === agent.name)
    .flatMap((item) => Object.values(item.sources));
  const allowed = new Set([
    agent.name,
    ...graph.children(agent.name),
    ...graph.ancestors(agent.name),
    ...sources,
  ]);
  const others = graph.names.filter(
    (name) => !allowed.has(name) && isDistinctive(name) && name !== model.name,
  );
  return mentionsOf(prompt.text, others).map((mention) =>
    finding(agent, prompt, mention, HANDING.test(before(prompt.text, mention)) ? 'error' : 'warning'),
  );
}

function before(text: string, { at }: Mention): string {
  return text.slice(Math.max(0, at - 90), at).replace(/^[\s\S]*[\n.!?。！？]/, '');
}

/** What a prompt forbids is no promise: told, but as a warning. */
function finding(
  agent: AgentModel,
  prompt: Prose,
  { name, at, sentence }: Mention,
  severity: 'error' | 'warning',
): RuleFinding {
  const { line = 1 } = prompt.place;
  const isFile = prompt.place.path === undefined;
  return {
    place: isFile ? { ...prompt.place, line: lineAt(prompt.text, at) } : { ...prompt.place, line },
    severity: NEGATION.test(sentence) ? 'warning' : severity,
    message: `The prompt of ${agent.name} names ${name}, which the agent does not have.`,
    fix: `Remove ${name} from the prompt, or give it to the agent.`,
  };
}
