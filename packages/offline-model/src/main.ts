/**
 * Runs the server from the environment: OFFLINE_MODEL_PORT, OFFLINE_MODEL_SEED,
 * OFFLINE_MODEL_MISBEHAVE. Says on standard output where it listens; a signal ends it.
 */
import { misbehaviourSchema } from './misbehaviour/misbehaviour.ts';
import { startOfflineModel } from './start-offline-model.ts';

const { OFFLINE_MODEL_PORT, OFFLINE_MODEL_SEED, OFFLINE_MODEL_MISBEHAVE, OFFLINE_MODEL_HOST } = process.env;
const server = await startOfflineModel({
  port: Number(OFFLINE_MODEL_PORT || 0),
  seed: Number(OFFLINE_MODEL_SEED || 7),
  ...(OFFLINE_MODEL_HOST ? { host: OFFLINE_MODEL_HOST } : {}),
  ...(OFFLINE_MODEL_MISBEHAVE
    ? { misbehave: misbehaviourSchema.parse(JSON.parse(OFFLINE_MODEL_MISBEHAVE)) }
    : {}),
});
process.stdout.write(`${JSON.stringify({ event: 'listening', url: server.url })}\n`);

let closing = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (closing) return;
    closing = true;
    void server.close().then(() => process.exit(0));
  });
}
