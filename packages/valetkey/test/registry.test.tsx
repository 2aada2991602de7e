import { readFile } from 'node:fs/promises';
import { renderToStaticMarkup } from 'react-dom/server';
import { ValetKeyProvider } from 'valetkey/react';
import { describe, expect, it } from 'vitest';
import { UploadArea } from '../registry/upload-area.tsx';
import { UploadList } from '../registry/upload-list.tsx';
import { createUploader } from '../src/client/index.ts';

const built = async (name: string) =>
  JSON.parse(await readFile(new URL(`../dist/registry/${name}.json`, import.meta.url), 'utf8'));

describe('the components to copy', () => {
  it('are in the registry as they are here', async () => {
    const { items } = await built('registry');
    for (const { name, files } of items) {
      const item = await built(name);
      expect(item).toMatchObject({ name, type: 'registry:component', dependencies: ['valetkey'] });
      for (const [index, { path }] of files.entries())
        expect(item.files[index].content).toBe(
          await readFile(new URL(`../${path}`, import.meta.url), 'utf8'),
        );
    }
    expect(items).toHaveLength(2);
  });

  it('have a button for the keyboard, a place that speaks, and each upload with what may be done', async () => {
    const uploader = createUploader({
      ports: { online: { isOnline: () => false, subscribe: () => () => {} }, scheduleFrame: queueMicrotask },
    });
    uploader.add([new File(['x'], '<b>.txt'), new File([], 'empty.txt')]);
    await Promise.resolve();
    const markup = renderToStaticMarkup(
      <ValetKeyProvider uploader={uploader}>
        <UploadArea />
        <UploadList />
      </ValetKeyProvider>,
    );
    expect(markup).toMatch(/<button type="button"[^>]*>Choose files<\/button>/);
    expect(markup).toMatch(/role="status"[^>]*>Uploading 2 files\./);
    expect(markup).toContain('&lt;b&gt;.txt');
    expect(markup).toContain('The file is empty.');
    expect(markup).toMatch(/>Pause<span class="sr-only"> &lt;b&gt;.txt/);
    expect(markup).toMatch(/>Try again<span class="sr-only"> empty.txt/);
  });
});
