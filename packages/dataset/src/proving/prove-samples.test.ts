import { zstdCompressSync } from 'node:zlib';
import { type Sample, Trajectory, textMessage } from '@nex/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyMessages, anyText } from '../message.arbitrary.ts';
import type { PackedSample } from '../packed-sample.ts';
import { formOf } from '../rows/render-row.ts';
import { run, sample } from '../sample.fixture.ts';
import { proveSamples } from './prove-samples.ts';

const forms = (['openai-chat', 'hermes', 'atif'] as const).map((exporter) =>
  formOf({ exporter, view: 'root', earlierLeaves: true }),
);

function packed({ trajectory, query, lineage, ...rest }: Sample): PackedSample {
  const { model: _model, offlineModel: _offline, ...own } = lineage;
  return { ...rest, query, lineage: own, packed: zstdCompressSync(JSON.stringify(trajectory)) };
}

test('a packed sample gives the rows of the sample itself, lone surrogates and keys called __proto__ included', () => {
  const samples = fc.tuple(anyMessages, anyText).map(([messages, text]): Sample => {
    const one = sample(0);
    const runs = [run([textMessage('user', text), ...messages])];
    // As it is checked on the way in.
    return { ...one, trajectory: Trajectory.parse({ ...one.trajectory, runs }) };
  });
  fc.assert(
    fc.property(samples, (one) => {
      const bare = { ...one, lineage: { ...one.lineage, ...modelOf(one) } };
      expect(proveSamples({ forms, split: undefined }, [packed(one)])).toEqual(
        proveSamples({ forms, split: undefined }, [bare]),
      );
    }),
  );
});

function modelOf({ trajectory: { provenance } }: Sample): Pick<Sample['lineage'], 'model' | 'offlineModel'> {
  return { model: provenance.model, offlineModel: provenance.offlineModel };
}
