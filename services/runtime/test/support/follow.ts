/** Following a run over server-sent events. */
import type { Run, RunEvent, Trajectory } from '@nex/core';

export interface Followed {
  id: number;
  event: RunEvent;
}

/** Stored events from `lastEventId` on, as they come; ends with the stream. */
export async function* follow(url: string, runId: string, lastEventId?: number): AsyncIterable<Followed> {
  const headers: Record<string, string> =
    lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) };
  const response = await fetch(`${url}/v1/runs/${runId}/events?live=false`, { headers });
  if (response.status !== 200 || !response.body) throw new Error(`The stream answered ${response.status}.`);
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
      const data = field('data');
      if (data !== undefined) yield { id: Number(field('id')), event: JSON.parse(data) as RunEvent };
    }
  }
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export async function followAll(url: string, runId: string, lastEventId?: number): Promise<Followed[]> {
  return collect(follow(url, runId, lastEventId));
}

/** Waits for the end of the run's events; the run. */
export async function finished(url: string, runId: string): Promise<Run> {
  await followAll(url, runId);
  const response = await fetch(`${url}/v1/runs/${runId}`);
  return (await response.json()) as Run;
}

export async function trajectoryOf(url: string, runId: string): Promise<Trajectory> {
  const response = await fetch(`${url}/v1/runs/${runId}/trajectory`);
  if (response.status !== 200) throw new Error(await response.text());
  return (await response.json()) as Trajectory;
}
