/** One pipeline, and what is around it, for all tests of a file: called at its top. */
import { afterAll, beforeAll } from 'vitest';
import { type Surroundings, setUp, startOn } from './surroundings.ts';

/** `take` is given both before the first test. */
export function onePipeline(take: (made: { around: Surroundings; url: string }) => void): void {
  const stack = new AsyncDisposableStack();
  beforeAll(async () => {
    const around = stack.use(await setUp());
    take({ around, url: stack.use(await startOn(around)).httpUrl });
  });
  afterAll(() => stack.disposeAsync());
}
