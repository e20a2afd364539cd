/** A chat-completions server that answers the structured questions of synthesis; what it says depends on the request alone. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Crowd } from '@nex/testkit';
import * as z from 'zod';
import { Gate } from './gate.ts';

const Body = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.unknown() })),
  response_format: z.object({ json_schema: z.object({ name: z.string() }) }).optional(),
});
const Input = z.object({
  persona: z.string(),
  problem_type: z.object({ path: z.array(z.string()), label: z.string() }),
  difficulty: z.string(),
  language: z.string(),
  nonce: z.number(),
  avoid: z.array(z.string()),
  capabilities: z.array(z.string()),
  description: z.string(),
});
export type QueryInput = z.output<typeof Input>;

export function defaultQuery({ persona, problem_type: type, language, nonce }: QueryInput): string {
  return language === 'zh'
    ? `我是${persona}，请帮我处理${type.label}的第${nonce}个具体问题，谢谢。`
    : `Case ${nonce}: I am ${persona} Please help me with ${type.label} for bed ${nonce} this spring.`;
}

export class ModelServer implements AsyncDisposable {
  readonly calls = new Gate();
  /** Absent: the server takes as many calls at a time as come. */
  crowd: Crowd | undefined;
  readonly inputs: QueryInput[] = [];
  query: (input: QueryInput) => string = defaultQuery;
  /** Answers to other questions than `query`, by their name. */
  readonly others: Record<string, (input: Record<string, unknown>) => unknown> = {};
  /** Answers of one model to all but `query`, by its name. */
  readonly byModel: Record<string, (input: Record<string, unknown>) => unknown> = {};
  /** Questions that it answers with status 400. */
  refuses: (question: string, input: unknown) => boolean = () => false;
  /** Models that were asked for no form of answer: whether they answer at all. */
  readonly probed: string[] = [];
  /** How often each other question was asked. */
  readonly asked = new Map<string, number>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<ModelServer> {
    const server = createServer();
    const model = new ModelServer(server);
    server.on('request', (request, response) => {
      void (async () => {
        const body = Body.parse(await json(request));
        const asked = body.messages.find(({ role }) => role === 'user');
        const text = typeof asked?.content === 'string' ? asked.content : JSON.stringify(asked?.content);
        if (!body.response_format) {
          model.probed.push(body.model);
          response.setHeader('content-type', 'application/json');
          response.end(JSON.stringify(completion('ok')));
          return;
        }
        const { name } = body.response_format.json_schema;
        const input: unknown = JSON.parse(/```json\n(.*)\n```/s.exec(text)?.[1] ?? '');
        await model.calls.pass();
        if (model.refuses(name, input)) {
          response.writeHead(400, { 'content-type': 'application/json' });
          response.end(JSON.stringify({ error: { message: 'The prompt was filtered.' } }));
          return;
        }
        const reply = () => {
          const answer = model.answer(name, input, body.model);
          response.setHeader('content-type', 'application/json');
          response.end(JSON.stringify(completion(JSON.stringify(answer))));
        };
        if (model.crowd) await model.crowd.enter(response, reply);
        else reply();
      })().catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return model;
  }

  answer(question: string, given: unknown, asked: string): unknown {
    if (question === 'query') {
      const input = Input.parse(given);
      this.inputs.push(input);
      return { query: this.query(input) };
    }
    this.asked.set(question, (this.asked.get(question) ?? 0) + 1);
    return (this.byModel[asked] ?? this.others[question])?.(given as Record<string, unknown>);
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.calls.open();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function completion(content: string) {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 0,
    model: 'nex-offline-1',
    system_fingerprint: 'nex-offline',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
  };
}
