/** The result is right, and late. */
import { type Fault, injected } from './fault.ts';

export const latency: Fault = async (call) => {
  await call.wait(call.rule.latencyMs, call.signal);
  return injected(await call.run(), call);
};
