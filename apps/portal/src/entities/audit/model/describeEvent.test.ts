import { describe, expect, it } from 'vitest';
import type { AuditEvent } from './AuditEvent';
import { describeActor, describeEvent } from './describeEvent';

const event: AuditEvent = {
  id: 'e1',
  at: '2026-11-22T12:00:00.000Z',
  actor: { type: 'user', id: 'u1', name: 'Ada', email: 'ada@example.com' },
  action: 'url.signed',
  file: 'f1',
  fileName: 'contract.pdf',
  account: null,
  version: 1,
  purpose: 'download',
  reason: null,
  requestId: 'r1',
  hash: 'ab'.repeat(32),
  details: null,
  sealed: true,
};

const read = (change: Partial<AuditEvent>) =>
  describeEvent({ ...event, ...change })
    .map((piece) => (piece.kind === 'text' ? piece.text : `<${piece.kind}:${piece.name}>`))
    .join('');

describe('describeEvent', () => {
  it.each<[string, Partial<AuditEvent>]>([
    ['was given a link to download <file:contract.pdf>', {}],
    ['was given a link for <file:contract.pdf>', { purpose: 'something new' }],
    ['moved <file:null> to the trash', { action: 'file.deleted', purpose: null, fileName: null }],
    [
      'rejected <file:contract.pdf> (UNREADABLE)',
      { action: 'review.rejected', purpose: null, details: { reasonCode: 'UNREADABLE' } },
    ],
    ['rejected <file:contract.pdf>', { action: 'review.rejected', purpose: null }],
    [
      'changed the role of <account:Bob> from client to reviewer',
      {
        action: 'user.role_changed',
        purpose: null,
        file: null,
        account: { id: 'u2', name: 'Bob', email: 'bob@example.com' },
        details: { account: 'u2', from: 'user', to: 'reviewer' },
      },
    ],
    ['removed the bytes of <file:contract.pdf> from the store', { action: 'object.removed', purpose: null }],
    [
      'made the account of <account:Bob> as administrator',
      {
        action: 'user.created',
        purpose: null,
        file: null,
        account: { id: 'u2', name: 'Bob', email: 'bob@example.com' },
        details: { account: 'u2', role: 'admin' },
      },
    ],
    ['disabled the account of an account', { action: 'user.disabled', purpose: null, file: null }],
    ['did “thing.invented” with <file:contract.pdf>', { action: 'thing.invented', purpose: null }],
    ['did “constructor”', { action: 'constructor', purpose: null, file: null }],
  ])('%s', (sentence, change) => expect(read(change)).toBe(sentence));

  it('takes a name that looks like a placeholder or markup for what it is: a name', () =>
    expect(read({ fileName: '{account}<img src=x>.pdf' })).toBe(
      'was given a link to download <file:{account}<img src=x>.pdf>',
    ));
});

describe('describeActor', () => {
  it.each([
    ['Ada', { type: 'user', id: 'u1', name: 'Ada', email: '' }],
    ['A deleted account', { type: 'user', id: 'gone', name: '', email: '' }],
    ['The system', { type: 'system', id: 'sweep', name: '', email: '' }],
    ['The worker', { type: 'system', id: 'worker', name: '', email: '' }],
    ['The command line', { type: 'system', id: 'command-line', name: '', email: '' }],
    ['The system', { type: 'system', id: 'constructor', name: '', email: '' }],
  ])('%s', (words, actor) => expect(describeActor(actor)).toBe(words));
});
