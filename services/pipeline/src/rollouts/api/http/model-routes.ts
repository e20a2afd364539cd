/** POST /v1/models/{tag}:pause and POST /v1/models/{tag}:resume. */
import { ModelTag, PauseModel, ResumeModel, TrainerModel } from '@nex/core';
import * as z from 'zod';
import type { Route } from '../../../api/http/index.ts';
import { pauseModel, resumeModel } from '../../steer-model.ts';

const ModelParams = z.object({ tag: ModelTag.describe("Tag of the trainer's model.") });

export const pauseModelRoute: Route = (app, context) => {
  app.post(
    '/v1/models/:tag(^[^:/]+)::pause',
    {
      schema: {
        summary: "Begin no more rollouts of a trainer's model",
        tags: ['rollouts'],
        operationId: 'pauseModel',
        params: ModelParams,
        body: PauseModel.prefault({}),
        response: { 200: TrainerModel },
      },
    },
    (request) => pauseModel(context, request.params.tag, request.body),
  );
};

export const resumeModelRoute: Route = (app, context) => {
  app.post(
    '/v1/models/:tag(^[^:/]+)::resume',
    {
      schema: {
        summary: "Go on with rollouts of a trainer's model, at a version of its weights",
        tags: ['rollouts'],
        operationId: 'resumeModel',
        params: ModelParams,
        body: ResumeModel,
        response: { 200: TrainerModel },
      },
    },
    (request) => resumeModel(context, request.params.tag, request.body),
  );
};
