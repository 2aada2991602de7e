import { insightTexts } from '@/shared/texts';
import { Button, Field } from '@/shared/ui';
import { lastDays, periodLengths } from '../model/toPeriod';

const texts = insightTexts.period;

type PeriodPickerProps = {
  /** What is shown; `null` when the fields say what cannot be. */
  period: { from: string; to: string } | null;
  asked: { from: string; to: string };
  now: number;
  onChange: (days: { from: string; to: string }) => void;
};

export function PeriodPicker({ period, asked, now, onChange }: PeriodPickerProps) {
  const { from, to } = asked.from === '' && asked.to === '' ? (period ?? asked) : asked;
  return (
    <fieldset className="flex flex-wrap items-start gap-3">
      <legend className="sr-only">{texts.legend}</legend>
      <div className="flex flex-wrap gap-2 sm:mt-7">
        {periodLengths.map((days) => {
          const last = lastDays(days, now);
          return (
            <Button
              key={days}
              aria-pressed={period?.from === last.from && period.to === last.to}
              className="aria-pressed:border-accent aria-pressed:bg-accent-soft"
              onClick={() => onChange(last)}
            >
              {texts.last(days)}
            </Button>
          );
        })}
      </div>
      <div className="grid w-full grid-cols-2 items-start gap-3 sm:w-96">
        <Field
          label={texts.from}
          type="date"
          value={from}
          onChange={(event) => onChange({ from: event.currentTarget.value, to })}
          error={period === null ? texts.invalid : undefined}
        />
        <Field
          label={texts.to}
          type="date"
          value={to}
          hint={texts.hint}
          onChange={(event) => onChange({ from, to: event.currentTarget.value })}
        />
      </div>
    </fieldset>
  );
}
