/** The generator as a process of its own, that can be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Config } from '../src/service.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export interface GeneratorProcess extends AsyncDisposable {
  url: string;
  /** With SIGKILL; comes back when the process is gone. */
  kill(): Promise<void>;
}

/** `modelUrl`: what the model is asked through. */
export async function startGeneratorProcess(
  config: Pick<Config, 'databaseUrl' | 'runtimeAddress' | 'catalogueDirectory'>,
  { modelUrl, queuePrefix }: { modelUrl: string; queuePrefix: string },
): Promise<GeneratorProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? '',
      DATABASE_URL: config.databaseUrl,
      LLM_BASE_URL: modelUrl,
      LLM_MODEL: 'nex-offline-1',
      RUNTIME_GRPC_ADDRESS: config.runtimeAddress,
      CATALOGUE_DIR: config.catalogueDirectory,
      HTTP_PORT: '0',
      GRPC_PORT: '0',
      QUEUE_PREFIX: queuePrefix,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { url: await listeningAt(child), kill, [Symbol.asyncDispose]: kill };
}

/** Its first log line says where it listens. */
async function listeningAt(child: ChildProcess): Promise<string> {
  const { stdout } = child;
  if (!stdout) throw new Error('the generator has no output');
  let text = '';
  for await (const chunk of stdout) {
    text += String(chunk);
    const url = /"httpUrl":"([^"]+)"/.exec(text)?.[1];
    if (url !== undefined) {
      stdout.resume();
      return url;
    }
  }
  throw new Error(`the generator did not start: ${text}`);
}
