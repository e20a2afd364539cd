import type { Context } from '../../context.ts';
import { parseResumePoint } from '../../watch/resume-point.ts';
import { streamEvents } from '../../watch/stream-events.ts';
import type { Methods } from './index.ts';

export function streamRunEvents(context: Context): Methods['streamRunEvents'] {
  return async function* ({ id, afterSequence, resumeToken, live }, { signal }) {
    const from = parseResumePoint(resumeToken === '' ? String(afterSequence) : resumeToken);
    for await (const event of await streamEvents(context, id, { from, live }, signal)) {
      yield {
        sequence: BigInt(event.sequence),
        runId: event.run_id,
        type: event.type,
        timestampMs: BigInt(event.timestamp_ms),
        dataJson: JSON.stringify(event.data),
        resumeToken: event.resume,
        live: event.isLive,
      };
    }
  };
}
