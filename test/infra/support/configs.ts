/** Which environment variables a process reads, by letting it read them. */
import { readConfig as gateway } from '../../../services/gateway/src/config.ts';
import { readConfig as generator } from '../../../services/generator/src/config.ts';
import { readConfig as pipeline } from '../../../services/pipeline/src/config.ts';
import { readConfig as runtime } from '../../../services/runtime/src/config.ts';

interface Listening {
  host: string;
  httpPort: number;
  grpcPort?: number;
}

export const READERS = { gateway, generator, pipeline, runtime } satisfies Record<
  string,
  (values: NodeJS.ProcessEnv) => Listening
>;

export interface Reading {
  config: Listening;
  names: Set<string>;
}

/** Throws what the reader throws: the environment is incomplete or wrong. */
export function readingOf(name: keyof typeof READERS, values: Readonly<Record<string, string>>): Reading {
  const names = new Set<string>();
  const recording = new Proxy<NodeJS.ProcessEnv>(
    { ...values },
    {
      get(target, key) {
        if (typeof key !== 'string') return undefined;
        names.add(key);
        return target[key];
      },
    },
  );
  return { config: READERS[name](recording), names };
}
