import { describe, expect, it } from 'vitest';
import type { Person } from '@/entities/person';
import { actionsFor } from './personActions';

const person: Person = {
  id: 'p',
  name: 'Pia',
  email: 'pia@example.com',
  role: 'user',
  isVerified: true,
  isDisabled: false,
  createdAt: '2026-01-01T00:00:00Z',
  lastSeenAt: null,
  files: 0,
  bytesUsed: 0,
  reviewProfiles: null,
};

describe('actionsFor', () => {
  it('offers role, link and disabling for an ordinary account', () =>
    expect(actionsFor(person, 'me')).toEqual(['role', 'resetLink', 'disable']));
  it('offers a scope for who reviews, and not for who sees everything', () => {
    for (const role of ['reviewer', 'lead'] as const)
      expect(actionsFor({ ...person, role }, 'me'), role).toContain('scope');
    for (const role of ['user', 'admin'] as const)
      expect(actionsFor({ ...person, role }, 'me'), role).not.toContain('scope');
  });
  it('leaves role and state of the own account alone', () =>
    expect(actionsFor({ ...person, id: 'me' }, 'me')).toEqual(['resetLink']));
  it('offers a verification link while the address is not verified', () =>
    expect(actionsFor({ ...person, isVerified: false }, 'me')).toContain('verificationLink'));
  it('has no links for an account that cannot sign in', () =>
    expect(actionsFor({ ...person, isDisabled: true, isVerified: false }, 'me')).toEqual(['role', 'enable']));
});
