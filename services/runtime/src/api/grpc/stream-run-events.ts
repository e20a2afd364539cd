import type { Context } from '../../context.ts';
import { streamEvents } from '../../watch/stream-events.ts';
import type { Methods } from './index.ts';

export function streamRunEvents(context: Context): Methods['streamRunEvents'] {
  return async function* ({ id, afterSequence }, { signal }) {
    for await (const event of streamEvents(context, id, Number(afterSequence), signal)) {
      yield {
        sequence: BigInt(event.sequence),
        runId: event.run_id,
        type: event.type,
        timestampMs: BigInt(event.timestamp_ms),
        dataJson: JSON.stringify(event.data),
      };
    }
  };
}
