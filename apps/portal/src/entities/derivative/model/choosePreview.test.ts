import { expect, it } from 'vitest';
import { choosePreview } from './choosePreview';
import type { Derivative } from './Derivative';

const one = (
  name: string,
  state: Derivative['state'] = 'available',
  reason: string | null = null,
): Derivative => ({
  name,
  state,
  reason,
  contentType: 'image/webp',
  size: null,
  width: null,
  height: null,
  durationSeconds: null,
});

it('shows the large picture, also while it is made, and not the small ones', () => {
  for (const state of ['available', 'pending'] as const)
    expect(choosePreview([one('thumb'), one('web', state)])).toMatchObject({
      kind: 'picture',
      picture: { name: 'web', state },
    });
  expect(choosePreview([one('thumb')])).toEqual({ kind: 'none', reason: null });
});

it('shows pages in the order of their numbers', () => {
  const pages = ['page-10', 'page-2', 'page-1'].map((name) => one(name));
  expect(choosePreview([one('thumb'), ...pages])).toEqual({ kind: 'pages', pages: pages.toReversed() });
});

it('plays what plays, over the picture that stands for it', () => {
  const preview = (contentType: string, state: Derivative['state'] = 'available') => ({
    ...one('preview', state),
    contentType,
  });
  const film = choosePreview([one('poster'), preview('video/mp4'), one('thumb')]);
  expect(film).toMatchObject({ kind: 'video', media: { name: 'preview' }, picture: { name: 'poster' } });
  expect(choosePreview([one('poster'), preview('video/mp4', 'failed')])).toMatchObject({
    kind: 'video',
    media: null,
  });
  expect(choosePreview([one('waveform'), preview('audio/mp4')])).toMatchObject({
    kind: 'audio',
    media: { name: 'preview' },
    picture: { name: 'waveform' },
  });
  expect(choosePreview([one('poster', 'failed'), preview('video/mp4')])).toMatchObject({
    kind: 'video',
    picture: null,
  });
});

it('says why there is nothing', () => {
  expect(choosePreview([])).toEqual({ kind: 'none', reason: null });
  expect(choosePreview([one('web', 'failed', 'unreadable'), one('thumb', 'failed', 'unreadable')])).toEqual({
    kind: 'none',
    reason: 'unreadable',
  });
});
