'use client';

import { Command } from 'cmdk';
import { useLoaded } from '@/shared/api';
import { generalTexts, templateTexts } from '@/shared/texts';
import { Button, Dialog, Icon, ProblemNotice } from '@/shared/ui';
import { readMessageTemplates } from '../api/templates';
import { chooseTemplates, type TemplateChoice, type TemplatePlace } from '../model/chooseTemplates';

const texts = templateTexts.insert;

type TemplatePickerProps = {
  place: TemplatePlace;
  /** Characters that the message may still get. */
  room: number;
  onChoose: (choice: TemplateChoice) => void;
  onClose: () => void;
};

function whyNot({ missing, isTooLong }: TemplateChoice): string | null {
  if (missing.length > 0) return texts.needs(missing.map((word) => templateTexts.missing[word]));
  return isTooLong ? texts.tooLong : null;
}

function Choice({ choice, onChoose }: { choice: TemplateChoice; onChoose: () => void }) {
  const reason = whyNot(choice);
  return (
    <Command.Item
      value={choice.template.id}
      keywords={[choice.template.name, choice.text]}
      disabled={reason !== null}
      onSelect={onChoose}
      className="grid min-h-11 cursor-pointer gap-0.5 rounded-lg px-3 py-2 text-sm aria-disabled:cursor-default data-[selected=true]:bg-sunken"
    >
      <bdi className="font-medium [overflow-wrap:anywhere]">{choice.template.name}</bdi>
      <bdi className="line-clamp-2 text-muted [overflow-wrap:anywhere]">{choice.text}</bdi>
      {reason !== null && <span className="text-wait">{reason}</span>}
    </Command.Item>
  );
}

/** The templates for a message, found by typing a part of their names or texts, as they would read in it. */
export function TemplatePicker({ place, room, onChoose, onClose }: TemplatePickerProps) {
  const { value, error, reload } = useLoaded('message-templates', readMessageTemplates);
  const choices = chooseTemplates(value ?? [], place, room);
  return (
    <Dialog title={texts.title} isTitleHidden width="wide" onClose={onClose}>
      {(close) => (
        <Command label={texts.title} loop className="-m-6 flex max-h-[min(32rem,80dvh)] flex-col">
          <div className="flex items-center gap-3 border-b border-line pl-4">
            <Icon name="search" className="size-[1.15rem] text-muted" />
            <Command.Input
              data-first-focus
              placeholder={texts.search}
              className="min-h-14 min-w-0 flex-1 bg-transparent text-base text-ink outline-none placeholder:text-muted"
            />
            <Button look="icon" aria-label={generalTexts.close} className="mr-2" onClick={close}>
              <Icon name="close" className="size-4" />
            </Button>
          </div>
          {error !== null && (
            <div className="p-4">
              <ProblemNotice error={error} onRetry={reload} />
            </div>
          )}
          {value === null && error === null && (
            <p role="status" className="px-3 py-8 text-center text-sm text-muted">
              {templateTexts.loading}
            </p>
          )}
          {value !== null && choices.length === 0 && (
            <p role="status" className="px-3 py-8 text-center text-sm text-muted">
              {texts.none}
            </p>
          )}
          <Command.List label={texts.title} className="min-h-0 flex-1 scroll-py-2 overflow-y-auto p-2">
            {choices.length > 0 && (
              <Command.Empty className="px-3 py-8 text-center text-sm text-muted">
                {texts.noMatch}
              </Command.Empty>
            )}
            {choices.map((choice) => (
              <Choice key={choice.template.id} choice={choice} onChoose={() => onChoose(choice)} />
            ))}
          </Command.List>
        </Command>
      )}
    </Dialog>
  );
}
