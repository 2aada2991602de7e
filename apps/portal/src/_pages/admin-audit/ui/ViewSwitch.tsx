import { auditTexts } from '@/shared/texts';

const texts = auditTexts.views;
const views = ['access', 'events'] as const;

type View = (typeof views)[number];

/** Two ways to look at the same events. */
export function ViewSwitch({ view, onChange }: { view: View; onChange: (view: View) => void }) {
  return (
    <fieldset className="flex w-fit gap-1 rounded-xl bg-sunken p-1">
      <legend className="sr-only">{texts.label}</legend>
      {views.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === view}
          onClick={() => onChange(one)}
          className={`min-h-9 rounded-lg px-3 text-sm font-medium pointer-coarse:min-h-11 ${one === view ? 'bg-surface text-ink shadow-card' : 'text-muted hover:text-ink'}`}
        >
          {texts[one]}
        </button>
      ))}
    </fieldset>
  );
}
