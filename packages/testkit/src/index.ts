export { byteTokenizer } from './byte-tokenizer.ts';
export { Crowd, type CrowdReport } from './crowded-server.ts';
export { eventually } from './eventually.ts';
export * from './library/library-catalogue.ts';
export * from './row-level-security.ts';
export { type NexResult, runNex } from './run-nex.ts';
export { type Certificate, makeCertificate } from './servers/certificate.ts';
export { ensureChromium, findChromium } from './servers/chromium.ts';
export { dataFolder } from './servers/data-folder.ts';
export { dockerAnswers } from './servers/docker.ts';
export { startTestServers, type TestServers } from './servers/index.ts';
export { startTestIssuer, type TestIssuer, type TokenOptions } from './servers/oidc-issuer.ts';
export {
  type RedisGroup,
  startRedisCluster,
  startRedisSentinel,
  startRedisTls,
} from './servers/redis-group.ts';
export { takeTurn } from './take-turn.ts';
export {
  createTestDatabase,
  dropTemplates,
  type TestDatabase,
  type TestDatabaseOptions,
} from './test-database.ts';
export { startTestStack, type TestStack, type TestStackOptions } from './test-stack.ts';
export { type ReceivedHook, startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts';
