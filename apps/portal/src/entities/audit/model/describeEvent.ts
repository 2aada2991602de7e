import { peopleTexts, auditTexts as texts } from '@/shared/texts';
import type { AuditEvent } from './AuditEvent';

/** A piece of the sentence that says what happened. */
export type EventPiece =
  | { kind: 'text'; text: string }
  | { kind: 'file'; id: string; name: string | null }
  | { kind: 'account'; id: string; name: string };

type ActionWords = { label: string; says: string };

const actions: Readonly<Record<string, ActionWords>> = texts.actions;
const own = (key: string): ActionWords | undefined =>
  Object.hasOwn(actions, key) ? actions[key] : undefined;

const roles: Readonly<Record<string, string>> = peopleTexts.roles;

/** The words for an action; one that these pages do not know yet is called by its own name. */
function wordsOf(event: Pick<AuditEvent, 'action' | 'purpose' | 'file'>): ActionWords {
  const exact = event.purpose === null ? undefined : own(`${event.action} ${event.purpose}`);
  return (
    exact ??
    own(event.action) ?? {
      label: event.action,
      says: event.file === null ? `did “${event.action}”` : `did “${event.action}” with {file}`,
    }
  );
}

/** What kind of event it is, in a word or two. */
export function labelAction(event: Pick<AuditEvent, 'action' | 'purpose' | 'file'>): string {
  return wordsOf(event).label;
}

function detailOf(event: AuditEvent, name: string): string | null {
  const value = event.details !== null && Object.hasOwn(event.details, name) ? event.details[name] : null;
  if (value === null || value === undefined) return null;
  const text = String(value);
  return Object.hasOwn(roles, text) ? roles[text]!.toLowerCase() : text;
}

/** What happened, as a sentence that goes on after the actor's name. What is not known of it is left out. */
export function describeEvent(event: AuditEvent): EventPiece[] {
  const pieces: EventPiece[] = [];
  let text = '';
  const put = (piece: EventPiece) => {
    if (text !== '') pieces.push({ kind: 'text', text });
    text = '';
    pieces.push(piece);
  };
  for (const part of wordsOf(event).says.split(/(\s*\(?\{\w+\}\)?)/)) {
    const placeholder = /^(\s*\(?)\{(\w+)\}(\)?)$/.exec(part);
    if (placeholder === null) {
      text += part;
      continue;
    }
    const [, before = '', name = '', after = ''] = placeholder;
    if (name === 'file') {
      text += before;
      if (event.file === null) text += texts.aFile;
      else put({ kind: 'file', id: event.file, name: event.fileName });
      text += after;
    } else if (name === 'account') {
      text += before;
      if (event.account === null) text += texts.anAccount;
      else put({ kind: 'account', id: event.account.id, name: event.account.name });
      text += after;
    } else {
      const value = detailOf(event, name);
      if (value !== null) text += `${before}${value}${after}`;
    }
  }
  if (text !== '') pieces.push({ kind: 'text', text });
  return pieces;
}

/** Who acted: a person by name, or what part of the system. */
export function describeActor({ type, id, name }: AuditEvent['actor']): string {
  if (type === 'user') return name === '' ? texts.actors.unknown : name;
  const actors: Readonly<Record<string, string>> = texts.actors;
  return Object.hasOwn(actors, id) ? actors[id]! : texts.actors.system;
}

/** Actions one can ask for, with their words, in the order of a file's life. */
export const knownActions: readonly { action: string; label: string }[] = Object.entries(texts.actions)
  .filter(([action]) => !action.includes(' '))
  .map(([action, { label }]) => ({ action, label }));
