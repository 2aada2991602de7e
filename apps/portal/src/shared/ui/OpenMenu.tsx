'use client';

import * as Menu from '@radix-ui/react-dropdown-menu';
import { useRef } from 'react';
import { Button } from './Button';
import { Icon } from './Icon';
import type { MenuButtonProps, MenuItem } from './MenuButton';

const itemLook =
  'flex min-h-10 cursor-default items-center gap-3 rounded-lg px-3 text-sm outline-none select-none data-[disabled]:opacity-50 data-[highlighted]:bg-sunken data-[highlighted]:outline-2 data-[highlighted]:-outline-offset-2 data-[highlighted]:outline-transparent pointer-coarse:min-h-11';

type Choose = (action: (() => void) | undefined) => void;

function Item({ item, onChosen }: { item: MenuItem; onChosen: Choose }) {
  if (item === 'separator') return <Menu.Separator className="my-1.5 h-px bg-line" />;
  if ('heading' in item)
    return (
      <Menu.Label className="max-w-64 truncate px-3 pt-1.5 pb-1 text-xs text-muted">
        {item.heading}
      </Menu.Label>
    );
  const { label, icon, onSelect, href, look = 'plain', isChecked, isDisabled = false } = item;
  const className = `${itemLook} ${look === 'danger' ? 'text-bad' : ''}`;
  if (isChecked !== undefined)
    return (
      <Menu.CheckboxItem
        className={className}
        checked={isChecked}
        disabled={isDisabled}
        onSelect={() => onChosen(onSelect)}
      >
        <span className="size-4">{isChecked && <Icon name="check" className="size-4" />}</span>
        {label}
      </Menu.CheckboxItem>
    );
  const content = (
    <>
      {icon !== undefined && <Icon name={icon} className="size-4 text-muted" />}
      {label}
    </>
  );
  if (href !== undefined)
    return (
      <Menu.Item asChild className={className}>
        <a href={href}>{content}</a>
      </Menu.Item>
    );
  return (
    <Menu.Item className={className} disabled={isDisabled} onSelect={() => onChosen(onSelect)}>
      {content}
    </Menu.Item>
  );
}

function keyOf(item: MenuItem, index: number): string {
  if (item === 'separator') return `separator-${index}`;
  return 'heading' in item ? item.heading : item.label;
}

/** A menu that is open when it appears; what `MenuButton` loads. */
export function OpenMenu({ label, items, look, className, children, ...rest }: MenuButtonProps) {
  const trigger = useRef<HTMLButtonElement>(null);
  const chosen = useRef<(() => void) | undefined>(undefined);
  return (
    // Not modal: that would inject a style element, and the page below may well be scrolled.
    <Menu.Root defaultOpen modal={false}>
      <Menu.Trigger asChild>
        <Button ref={trigger} look={look} className={className} aria-label={label} title={label} {...rest}>
          {children}
        </Button>
      </Menu.Trigger>
      <Menu.Portal container={document.getElementById('content')}>
        <Menu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          // What was chosen is done once the menu is gone and its button has the focus again: a dialog that opens then gives the
          // focus back to the button, and not to an entry that is no more.
          onCloseAutoFocus={(event) => {
            const action = chosen.current;
            chosen.current = undefined;
            if (action === undefined) return;
            event.preventDefault();
            trigger.current?.focus();
            action();
          }}
          className="z-30 max-h-(--radix-dropdown-menu-content-available-height) min-w-52 overflow-y-auto rounded-xl border border-line bg-raised p-1.5 text-ink shadow-raised"
        >
          {items.map((item, index) => (
            <Item
              key={keyOf(item, index)}
              item={item}
              onChosen={(action) => {
                chosen.current = action;
              }}
            />
          ))}
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
