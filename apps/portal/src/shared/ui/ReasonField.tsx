import type { ComponentProps } from 'react';
import { TextArea } from './TextArea';

/** As many characters as the API takes. */
const maxReasonLength = 500;

type ReasonFieldProps = Omit<
  ComponentProps<typeof TextArea>,
  'value' | 'maxLength' | 'onChange' | 'onKeyDown'
> & {
  value: string;
  onChange: (reason: string) => void;
};

/** Why something is done. One line of text, however long: a line end sends it, as in every other field of one line. */
export function ReasonField({ onChange, ...rest }: ReasonFieldProps) {
  return (
    <TextArea
      {...rest}
      maxLength={maxReasonLength}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
        event.preventDefault();
        event.currentTarget.form?.requestSubmit();
      }}
      onChange={(event) => onChange(event.currentTarget.value.replace(/[\r\n\t]+/g, ' '))}
    />
  );
}
