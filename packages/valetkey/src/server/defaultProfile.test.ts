import { describe, expect, it } from 'vitest';
import { defaultProfile } from './defaultProfile.ts';
import { detectType } from './detectType.ts';
import { matchDeclared, matchesContent, nameForType } from './matchType.ts';

const text = (value: string) => new TextEncoder().encode(value);
const bytes = (...values: number[]) => Uint8Array.from(values);

describe('the default profile', () => {
  it('has each extension once, in lower case, and a concrete type first', () => {
    const extensions = defaultProfile.types.flatMap((rule) => rule.extensions);
    expect(new Set(extensions).size).toBe(extensions.length);
    for (const { declared, detected } of defaultProfile.types) {
      expect(declared[0]).toMatch(/^(?!application\/octet-stream)[a-z0-9.+-]+\/[a-z0-9.+-]+$/);
      expect(detected.length).toBeGreaterThan(0);
    }
  });

  // What Chromium declares on Linux, macOS and Windows; an empty type is declared as octet-stream by our client.
  it.each([
    ['a.md', 'text/markdown'],
    ['a.md', 'application/octet-stream'],
    ['a.csv', 'text/csv'],
    ['a.csv', 'application/vnd.ms-excel'],
    ['a.zip', 'application/zip'],
    ['a.zip', 'application/x-zip-compressed'],
    ['a.mov', 'video/quicktime'],
    ['a.mkv', 'video/x-matroska'],
    ['a.mkv', 'application/octet-stream'],
    ['IMG.HEIC', 'image/heic'],
    ['IMG.HEIC', 'application/octet-stream'],
    ['a.m4a', 'audio/x-m4a'],
    ['a.tar.gz', 'application/x-gzip'],
    ['a.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['README', 'text/plain'],
  ])('accepts %s as %s', (name, type) => {
    expect(matchDeclared(defaultProfile, name, type).length).toBeGreaterThan(0);
  });

  it.each([
    ['a.pdf', 'application/octet-stream'],
    ['a.png', 'application/octet-stream'],
    ['a.png', 'image/jpeg'],
    ['a.exe', 'application/octet-stream'],
    ['a.exe', 'image/png'],
    ['a.html', 'text/html'],
    ['a.html', 'text/plain'],
    ['a.svg', 'image/svg+xml'],
    ['a.7z', 'application/x-7z-compressed'],
    ['a.rar', 'application/vnd.rar'],
    ['a.docm', 'application/vnd.ms-word.document.macroenabled.12'],
    ['photo.jp\u0261', 'image/jpeg'],
    ['README', 'application/octet-stream'],
    ['constructor', 'constructor'],
  ])('refuses %s as %s', (name, type) => {
    expect(() => matchDeclared(defaultProfile, name, type)).toThrow(
      expect.objectContaining({ code: 'TYPE_NOT_ALLOWED' }),
    );
  });

  it.each([
    ['image/jpeg', 'file.jpg'],
    ['application/pdf', 'file.pdf'],
    ['text/plain', 'file.txt'],
    ['application/zip', 'file.zip'],
    ['audio/mpeg', 'file.mp3'],
    ['video/mp4', 'file.mp4'],
    ['text/html', 'file'],
  ])('names a file of type %s %s', (type, name) => {
    expect(nameForType(defaultProfile, type)).toBe(name);
  });
});

describe('the content', () => {
  const passes = async (name: string, type: string, content: Uint8Array) =>
    matchesContent(matchDeclared(defaultProfile, name, type), await detectType(content), content);

  it.each([
    ['a.pdf', 'application/pdf', text('%PDF-1.7\n...'), true],
    ['a.pdf', 'application/pdf', text(`${'<html>'.padEnd(512)}%PDF-1.7`), false],
    ['a.pdf', 'application/pdf', text('MZ\x90'), false],
    ['a.pdf', 'application/pdf', text('wOF2....'), false],
    ['a.png', 'image/png', text("<svg xmlns='http://www.w3.org/2000/svg' onload='1'/>"), false],
    ['a.png', 'image/png', bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), true],
    ['a.txt', 'text/plain', bytes(0xef, 0xbb, 0xbf, ...text('<script>')), true],
    ['a.txt', 'text/plain', text('BMW and PK\u00e9'), true],
    ['a.txt', 'text/plain', bytes(0xff, 0xfe, 0x41, 0x00), true],
    ['a.txt', 'text/plain', bytes(0x41, 0x00, 0x42), false],
    ['a.csv', 'text/csv', text('=1+1,+1,-1,@x\r\n'), true],
    [
      'a.docx',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      text('PK\x03\x04....'),
      true,
    ],
    ['a.zip', 'application/zip', text('Rar!\x1a\x07'), false],
    ['a.mp4', 'video/mp4', text('\0\0\0\x20ftypisom....'), true],
    ['a.mkv', 'application/octet-stream', bytes(0x1a, 0x45, 0xdf, 0xa3, ...text('....matroska')), true],
    ['a.webm', 'video/webm', bytes(0x1a, 0x45, 0xdf, 0xa3, ...text('....webm')), true],
    ['a.heic', 'image/heic', text('\0\0\0\x18ftypheic'), true],
    ['a.mp3', 'audio/mpeg', bytes(0xff, 0xfb, 0x90, 0x00), true],
    ['README', 'text/plain', text('hello'), true],
    ['README', 'image/png', text('hello'), false],
  ])('of %s as %s', async (name, type, content, isAccepted) => {
    expect(await passes(name, type, content)).toBe(isAccepted);
  });
});
