import { Icon } from './Icon';

export function Logo() {
  return (
    <span className="inline-flex items-center gap-2.5 font-semibold tracking-tight">
      <span className="grid size-8 place-items-center rounded-lg bg-accent text-on-accent">
        <Icon name="key" className="size-[1.15rem]" />
      </span>
      Valet Key
    </span>
  );
}
