/**
 * A person goes through a sample and accepts or rejects, mostly by keys. Each decision is sent at once, with who made it;
 * the newest of an item stands.
 */
import type { DecideReview, Review, ReviewItem } from '@nex/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Play } from 'lucide-react';
import { useRef, useState } from 'react';
import { useClient } from '../../../api/api-provider.tsx';
import { queryKeys } from '../../../api/query-keys.ts';
import { Button, buttonClass } from '../../../components/button.tsx';
import { PageHeader } from '../../../components/page-header.tsx';
import { EmptyState, QueryView } from '../../../components/states.tsx';
import { texts } from '../../../texts/en.ts';
import { DecisionBar } from './decision-bar.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { ReviewDetail } from './review-detail.tsx';
import { ReviewList } from './review-list.tsx';
import { nextOpen, standing } from './review-order.ts';
import { useReviewKeys } from './use-review-keys.ts';
import { useReviewer } from './use-reviewer.ts';

const words = texts.builds.review;

export function ReviewPage() {
  const { buildId } = useParams({ from: '/builds/$buildId/review' });
  const client = useClient();
  const queries = useQueryClient();
  const key = queryKeys.builds.review(buildId);
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => client.builds.review(buildId, { signal }),
  });
  const resume = useMutation({
    mutationFn: () => client.builds.resume(buildId),
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.builds.one(buildId) }),
  });
  const left = query.data?.items.filter((item) => standing(item) === undefined).length ?? 0;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader
        title={words.title}
        parent={{ label: texts.pages.builds, to: '/builds' }}
        aside={query.data && <span className="text-muted">{left > 0 ? words.left(left) : words.done}</span>}
        actions={
          <>
            {resume.error && (
              <span role="alert" className="text-bad">
                {resume.error.message}
              </span>
            )}
            <Link to="/builds/$buildId" params={{ buildId }} className={buttonClass()}>
              {texts.builds.columns.name}
            </Link>
            {query.data?.waiting && !resume.isSuccess && (
              <Button look="primary" onClick={() => resume.mutate()} disabled={resume.isPending}>
                <Play aria-hidden />
                {words.resume}
              </Button>
            )}
          </>
        }
      />
      <QueryView query={query} loadingRows={12}>
        {(review) =>
          review.items.length === 0 ? (
            <EmptyState title={words.empty}>{words.emptyText}</EmptyState>
          ) : (
            <Queue review={review} />
          )
        }
      </QueryView>
    </div>
  );
}

function Queue({ review }: { review: Review }) {
  const { buildId, items, open } = review;
  const client = useClient();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { item: chosenId } = useSearch({ from: '/builds/$buildId/review' });
  const [editing, setEditing] = useState<{ id: string; backTo?: number }>();
  const by = useReviewer();
  const last = useRef<string>(null);
  const place = Math.max(
    0,
    items.findIndex(({ id }) => id === chosenId),
  );
  const item = items[place] as ReviewItem;
  const choose = (next: number) => {
    const target = items[Math.min(items.length - 1, Math.max(0, next))];
    if (target === undefined) return;
    void navigate({
      to: '/builds/$buildId/review',
      params: { buildId },
      search: { item: target.id },
      replace: true,
    });
  };
  const decide = useMutation({
    mutationFn: (decision: DecideReview['items'][number]) =>
      client.builds.decideReview(buildId, { by: by.name, items: [decision] }),
    onSuccess: (changed, { id }) => {
      last.current = id;
      queries.setQueryData(queryKeys.builds.review(buildId), changed);
    },
  });
  const enabled = open && by.name !== '' && !decide.isPending;
  const give = (decision: 'accept' | 'reject', note?: string) => {
    if (!enabled) return;
    decide.mutate({ id: item.id, decision, ...(note !== undefined && note !== '' && { note }) });
    setEditing(undefined);
    choose(editing?.backTo ?? place + 1);
  };
  const edit = () => {
    if (enabled) setEditing({ id: item.id });
  };
  /** A decision is never taken out: it is edited. Then it goes on where the person was. */
  const editLast = () => {
    const at = items.findIndex(({ id }) => id === last.current);
    const decided = items[at];
    if (!enabled || decided === undefined) return;
    setEditing({ id: decided.id, backTo: place });
    choose(at);
  };
  const close = () => {
    setEditing(undefined);
    if (editing?.backTo !== undefined) choose(editing.backTo);
  };
  useReviewKeys(editing?.id !== item.id, {
    next: () => choose(place + 1),
    previous: () => choose(place - 1),
    nextOpen: () => choose(nextOpen(items, place)),
    accept: () => give('accept'),
    reject: () => give('reject'),
    edit,
    editLast,
  });
  return (
    <>
      <div className="flex min-h-0 flex-1">
        <ReviewList items={items} place={place} decided={review.decided} onChoose={choose} />
        <div className="flex min-w-0 flex-1 flex-col">
          {!open && <p className="border-b bg-warn-soft px-4 py-2 text-warn">{words.closed}</p>}
          {decide.error && (
            <p role="alert" className="border-b bg-bad-soft px-4 py-2 text-bad">
              {decide.error.message}
            </p>
          )}
          <ReviewDetail item={item} />
          <DecisionBar
            by={by}
            enabled={enabled}
            open={open}
            onAccept={() => give('accept')}
            onReject={() => give('reject')}
            onEdit={edit}
            onNext={() => choose(place + 1)}
            onPrevious={() => choose(place - 1)}
          />
        </div>
      </div>
      {editing?.id === item.id && <EditDialog item={item} onSave={give} onClose={close} />}
    </>
  );
}
