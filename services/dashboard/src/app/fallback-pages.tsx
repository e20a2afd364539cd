/** What is shown in the place of a page: while it is loaded, when it fell over, when there is none. */
import { Link } from '@tanstack/react-router';
import { PageHeader } from '../components/page-header.tsx';
import { EmptyState, ErrorState, LoadingState } from '../components/states.tsx';
import { texts } from '../texts/en.ts';

export function PendingPage() {
  return <LoadingState />;
}

export function ErrorPage({ error, reset }: { error: unknown; reset(): void }) {
  return (
    <>
      <PageHeader title={texts.common.pageFailed} />
      <ErrorState error={error} retry={reset} />
    </>
  );
}

export function NotFoundPage() {
  return (
    <>
      <PageHeader title={texts.common.noSuchPage} />
      <EmptyState
        title={texts.common.noSuchPage}
        action={
          <Link to="/" className="text-accent underline">
            {texts.common.backHome}
          </Link>
        }
      >
        {texts.common.noSuchPageText}
      </EmptyState>
    </>
  );
}
