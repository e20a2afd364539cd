import type { Context } from '../../context.ts';
import { cancelWhenGone } from '../../runs/cancel-when-gone.ts';
import { parseResumePoint } from '../../watch/resume-point.ts';
import { streamEvents } from '../../watch/stream-events.ts';
import type { Methods } from './index.ts';

export function streamRunEvents(context: Context): Methods['streamRunEvents'] {
  return async function* (request, { signal }) {
    const { id, afterSequence, resumeToken, live, cancelOnDisconnect } = request;
    const from = parseResumePoint(resumeToken === '' ? String(afterSequence) : resumeToken);
    const events = await streamEvents(context, id, { from, live }, signal);
    if (cancelOnDisconnect) cancelWhenGone(context, id, signal);
    for await (const event of events) {
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
