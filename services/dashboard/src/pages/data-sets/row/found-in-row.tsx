import type { RowLineage } from '@nex/core';
import { Badge } from '../../../components/badge.tsx';
import { texts } from '../../../texts/en.ts';
import { Step } from './step.tsx';

const words = texts.dataSets.row;
const TONES = { keep: 'good', flag: 'warn', drop: 'bad' } as const;

/** What judged the trajectory, what was decided, and in which versions it is. */
export function FoundInRow({ lineage }: { lineage: RowLineage }) {
  const { verdicts, verifications, selection, dataSet, redaction } = lineage;
  const current = verdicts.filter((verdict) => verdict.current);
  return (
    <>
      {current.length > 0 && (
        <Step title={words.verdicts}>
          <p className="flex flex-wrap gap-1">
            {current.map(({ check, version, verdict, reason, evidence }) => (
              <span key={check} title={[reason, ...evidence.map(({ note }) => note)].join('\n')}>
                <Badge tone={verdict === 'keep' ? 'neutral' : TONES[verdict]}>
                  {check}@{version}
                </Badge>
              </span>
            ))}
          </p>
        </Step>
      )}
      {verifications.length > 0 && (
        <Step title={words.reward}>
          {verifications
            .filter((one) => one.current)
            .map(({ position, kind, reward, passed, evidence }) => (
              <p key={position} className="mb-1">
                <Badge tone={passed ? 'good' : 'bad'}>{kind}</Badge> {reward ?? '–'}{' '}
                <span className="text-muted">{evidence.map(({ note }) => note).join(' ')}</span>
              </p>
            ))}
        </Step>
      )}
      {selection && (
        <Step title={words.selection}>
          <Badge tone={selection.kept ? 'good' : 'bad'}>
            {selection.kept ? words.kept : selection.reason}
          </Badge>{' '}
          <span className="text-muted">{selection.decidedBy}</span>
        </Step>
      )}
      {dataSet && dataSet.versions.length > 0 && (
        <Step title={words.versions}>
          <p className="flex flex-wrap gap-1">
            {dataSet.versions.map(({ version, kept, reason }) => (
              <span key={version} title={reason}>
                <Badge tone={kept ? 'good' : 'bad'}>{version}</Badge>
              </span>
            ))}
          </p>
        </Step>
      )}
      {redaction && (
        <Step title={words.redaction}>
          {redaction.policyId}@{redaction.policyVersion} · {redaction.entries.length}
        </Step>
      )}
    </>
  );
}
