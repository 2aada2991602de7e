import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { contextWith, launchBrowser, openPage } from '../browser.ts';
import { makePng, sha256 } from '../makeFile.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

/** The three functions of the data-access layer, as the article has them: it knows two routes and a PUT. */
const articleClient = `
  async function getPresignedUrl(contentType) {
    const response = await fetch('/api/upload', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ contentType }),
    });
    if (!response.ok) throw new Error('Failed to get presigned URL');
    return response.json();
  }
  async function uploadToS3(signedUrl, file) {
    const response = await fetch(signedUrl, {
      method: 'PUT',
      body: file,
      headers: { 'Content-Type': file.type },
    });
    if (!response.ok) throw new Error('Failed to upload file');
  }
  async function getDownloadUrl(key) {
    const response = await fetch('/api/download?key=' + key);
    if (!response.ok) throw new Error('Failed to get download URL: ' + response.status);
    return response.json();
  }
  async function uploadFile(file) {
    const { signedUrl, key } = await getPresignedUrl(file.type);
    await uploadToS3(signedUrl, file);
    return key;
  }
  async function downloadFile(key) {
    const { signedUrl } = await getDownloadUrl(key);
    const link = document.createElement('a');
    link.href = signedUrl;
    link.download = '';
    document.body.appendChild(link);
    link.click();
    link.remove();
  }
  Object.assign(window, { uploadFile, downloadFile });
`;

type ArticleClient = { uploadFile(file: File): Promise<string>; downloadFile(key: string): Promise<void> };

describe("the article's browser code, unchanged, in a real browser", () => {
  it('uploads straight to the store and downloads the same bytes without leaving the page', async () => {
    const { url } = inject('system');
    const context = await contextWith(browser, url, inject('sessions').alice);
    const { page, problems, requests } = await openPage(context);
    await page.goto('/');
    const bytes = makePng(200);
    const before = page.url();
    await page.evaluate(`(() => {${articleClient}})()`);
    const key = await page.evaluate(async (base64) => {
      const array = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const { uploadFile } = window as unknown as ArticleClient;
      return uploadFile(new File([array], 'photo.png', { type: 'image/png' }));
    }, bytes.toString('base64'));
    const downloading = page.waitForEvent('download');
    await page.evaluate((one) => (window as unknown as ArticleClient).downloadFile(one), key);
    const download = await downloading;
    expect(sha256(await readFile(await download.path()))).toBe(sha256(bytes));
    expect(download.suggestedFilename()).toMatch(/\.png$/);
    expect(page.url()).toBe(before);
    const put = requests.find(({ method, url: one }) => method === 'PUT' && !one.startsWith(url));
    expect(put?.status).toBe(200);
    expect(problems).toEqual([]);
    await context.close();
  });
});
