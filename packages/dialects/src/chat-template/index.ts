export type { TemplateLimits } from './run.ts';
export {
  type ChatTemplate,
  type ChatTemplateInput,
  type CompileOptions,
  compileChatTemplate,
} from './template.ts';
export { type TemplateMessageOptions, toTemplateMessages, toTemplateTools } from './template-messages.ts';
export type { TracedText, WrittenPart } from './trace.ts';
