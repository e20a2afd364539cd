/** A model's own chat template, and what it is rendered with. */
import * as z from 'zod';

const TokenText = z.string().max(200);

export const ChatTemplateOptions = z.strictObject({
  /** The Jinja text, as in `chat_template` of a `tokenizer_config.json`. */
  source: z.string().min(1).max(262_144),
  /** `bos_token`, `eos_token` and the like, as the template uses them; empty where the model has none. */
  tokens: z
    .record(z.string().regex(/^[a-z][a-z0-9_]*_token$/, 'a name like eos_token'), TokenText)
    .optional(),
  /** Further variables of the template, such as `enable_thinking`. */
  variables: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name of a variable'), z.json())
    .optional(),
  /** How calls carry their arguments: most templates write an object themselves, some want its JSON as text. */
  argumentsAs: z.enum(['object', 'text']).default('object'),
  /**
   * The key of a message under which the template looks for reasoning. Default: the first of `reasoning_content`,
   * `thinking`, `reasoning` that the template names.
   */
  reasoningKey: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name of a key')
    .optional(),
  /**
   * What a model writes to end a turn where the template writes it with the next message, such as `<|user|>` of GLM: it
   * belongs to the turn that it follows. Default: `eos_token`.
   */
  endTokens: z.array(TokenText.min(1)).max(16).optional(),
});
export type ChatTemplateOptions = z.infer<typeof ChatTemplateOptions>;
