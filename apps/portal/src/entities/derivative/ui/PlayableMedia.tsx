'use client';

import { type RefObject, useRef, type VideoHTMLAttributes } from 'react';
import { previewTexts as texts } from '@/shared/texts';
import type { Derivative } from '../model/Derivative';
import { usePicture } from '../model/usePicture';
import { useSignedMedia } from '../model/useSignedMedia';
import { DerivedPicture } from './DerivedPicture';

type PlayableMediaProps = {
  file: { id: string; version: number; name: string };
  kind: 'video' | 'audio';
  media: Derivative | null;
  picture: Derivative | null;
  /** It stays in its place in the page, below what is written across it: no full screen, no window of its own. */
  isConfined?: boolean;
};

/** As much as a worker makes of a recording, in minutes. */
const maxMinutes = { video: 10, audio: 60 };
const secondsPerMinute = 60;

function Poster({ file, kind, picture }: Pick<PlayableMediaProps, 'file' | 'kind' | 'picture'>) {
  return picture === null ? null : (
    <DerivedPicture file={file} picture={picture} alt={kind === 'video' ? texts.pictureOf(file.name) : ''} />
  );
}

function Player({
  file,
  kind,
  media,
  picture,
  isConfined = false,
}: PlayableMediaProps & { media: Derivative }) {
  const element = useRef<HTMLMediaElement>(null);
  const { isPending, isFailed, onError, onPlaying } = useSignedMedia(element, file, media);
  const label = kind === 'video' ? texts.video(file.name) : texts.audio(file.name);
  const player = { controls: true, preload: 'metadata', 'aria-label': label, onError, onPlaying } as const;
  const isShortened = (media.durationSeconds ?? 0) >= maxMinutes[kind] * secondsPerMinute - 1;
  return (
    <div className="grid gap-3">
      {kind === 'video' ? (
        <VideoPlayer {...{ file, media, picture, player, element, isConfined }} />
      ) : (
        <>
          <Poster file={file} kind={kind} picture={picture} />
          <audio ref={element as RefObject<HTMLAudioElement | null>} {...player} className="w-full" />
        </>
      )}
      {(isPending || isFailed) && (
        <p role="status" className="text-center text-sm text-muted">
          {isFailed ? texts.failed : texts.making}
        </p>
      )}
      {isShortened && <p className="text-center text-sm text-muted">{texts.shortened(maxMinutes[kind])}</p>}
    </div>
  );
}

type VideoPlayerProps = Pick<PlayableMediaProps, 'file' | 'picture'> & {
  isConfined: boolean;
  media: Derivative;
  element: RefObject<HTMLMediaElement | null>;
  player: VideoHTMLAttributes<HTMLVideoElement>;
};

function VideoPlayer({ file, picture, media, element, player, isConfined }: VideoPlayerProps) {
  const { url } = usePicture(file, picture);
  return (
    <video
      ref={element as RefObject<HTMLVideoElement | null>}
      {...player}
      {...(url !== null && { poster: url })}
      width={media.width ?? picture?.width ?? undefined}
      height={media.height ?? picture?.height ?? undefined}
      playsInline
      {...(isConfined && { controlsList: 'nofullscreen nodownload', disablePictureInPicture: true })}
      className="mx-auto h-auto max-h-[75vh] w-auto max-w-full rounded-lg bg-black"
    />
  );
}

/** What plays of a recording; until it is made, the picture that stands for it. */
export function PlayableMedia(props: PlayableMediaProps) {
  const { file, kind, media, picture } = props;
  if (media === null)
    return (
      <div className="grid gap-3">
        <Poster file={file} kind={kind} picture={picture} />
        <p className="text-center text-sm text-muted">{texts.nothingPlays}</p>
      </div>
    );
  return <Player {...props} media={media} />;
}
