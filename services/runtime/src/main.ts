import { runService } from '@nex/service';
import { startTelemetry } from '@nex/telemetry';
import { clearOrphans } from '@nex/tools';
import { readConfig } from './config.ts';
import { createContext } from './context.ts';
import { startRuntime } from './service.ts';
import { tellSandbox } from './tell-sandbox.ts';

await runService({
  name: 'runtime',
  start: async () => {
    const config = readConfig(process.env);
    const stack = new AsyncDisposableStack();
    const { otlpEndpoint, langfuse } = config;
    stack.use(await startTelemetry({ serviceName: 'runtime', otlpEndpoint, langfuse }));
    const context = stack.use(await createContext(config));
    // Commands of a run that goes on here must not be at work twice.
    const orphans = await clearOrphans();
    if (orphans.directories > 0) context.log.info(orphans, 'ended what a killed platform left');
    stack.use(await startRuntime(context));
    void tellSandbox(context);
    return stack;
  },
});
