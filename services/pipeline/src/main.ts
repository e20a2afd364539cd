/** The pipeline's process. */
import { runService } from '@nex/service';
import { startTelemetry } from '@nex/telemetry';
import { readConfig } from './config.ts';
import { createContext } from './context.ts';
import { startPipeline } from './service.ts';

await runService({
  name: 'pipeline',
  async start() {
    const config = readConfig(process.env);
    await using starting = new AsyncDisposableStack();
    starting.use(await startTelemetry({ serviceName: 'pipeline', otlpEndpoint: config.otlpEndpoint }));
    const context = starting.use(await createContext(config));
    starting.use(await startPipeline(context));
    return starting.move();
  },
});
