/** The yardstick: a bare agent loop over undici, without events, checks or types; re-serializes the whole history. */
import { Agent } from 'undici';

export function createBareLoop(baseUrl: string, connections: number) {
  const dispatcher = new Agent({ connections, pipelining: 1 });
  const { origin, pathname } = new URL(`${baseUrl}/chat/completions`);
  return {
    async run(result: string): Promise<number> {
      const messages: object[] = [
        { role: 'system', content: 'You add.' },
        { role: 'user', content: 'Add.' },
      ];
      for (let calls = 1; ; calls += 1) {
        const response = await dispatcher.request({
          origin,
          path: pathname,
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ model: 'bench', messages }),
        });
        const reply = JSON.parse(await response.body.text());
        const message = reply.choices[0].message;
        messages.push(message);
        if (!message.tool_calls) return calls;
        for (const call of message.tool_calls) {
          JSON.parse(call.function.arguments);
          messages.push({ role: 'tool', tool_call_id: call.id, content: result });
        }
      }
    },
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}
