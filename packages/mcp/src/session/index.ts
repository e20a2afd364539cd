export { type CallAnswer, type CallOptions, RawToolResult } from './call-tool.ts';
export { DEFAULT_PATH } from './child-environment.ts';
export { type ProtocolChoice, type SessionTarget } from './connect.ts';
export * from './session.ts';
