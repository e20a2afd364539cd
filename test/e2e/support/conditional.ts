/** An answer with a tag: asked for again with its tag and with another one. */
export interface Tagged {
  tag: string;
  /** Statuses with the tag, with another tag, and with a list that has it. */
  again: number[];
}

export async function askTagged(url: string, authorization: string): Promise<Tagged> {
  const ask = (given: Record<string, string> = {}) => fetch(url, { headers: { authorization, ...given } });
  const first = await ask();
  await first.arrayBuffer();
  const tag = first.headers.get('etag') ?? '';
  const again: number[] = [];
  for (const given of [tag, '"another"', `"another", W/${tag}`]) {
    const answer = await ask({ 'if-none-match': given });
    const body = await answer.text();
    if (answer.status === 304 && body !== '') throw new Error(`${url} answered 304 with a body`);
    if (answer.headers.get('etag') !== tag) throw new Error(`${url} has another tag now`);
    again.push(answer.status);
  }
  return { tag, again: [first.status, ...again] };
}
