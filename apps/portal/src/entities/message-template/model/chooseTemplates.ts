import { fillTemplate, type TemplateValues } from './fillTemplate';
import type { MessageTemplate, Placeholder, TemplatePurpose } from './MessageTemplate';

/** The message that is being written. */
export type TemplatePlace = {
  purpose: TemplatePurpose;
  /** Name of the files' profile; `null` where there are several, or none. */
  profile: string | null;
  values: TemplateValues;
};

/** A template as it would read in a message, or why it cannot be inserted. */
export type TemplateChoice = {
  template: MessageTemplate;
  text: string;
  missing: readonly Placeholder[];
  isTooLong: boolean;
};

/**
 * The templates for a message, those that were kept for just that first.
 *
 * @param room characters that the message may still get
 */
export function chooseTemplates(
  templates: readonly MessageTemplate[],
  { purpose, profile, values }: TemplatePlace,
  room: number,
): TemplateChoice[] {
  const nearness = (template: MessageTemplate) =>
    Number(template.purpose !== null) + Number(template.profile !== null);
  return templates
    .filter((template) => template.purpose === null || template.purpose === purpose)
    .filter((template) => template.profile === null || template.profile === profile)
    .map((template) => {
      const { text, missing } = fillTemplate(template.body, values);
      return { template, text, missing, isTooLong: text.length > room };
    })
    .sort((one, other) => nearness(other.template) - nearness(one.template));
}
