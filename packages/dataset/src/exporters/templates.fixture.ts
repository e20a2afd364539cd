/** Chat templates of our own for tests: one as most models have it, and one for each way in which templates differ. */
import type { ChatTemplateOptions } from '@nex/core';

const CALLS = `{% for call in message.tool_calls %}<call>{{ call.function | tojson }}</call>{% endfor %}`;
const HEAD = `{{ bos_token }}{% if tools %}<|system|>{% for tool in tools %}{{ tool.function | tojson }}
{% endfor %}<|end|>
{% endif %}`;
const PROMPT = `{% if add_generation_prompt %}<|assistant|>
{% endif %}`;

/** The turn and its end mark; reasoning of all turns. */
const PLAIN = `${HEAD}{% for message in messages %}<|{{ message.role }}|>
{% if message.reasoning_content %}<think>{{ message.reasoning_content }}</think>
{% endif %}{{ message.content }}${CALLS}<|end|>
{% endfor %}${PROMPT}`;

/** Marks what the assistant writes, the end mark but not the head. */
const MARKED = `${HEAD}{% for message in messages %}<|{{ message.role }}|>
{% if message.role == 'assistant' %}{% generation %}{% if message.reasoning_content %}<think>{{ message.reasoning_content }}</think>
{% endif %}{{ message.content }}${CALLS}<|end|>{% endgeneration %}{% else %}{{ message.content }}<|end|>{% endif %}

{% endfor %}${PROMPT}`;

/** Reasoning of the newest turns only, which the prompt opens. */
const FORGETFUL = `{% set ns = namespace(last=-1) %}{% for message in messages %}{% if message.role == 'user' %}{% set ns.last = loop.index0 %}{% endif %}{% endfor %}${HEAD}{% for message in messages %}<|{{ message.role }}|>
{% if message.role == 'assistant' and loop.index0 > ns.last %}<think>
{{ message.reasoning_content }}</think>
{% endif %}{{ message.content }}${CALLS}<|end|>
{% endfor %}{% if add_generation_prompt %}<|assistant|>
<think>
{% endif %}`;

/** Writes the results within the turn that called. */
const GREEDY = `${HEAD}{% for message in messages %}{% if message.role != 'tool' %}<|{{ message.role }}|>
{{ message.content }}${CALLS}{% set ns = namespace(on=true) %}{% for later in messages[loop.index:] %}{% if later.role != 'tool' %}{% set ns.on = false %}{% endif %}{% if ns.on %}{% with text = later.content %}<result>{{ text }}</result>{% endwith %}{% endif %}{% endfor %}<|end|>
{% endif %}{% endfor %}${PROMPT}`;

/** Ends a turn by the head of the next message. */
const OPEN_ENDED = `${HEAD}{% for message in messages %}<|{{ message.role }}|>{{ message.content }}${CALLS}{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}`;

const SOURCES = {
  plain: PLAIN,
  marked: MARKED,
  forgetful: FORGETFUL,
  greedy: GREEDY,
  'open-ended': OPEN_ENDED,
};

export const TEMPLATE_NAMES = ['plain', 'marked', 'forgetful', 'greedy', 'open-ended'] as const;

export function templateOptions(
  name: (typeof TEMPLATE_NAMES)[number],
  changes: Partial<ChatTemplateOptions> = {},
): ChatTemplateOptions {
  return { source: SOURCES[name], tokens: { bos_token: '<s>' }, argumentsAs: 'object', ...changes };
}
