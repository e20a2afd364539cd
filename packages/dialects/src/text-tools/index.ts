export { withTextCallRecovery } from './with-text-call-recovery.ts';
export { type TextToolsOptions, withTextTools } from './with-text-tools.ts';
