import { callApi } from '@/shared/api';
import type { MessageTemplate, MessageTemplateInput } from '../model/MessageTemplate';

const address = '/api/review/templates';

export async function readMessageTemplates(signal: AbortSignal): Promise<MessageTemplate[]> {
  const { templates } = await callApi<{ templates: MessageTemplate[] }>(address, { signal });
  return templates;
}

export function addMessageTemplate(input: MessageTemplateInput): Promise<MessageTemplate> {
  return callApi<MessageTemplate>(address, { method: 'POST', body: input });
}

/** Changes the one that was read at `revision`; 409 `STALE` when somebody was faster. */
export function writeMessageTemplate(
  id: string,
  input: MessageTemplateInput & { revision: number },
): Promise<MessageTemplate> {
  return callApi<MessageTemplate>(`${address}/${id}`, { method: 'PUT', body: input });
}

export async function removeMessageTemplate(id: string): Promise<void> {
  await callApi(`${address}/${id}`, { method: 'DELETE' });
}
