/** How a token-level model hears and speaks: prompts by the chat template of its tokenizer, answers read by a dialect. */
import { type DialectName, NexError } from '@nex/core';
import {
  type ChatTemplate,
  compileChatTemplate,
  DIALECTS,
  parseReply,
  toTemplateMessages,
  toTemplateTools,
} from '@nex/dialects';
import type { TokenFormat, TokenizerTemplate } from '@nex/llm';

/** A render throws `config_invalid` when the tokenizer has no template. */
export function tokenFormatOf(dialect: DialectName): TokenFormat {
  const compiled = new WeakMap<TokenizerTemplate, ChatTemplate>();
  const templateOf = (template: TokenizerTemplate): ChatTemplate => {
    const known = compiled.get(template);
    if (known) return known;
    if (template.source === undefined) throw withoutTemplate();
    const made = compileChatTemplate(template.source);
    compiled.set(template, made);
    return made;
  };
  return {
    renderPrompt(messages, tools, { addGenerationPrompt, template }) {
      const { bos_token: bosToken, eos_token: eosToken } = template.specialTokens;
      return templateOf(template).render({
        messages: toTemplateMessages(messages, { argumentsAs: 'object' }),
        tools: tools.length > 0 ? toTemplateTools(tools) : null,
        addGenerationPrompt,
        ...(bosToken === undefined ? {} : { bosToken }),
        ...(eosToken === undefined ? {} : { eosToken }),
      });
    },
    parseReply: (text, tools) => parseReply(DIALECTS[dialect], text, { tools }),
  };
}

function withoutTemplate(): NexError {
  return new NexError('config_invalid', 'The tokenizer has no chat template.', {
    where: 'tokenizer',
    hint: 'Put chat_template.jinja beside tokenizer.json, or the template into tokenizer_config.json.',
  });
}
