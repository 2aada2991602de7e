import { describe, expect, it } from 'vitest';
import type { ReviewEvent } from '@/entities/review';
import { describeEvents } from './describeEvent';

let count = 0;
function event(action: string, more: Partial<ReviewEvent> = {}): ReviewEvent {
  count += 1;
  return {
    id: `event-${count}`,
    at: '2026-11-25T10:00:00.000Z',
    actor: { type: 'user', id: 'ravi', name: 'Ravi' },
    action,
    file: 'file-1',
    fileName: 'contract.pdf',
    version: 1,
    purpose: null,
    reason: null,
    requestId: 'request-1',
    hash: '0'.repeat(64),
    details: null,
    sealed: false,
    ...more,
  };
}
const said = (...events: ReviewEvent[]) =>
  describeEvents(events, 'rita').map(({ who, what, count: times }) => `${who}: ${what} x${times}`);

describe('history in plain words', () => {
  it('names people, oneself and the system', () => {
    expect(
      said(
        event('review.approved'),
        event('review.claimed', { actor: { type: 'user', id: 'rita', name: 'Rita' } }),
        event('file.available', { actor: { type: 'system', id: 'worker', name: 'worker' } }),
      ),
    ).toEqual(['Ravi: Approved it x1', 'You: Claimed it x1', 'The system: Checked it: ready x1']);
  });

  it('says what a signed URL was for, and leaves out the machinery', () => {
    expect(
      said(
        event('url.signed', { purpose: 'original', reason: 'Compare the signature' }),
        event('url.signed', { purpose: 'download' }),
        event('url.signed', { purpose: 'upload' }),
        event('source.removed'),
        event('verification.started'),
        event('url.signed', { purpose: 'constructor' }),
      ),
    ).toEqual([
      'Ravi: Downloaded the original x1',
      'Ravi: Downloaded the file x1',
      'Ravi: Was allowed to read the file x1',
    ]);
  });

  it('counts what was done many times in a row, and never swallows a reason', () => {
    expect(
      said(
        event('file.viewed'),
        event('file.viewed'),
        event('file.viewed', { version: 2 }),
        event('review.taken_over', { reason: 'Ravi is ill' }),
        event('review.taken_over', { reason: 'Back again' }),
      ),
    ).toEqual([
      'Ravi: Looked at the file x2',
      'Ravi: Looked at the file x1',
      'Ravi: Took it over x1',
      'Ravi: Took it over x1',
    ]);
  });

  it('shows an action that it does not know as it is called', () => {
    expect(said(event('toString'), event('future.thing'))).toEqual([
      'Ravi: toString x1',
      'Ravi: future.thing x1',
    ]);
    expect(said(event('review.claimed', { details: { isRenewal: true } }))).toEqual([
      'Ravi: Went on working on it x1',
    ]);
  });
});
