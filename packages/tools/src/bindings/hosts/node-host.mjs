/**
 * Runs functions of JavaScript and TypeScript modules for the platform: JSON-RPC 2.0 over standard input and output,
 * a message a line. Started with the folder of the bundle and the folder `node_modules`. A tool is a function
 * `(args, context) => result`; the context has `signal`, `callId`, `storage` and `onProgress`.
 */
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

const [bundle, nodeModules] = process.argv.slice(2);
const calls = new Map();
const asked = new Map();
let requests = 0;

const write = process.stdout.write.bind(process.stdout);
// What tools print must not get between the messages.
process.stdout.write = process.stderr.write.bind(process.stderr);

function send(message) {
  write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

function ask(method, params) {
  const id = `host-${++requests}`;
  const { promise, resolve, reject } = Promise.withResolvers();
  asked.set(id, { resolve, reject });
  send({ id, method, params });
  return promise;
}

function contextOf(call, callId, signal) {
  return {
    signal,
    callId,
    storage: {
      get: async (key) => (await ask('storage.get', { call, key })) ?? undefined,
      set: async (key, value) => void (await ask('storage.set', { call, key, value })),
      entries: () => ask('storage.entries', { call }),
    },
    onProgress: (progress) => send({ method: 'progress', params: { ...progress, call } }),
  };
}

async function load({ source, module, export: name }) {
  const url =
    source === 'npm'
      ? import.meta.resolve(module, pathToFileURL(`${nodeModules}/../tool.mjs`).href)
      : pathToFileURL(`${bundle}/${module}`).href;
  const tool = (await import(url))[name];
  if (typeof tool !== 'function') throw new TypeError(`"${module}" exports no function "${name}"`);
  return tool;
}

async function run(id, { target, args, call_id: callId }) {
  const controller = new AbortController();
  calls.set(id, controller);
  try {
    const tool = await load(target).catch((thrown) => {
      throw new NotLoaded(describe(thrown));
    });
    const result = await tool(args, contextOf(id, callId, controller.signal));
    send({ id, result: result ?? null });
  } catch (thrown) {
    const notLoaded = thrown instanceof NotLoaded;
    const message = notLoaded ? `The tool could not be loaded. ${thrown.message}` : describe(thrown);
    send({
      id,
      error: { code: -32000, message, data: { kind: notLoaded ? 'infrastructure' : 'tool_error' } },
    });
  } finally {
    calls.delete(id);
  }
}

class NotLoaded extends Error {}

/** One line, without a stack. */
function describe(thrown) {
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return text.replaceAll(/\s*[\r\n]+\s*/g, ' ').trim();
}

function receive({ id, method, params, result, error }) {
  if (method === 'call') void run(id, params);
  else if (method === 'cancel') calls.get(params.call)?.abort();
  else {
    const question = asked.get(id);
    asked.delete(id);
    if (error) question?.reject(new Error(error.message));
    else question?.resolve(result);
  }
}

new Worker(new URL('./node-input.mjs', import.meta.url)).on('message', (line) => {
  if (line === null) process.exit();
  receive(JSON.parse(line));
});
