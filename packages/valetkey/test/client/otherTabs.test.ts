import { describe, expect, it } from 'vitest';
import { createUploader, type UploadElsewhere } from '../../src/client/index.ts';
import { createUploadSandbox } from '../../src/testing/createUploadSandbox.ts';
import { largeFile } from './testFiles.ts';

const MiB = 1024 * 1024;

/** Each with its own time: the tabs of a browser. */
async function tab(bytesPerSecond = MiB) {
  const outside = createUploadSandbox({ bytesPerSecond });
  const uploader = createUploader({ ports: outside.ports });
  await uploader.prepare();
  return { outside, uploader };
}

/** What was heard last; messages between tabs take real time, of which scripted time knows nothing. */
function watch({ outside, uploader }: Awaited<ReturnType<typeof tab>>) {
  const heard: UploadElsewhere[][] = [];
  const stop = uploader.watchOtherTabs((uploads) => heard.push([...uploads.values()]));
  const until = async (expected: unknown) =>
    expect
      .poll(async () => {
        await outside.advance(1_000);
        return heard.at(-1);
      })
      .toEqual(expected);
  return { stop, until, heard };
}

describe('two tabs', () => {
  it('one uploads, the other shows how far it is and that it is done', async () => {
    const [sending, watching] = [await tab(), await tab()];
    const { until, stop } = watch(watching);
    sending.uploader.add([largeFile('film.mp4', 40 * MiB)]);
    await expect.poll(() => sending.outside.calls.length).toBe(1);
    await sending.outside.advance(5_000);
    const sizeBytes = 40 * MiB;
    const sentBytes = sending.uploader.getSnapshot().uploads[0]!.sentBytes;
    expect(sentBytes).toBeGreaterThan(0);
    await until([{ uploadId: 'id1', state: 'uploading', sizeBytes, sentBytes }]);
    sending.uploader.pause();
    await until([{ uploadId: 'id1', state: 'paused', sizeBytes, sentBytes: expect.any(Number) }]);
    sending.uploader.resume();
    await sending.outside.drain();
    await until([{ uploadId: 'id1', state: 'done', sizeBytes, sentBytes: sizeBytes }]);
    stop();
    sending.uploader.close();
  });

  it('one that is closed is forgotten, and nobody hears of names, keys or URLs', async () => {
    const [sending, watching] = [await tab(), await tab()];
    const { until, heard, stop } = watch(watching);
    sending.uploader.add([largeFile('secret film.mp4', 40 * MiB)]);
    await expect.poll(() => sending.outside.calls.length).toBe(1);
    await sending.outside.advance(1_000);
    await until([expect.objectContaining({ uploadId: 'id1' })]);
    expect(JSON.stringify(heard)).not.toMatch(/secret|http|key/);
    sending.uploader.close();
    await until([]);
    stop();
    const count = heard.length;
    await watching.outside.advance(10_000);
    expect(heard).toHaveLength(count);
  });
});
