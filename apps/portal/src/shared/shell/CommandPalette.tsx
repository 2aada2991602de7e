'use client';

import { Command } from 'cmdk';
import { commandTexts as texts } from '@/shared/texts';
import { Dialog, Icon, type IconName, Kbd } from '@/shared/ui';
import type { Destination } from './navigation';
import { usePageCommandList } from './pageCommands';

type CommandPaletteProps = {
  destinations: readonly Destination[];
  onClose: () => void;
  onShortcuts: () => void;
};

const groupLook =
  '[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted';

type ItemProps = {
  id: string;
  label: string;
  icon: IconName;
  keys?: string | undefined;
  keywords?: string;
  onSelect: () => void;
};

function Item({ id, label, icon, keys, keywords = '', onSelect }: ItemProps) {
  return (
    <Command.Item
      value={id}
      keywords={[label, keywords]}
      onSelect={onSelect}
      className="flex min-h-11 cursor-pointer items-center gap-3 rounded-lg px-3 text-sm data-[selected=true]:bg-sunken"
    >
      <Icon name={icon} className="size-4 text-muted" />
      <span className="flex-1">{label}</span>
      {keys !== undefined && <Kbd keys={keys} />}
    </Command.Item>
  );
}

/** Everything one can do from here, found by typing a part of its name. */
export function CommandPalette({ destinations, onClose, onShortcuts }: CommandPaletteProps) {
  const { commands } = usePageCommandList();
  return (
    <Dialog title={texts.title} isTitleHidden width="wide" onClose={onClose}>
      {(close) => {
        // First closed, so that the focus is back in the page before the command puts it elsewhere.
        const after = (run: () => void) => () => {
          close();
          onClose();
          requestAnimationFrame(run);
        };
        return (
          <Command label={texts.title} loop className="-m-6 flex max-h-[min(28rem,80dvh)] flex-col">
            <div className="flex items-center gap-3 border-b border-line px-4">
              <Icon name="search" className="size-[1.15rem] text-muted" />
              <Command.Input
                data-first-focus
                placeholder={texts.placeholder}
                className="min-h-14 min-w-0 flex-1 bg-transparent text-base text-ink outline-none placeholder:text-muted"
              />
            </div>
            <Command.List label={texts.title} className="min-h-0 flex-1 scroll-py-2 overflow-y-auto p-2">
              <Command.Empty className="px-3 py-8 text-center text-sm text-muted">
                {texts.empty}
              </Command.Empty>
              {commands.length > 0 && (
                <Command.Group heading={texts.page} className={groupLook}>
                  {commands.map(({ id, label, icon = 'key', key, keywords = '', run }) => (
                    <Item
                      key={id}
                      id={id}
                      label={label}
                      icon={icon}
                      keys={key?.toUpperCase()}
                      keywords={keywords}
                      onSelect={after(run)}
                    />
                  ))}
                </Command.Group>
              )}
              <Command.Group heading={texts.pages} className={groupLook}>
                {destinations.map(({ href, label }) => (
                  <Item
                    key={href}
                    id={`go ${href}`}
                    label={label}
                    icon="folder"
                    onSelect={after(() => location.assign(href))}
                  />
                ))}
              </Command.Group>
              <Command.Group heading={texts.general} className={groupLook}>
                <Item
                  id="shortcuts"
                  label={texts.shortcuts}
                  icon="text"
                  keys="?"
                  onSelect={after(onShortcuts)}
                />
              </Command.Group>
            </Command.List>
          </Command>
        );
      }}
    </Dialog>
  );
}
