import { runService } from '@nex/service';
import { startTelemetry } from '@nex/telemetry';
import { readConfig } from './config.ts';
import { createContext } from './context.ts';
import { startGenerator } from './service.ts';

await runService({
  name: 'generator',
  start: async () => {
    const config = readConfig(process.env);
    const stack = new AsyncDisposableStack();
    stack.use(await startTelemetry({ serviceName: 'generator', otlpEndpoint: config.otlpEndpoint }));
    const context = stack.use(await createContext(config));
    stack.use(await startGenerator(context));
    return stack;
  },
});
