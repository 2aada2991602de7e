import { describe, expect, it } from 'vitest';
import { isOwnMachine } from './isOwnMachine';

describe('isOwnMachine', () => {
  it.each([
    ['postgres://app:secret@127.0.0.1:5432/valetkey', true],
    ['postgres://app:secret@localhost/valetkey', true],
    ['postgres://app:secret@[::1]/valetkey', true],
    ['postgres://app:secret@db.example.com/valetkey', false],
    ['postgres://app:secret@localhost/valetkey?host=db.example.com', false],
    ['postgres:///valetkey?host=db.example.com', false],
    ['postgres:///valetkey', false],
  ])('%s: %s', (url, expected) => expect(isOwnMachine(url)).toBe(expected));
});
