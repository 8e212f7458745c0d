import { useState } from 'preact/hooks';
import { useSettings } from '../settings.tsx';
import { DeleteDialog } from './delete-dialog.tsx';

interface Props {
  readonly title: string;
  readonly warning: string;
  readonly path: string;
  readonly onDeleted: () => void;
}

/** A button that deletes after asking once more. */
export function DeleteButton({ onDeleted, ...dialog }: Props) {
  const { t } = useSettings();
  const [opened, setOpened] = useState(false);
  const close = () => {
    setOpened(false);
  };
  return (
    <>
      <button
        type="button"
        class="plain danger-words"
        aria-label={dialog.title}
        onClick={() => {
          setOpened(true);
        }}
      >
        {t.delete}
      </button>
      {opened && (
        <DeleteDialog
          {...dialog}
          onClose={close}
          onDeleted={() => {
            close();
            onDeleted();
          }}
        />
      )}
    </>
  );
}
