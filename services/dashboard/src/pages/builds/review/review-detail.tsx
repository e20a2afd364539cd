import type { ReviewItem } from '@nex/core';
import { Link } from '@tanstack/react-router';
import { Badge } from '../../../components/badge.tsx';
import { Ago } from '../../../components/time.tsx';
import { texts } from '../../../texts/en.ts';

const words = texts.builds.review;
const LABEL = 'mb-1 text-xs font-medium text-faint';

export function ReviewDetail({ item }: { item: ReviewItem }) {
  return (
    <article
      // A region that scrolls must be reachable by keys.
      tabIndex={0}
      aria-label={words.kind[item.kind]}
      className="min-h-0 flex-1 space-y-5 overflow-auto bg-surface p-5 outline-offset-[-2px]"
    >
      <section>
        <h2 className={LABEL}>{words.query}</h2>
        <p className="max-w-3xl text-base whitespace-pre-wrap">{item.query}</p>
        <p className="mt-2 flex flex-wrap gap-1.5">
          <Badge>{words.kind[item.kind]}</Badge>
          {item.kind === 'query' && (
            <>
              <Badge>{item.difficulty}</Badge>
              <Badge>{item.language}</Badge>
              <Badge>{item.problemType.join(' › ')}</Badge>
            </>
          )}
        </p>
      </section>
      {item.kind === 'run' && (
        <>
          <section>
            <h2 className={LABEL}>{words.answer}</h2>
            <p className="max-w-3xl whitespace-pre-wrap">
              {item.answer === '' ? words.noAnswer : item.answer}
            </p>
            <p className="mt-2">
              <Link
                to="/runs/$runId"
                params={{ runId: item.id }}
                search={{ view: 'conversation' }}
                className="text-accent underline"
              >
                {words.openRun}
              </Link>
            </p>
          </section>
          <section>
            <h2 className={LABEL}>{words.found}</h2>
            {item.verdicts.length === 0 ? (
              <p className="text-muted">{words.nothingFound}</p>
            ) : (
              <ul className="space-y-1">
                {item.verdicts.map(({ check, verdict, reason }) => (
                  <li key={`${check}/${reason}`}>
                    <Badge tone={verdict === 'drop' ? 'bad' : 'warn'}>{check}</Badge> {reason}
                  </li>
                ))}
              </ul>
            )}
          </section>
        </>
      )}
      {item.decisions.length > 0 && (
        <section>
          <h2 className={LABEL}>{words.history}</h2>
          <ol className="space-y-1">
            {item.decisions.toReversed().map(({ decision, by, note, at }, place) => (
              <li key={at} className={place === 0 ? undefined : 'text-faint line-through'}>
                <Badge tone={decision === 'accept' ? 'good' : 'bad'}>
                  {decision === 'accept' ? words.accepted : words.rejected}
                </Badge>{' '}
                {by} · <Ago time={at} />
                {note !== undefined && <span className="text-muted"> · {note}</span>}
              </li>
            ))}
          </ol>
        </section>
      )}
    </article>
  );
}
