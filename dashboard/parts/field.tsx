import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface ControlIds {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
}

interface Props {
  readonly label: string;
  readonly hint?: string;
  readonly error: string | null;
  readonly value?: string;
  readonly placeholder?: string;
  readonly autoFocus?: boolean;
  readonly onInput?: (value: string) => void;
  /** Another control than a line of text. */
  readonly children?: (ids: ControlIds) => ComponentChildren;
}

/** A labelled control with its hint and its error, tied together for screen readers. */
export function Field(props: Props) {
  const id = useId();
  const described = [props.hint && `${id}-hint`, props.error && `${id}-error`].filter(Boolean).join(' ');
  const ids: ControlIds = { id, 'aria-describedby': described || undefined, 'aria-invalid': props.error !== null };
  return (
    <div class={props.error === null ? 'field' : 'field field-wrong'}>
      <label for={id}>{props.label}</label>
      {props.children ? (
        props.children(ids)
      ) : (
        <input
          {...ids}
          type="text"
          autocomplete="off"
          spellcheck={false}
          value={props.value}
          placeholder={props.placeholder}
          autoFocus={props.autoFocus}
          onInput={(event) => props.onInput?.(event.currentTarget.value)}
        />
      )}
      {props.hint && (
        <span class="quiet small" id={`${id}-hint`}>
          {props.hint}
        </span>
      )}
      {props.error !== null && (
        <span class="field-error" id={`${id}-error`} role="alert">
          {props.error}
        </span>
      )}
    </div>
  );
}
