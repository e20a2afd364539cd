import { Button } from '../../../components/button.tsx';
import { Code } from '../../../components/code.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { texts } from '../../../texts/en.ts';

const words = texts.settings.keys;

/** Closed, the secret is nowhere any more. */
export function SecretDialog({
  secret,
  title = words.secretTitle,
  text = words.secretText,
  onClose,
}: {
  secret: string;
  title?: string;
  text?: string;
  onClose(): void;
}) {
  return (
    <Dialog title={title} description={text} open onClose={onClose}>
      <Code label={words.secret} text={secret} />
      <div className="mt-3 flex justify-end">
        <Button look="primary" onClick={onClose}>
          {words.done}
        </Button>
      </div>
    </Dialog>
  );
}
