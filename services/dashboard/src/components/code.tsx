/** Text as it is, and values as JSON; both can be copied. */
import clsx from 'clsx';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { texts } from '../texts/en.ts';
import { IconButton } from './button.tsx';

/** Past this many characters only the beginning is shown, until asked for. */
const SHOWN_CHARACTERS = 20_000;

export function Code({
  text,
  label,
  className,
}: {
  text: string;
  label: string;
  className?: string | undefined;
}) {
  const [whole, setWhole] = useState(false);
  const cut = !whole && text.length > SHOWN_CHARACTERS;
  return (
    <div className={clsx('group relative rounded border bg-sunken', className)}>
      <pre
        // A region that scrolls must be reachable by keys.
        tabIndex={0}
        aria-label={label}
        role="region"
        className="max-h-96 overflow-auto p-2 pr-9 font-mono text-xs leading-relaxed whitespace-pre-wrap break-words"
      >
        {cut ? text.slice(0, SHOWN_CHARACTERS) : text}
      </pre>
      <div className="absolute top-1 right-1">
        <CopyButton text={text} />
      </div>
      {cut && (
        <button
          type="button"
          className="w-full border-t p-1 text-xs text-accent"
          onClick={() => setWhole(true)}
        >
          {texts.common.showAll(text.length)}
        </button>
      )}
    </div>
  );
}

export function JsonCode({ value, label, className }: { value: unknown; label: string; className?: string }) {
  return <Code label={label} text={JSON.stringify(value, null, 2) ?? ''} className={className} />;
}

export function CopyButton({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    const done = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    if (!done) return;
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  return (
    <IconButton
      label={copied ? texts.common.copied : texts.common.copy}
      onClick={() => void copy()}
      className="h-6!"
    >
      {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
    </IconButton>
  );
}

/** An id, short to the eye and whole to the clipboard. */
export function Id({ id }: { id: string }) {
  return (
    <code className="font-mono text-xs break-all text-muted" title={id}>
      {id}
    </code>
  );
}
