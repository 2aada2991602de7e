import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { commands, usage } from './commands.ts';
import { exitCodes } from './exitCodes.ts';

const page = await readFile(new URL('../../../../docs/cli.md', import.meta.url), 'utf8');

describe('docs/cli.md', () => {
  it('has a section for every command, and for nothing else', () => {
    const sections = [...page.matchAll(/^## valetkey (\w+)$/gm)].map(([, name]) => name);
    expect(sections).toEqual(Object.keys(commands));
    expect(page).toContain(usage());
  });

  it.each(Object.keys(commands))(
    'shows what valetkey %s says of its options, word for word',
    async (name) => {
      const { help } = await commands[name]!.load();
      expect(page).toContain(`\`\`\`text\n${help}\n\`\`\``);
    },
  );

  it('lists the exit codes', () => {
    const listed = [...page.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
    expect(listed).toEqual(Object.values(exitCodes));
  });
});
