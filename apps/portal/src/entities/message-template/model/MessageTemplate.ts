/** What can be filled in, by the word between the braces. */
export const placeholders = ['file', 'owner', 'reason', 'due'] as const;

export type Placeholder = (typeof placeholders)[number];

/** The messages that a template can be kept for. */
export const templatePurposes = ['approve', 'request_changes', 'reject', 'document_request'] as const;

export type TemplatePurpose = (typeof templatePurposes)[number];

export type MessageTemplateInput = {
  name: string;
  body: string;
  /** `null` for any message. */
  purpose: TemplatePurpose | null;
  /** Name of the profile whose files it is for; `null` for any. */
  profile: string | null;
};

/** A text that messages to owners begin with. */
export type MessageTemplate = MessageTemplateInput & {
  id: string;
  revision: number;
  updatedAt: string;
};

/** Characters of a name and of a text, and how many templates there are at most. */
export const templateLimits = { name: 80, body: 2_000, count: 200 } as const;
