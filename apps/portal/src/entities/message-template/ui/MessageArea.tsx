'use client';

import {
  type ComponentProps,
  type KeyboardEvent,
  lazy,
  type RefObject,
  Suspense,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { templateTexts } from '@/shared/texts';
import { announce, Button, Icon, Kbd, TextArea } from '@/shared/ui';
import type { TemplateChoice, TemplatePlace } from '../model/chooseTemplates';

const texts = templateTexts.insert;
const TemplatePicker = lazy(() =>
  import('./TemplatePicker').then(({ TemplatePicker: component }) => ({ default: component })),
);

/** What a page's keys may ask of the field. */
export type MessageAreaHandle = {
  /** Shows the templates to choose from. */
  openTemplates(): void;
};

type MessageAreaProps = Omit<ComponentProps<typeof TextArea>, 'value' | 'onChange' | 'maxLength' | 'ref'> & {
  value: string;
  maxLength: number;
  onChange: (value: string) => void;
  place: TemplatePlace;
  handle?: RefObject<MessageAreaHandle | null>;
};

/** A message to an owner, and the way to begin it with a template, which goes where the caret is. */
export function MessageArea({ value, maxLength, onChange, place, handle, ...rest }: MessageAreaProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  /** What was selected when the templates were asked for, in UTF-16 units; `null` while nobody asks. */
  const [selection, setSelection] = useState<{ start: number; end: number } | null>(null);
  const isOpen = selection !== null;
  /** Where the caret belongs when the field has the text. */
  const caret = useRef<number | null>(null);
  useImperativeHandle(handle, () => ({ openTemplates: open }));

  // After the dialog gave the focus back to where it was opened.
  useEffect(() => {
    if (isOpen || caret.current === null) return;
    area.current?.focus();
    area.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [isOpen]);

  function open(): void {
    const field = area.current;
    const isInField = field !== null && document.activeElement === field;
    // Whoever is not in the field writes at its end.
    setSelection(
      isInField
        ? { start: field.selectionStart, end: field.selectionEnd }
        : { start: value.length, end: value.length },
    );
  }

  function insert({ template, text }: TemplateChoice): void {
    if (selection === null) return;
    const { start, end } = selection;
    onChange(`${value.slice(0, start)}${text}${value.slice(end)}`);
    caret.current = start + text.length;
    setSelection(null);
    announce(texts.inserted(template.name));
  }

  function press(event: KeyboardEvent<HTMLTextAreaElement>): void {
    // By its place: with Alt the same key types another character on some keyboards.
    if (event.altKey && !event.ctrlKey && !event.metaKey && event.code === 'KeyT') {
      event.preventDefault();
      open();
    } else rest.onKeyDown?.(event);
  }

  return (
    <div>
      <TextArea
        {...rest}
        ref={area}
        value={value}
        maxLength={maxLength}
        aria-keyshortcuts="Alt+T"
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={press}
      />
      <Button look="quiet" className="mt-1 -ml-3" aria-haspopup="dialog" onClick={open}>
        <Icon name="text" className="size-4 text-muted" />
        {texts.open}
        <span aria-hidden="true" className="hidden pointer-fine:inline-flex">
          <Kbd keys={texts.keys} />
        </span>
      </Button>
      <Suspense>
        {selection !== null && (
          <TemplatePicker
            place={place}
            room={maxLength - value.length + (selection.end - selection.start)}
            onChoose={insert}
            onClose={() => setSelection(null)}
          />
        )}
      </Suspense>
    </div>
  );
}
