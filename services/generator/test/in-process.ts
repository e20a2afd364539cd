/** The stages of the generator in this process: the real steps over the offline model's answers, without rows and servers. */
import { fileURLToPath } from 'node:url';
import {
  askStructured,
  CreateFramework,
  type Json,
  type Model,
  NO_USAGE,
  textMessage,
  textOf,
} from '@nex/core';
import { deriveSeed, digestJson } from '@nex/core/digest';
import { createToolIndex, loadCatalogue } from '@nex/mcp';
import { answerStructured } from '@nex/offline-model';
import type * as z from 'zod';
import type { Context } from '../src/context.ts';
import type { Draft } from '../src/jobs/draft.ts';
import { runStages, type StageContext } from '../src/jobs/stages.ts';
import { languageOf } from '../src/requests/language-of.ts';
import type { StepContext } from '../src/steps/step.ts';
import type { ToolRoom } from '../src/synthesis/tool-room.ts';

export const CATALOGUE = fileURLToPath(new URL('../../../catalogue', import.meta.url));

/** Answers structured questions by the offline model's rules. */
export const offlineModel: Model = {
  name: 'nex-offline-1',
  provider: 'in-process',
  async call({ messages, responseSchema, sampling }) {
    const { name, schema } = responseSchema ?? { name: '', schema: {} };
    const prompt = textOf(messages[1] ?? { content: [] });
    const answer = answerStructured(name, schema as never, prompt, sampling?.seed ?? 7) as Json;
    return {
      message: textMessage('assistant', JSON.stringify(answer)),
      finishReason: 'stop',
      usage: { ...NO_USAGE, modelCalls: 1 },
      model: 'nex-offline-1',
    };
  },
};

/** Runs code as it is, in this process: only the offline model's own templates come here. */
export const ownRoom: ToolRoom = {
  type: 'local',
  unavailable: async () => undefined,
  async tryOut(code, inputs) {
    const { stripTypeScriptTypes } = await import('node:module');
    const text = stripTypeScriptTypes(code);
    const module = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as {
      run(args: object): Json;
    };
    return inputs.map((input) => {
      const value = module.run(structuredClone(input));
      return typeof value === 'object' && value && 'error' in value
        ? { error: JSON.stringify(value['error']) }
        : { value };
    });
  },
};

const notCalled = () => Promise.reject(new Error('not called here'));
const withoutRuntime: StepContext['runtime'] = {
  putBundle: notCalled,
  createRuns: notCalled,
  getTrajectory: notCalled,
  async *watchRuns() {},
};

export async function openGenerator(parts: { model?: Model; toolRoom?: ToolRoom } = {}) {
  const catalogue = await loadCatalogue(CATALOGUE);
  const toolIndex = createToolIndex(catalogue);
  const { model = offlineModel, toolRoom = ownRoom } = parts;
  return async (
    body: z.input<typeof CreateFramework>,
  ): Promise<{ draft: Draft; at: StageContext; notes: string[]; calls: number }> => {
    const request = CreateFramework.parse(body);
    const notes: string[] = [];
    let calls = 0;
    const signal = new AbortController().signal;
    const at: StageContext = {
      context: { catalogue, toolIndex, toolRoom } as Context,
      request,
      language: languageOf(request),
      synthesis: request.tools.allowSynthesised,
      model: { name: model.name, provider: model.provider },
      round: 1,
      faults: {},
      step: (step, input) =>
        step.run(input, {
          frameworkId: 'fw_test',
          seed: request.seed,
          model,
          catalogue,
          toolIndex,
          toolRoom,
          runtime: withoutRuntime,
          spend: () => {},
          signal,
          note: (text) => void notes.push(`${step.name}: ${text}`),
          ask: async (question, questionInput) => {
            const seed = deriveSeed(request.seed, step.name, digestJson(questionInput));
            const answer = await askStructured(model, {
              ...question,
              input: questionInput,
              sampling: { seed },
              signal,
            });
            calls += answer.calls;
            return answer.value;
          },
        }),
    };
    const draft = await runStages({}, 'interpret', at);
    return { draft, at, notes, calls };
  };
}
