'use client';

import { useEffect, useRef } from 'react';
import {
  addMessageTemplate,
  type MessageTemplate,
  type MessageTemplateInput,
  readMessageTemplates,
  removeMessageTemplate,
  writeMessageTemplate,
} from '@/entities/message-template';
import { useLoaded } from '@/shared/api';
import { withoutTemplate, withTemplate } from './templateList';

/**
 * The templates and what is done with them. A change is shown at once; where the server refuses it, only that one is as it was, and
 * whoever asked hears why.
 */
export function useTemplates() {
  const { value, error, isLoading, reload, replace } = useLoaded<readonly MessageTemplate[]>(
    'message-templates',
    readMessageTemplates,
  );
  const latest = useRef<readonly MessageTemplate[]>([]);
  useEffect(() => {
    latest.current = value ?? [];
  }, [value]);

  function show(next: readonly MessageTemplate[]): void {
    latest.current = next;
    replace(next);
  }

  async function change(before: MessageTemplate, input: MessageTemplateInput): Promise<void> {
    show(withTemplate(latest.current, { ...before, ...input }));
    try {
      const { revision } = before;
      show(withTemplate(latest.current, await writeMessageTemplate(before.id, { ...input, revision })));
    } catch (failure) {
      show(withTemplate(latest.current, before));
      throw failure;
    }
  }

  async function add(input: MessageTemplateInput): Promise<void> {
    show(withTemplate(latest.current, await addMessageTemplate(input)));
  }

  async function remove(template: MessageTemplate): Promise<void> {
    show(withoutTemplate(latest.current, template.id));
    try {
      await removeMessageTemplate(template.id);
    } catch (failure) {
      show(withTemplate(latest.current, template));
      throw failure;
    }
  }

  return { templates: value, error, isLoading, reload, add, change, remove };
}
