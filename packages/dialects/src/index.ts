export * from './chat-template/index.ts';
export {
  type Dialect,
  type DialectCall,
  type DialectDelta,
  type DialectParser,
  type ParsedCall,
  type ParsedReply,
  type ParseOptions,
  parseReply,
  replyReader,
} from './dialect.ts';
export { DIALECTS } from './dialects/index.ts';
export { THINK, type ThinkOptions, ThinkReader, type ThinkTags } from './reasoning/think-reader.ts';
export { markedResultText, resultText } from './result-text.ts';
export { type TextToolsOptions, withTextCallRecovery, withTextTools } from './text-tools/index.ts';
