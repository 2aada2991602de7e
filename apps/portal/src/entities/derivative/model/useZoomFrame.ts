'use client';

import { type PointerEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { previewTexts } from '@/shared/texts';
import { announce } from '@/shared/ui';
import type { ZoomKey, ZoomKeys } from './createZoomKeys';
import { fitting, type Zoom, type ZoomAction, zoomTo } from './zoom';
import { keepAnchor, takeAnchor, turnAnchor, type ZoomAnchor, zoomedAttribute } from './zoomAnchor';

const texts = previewTexts.zoom;
type Point = { x: number; y: number };

/** How much a turn of the wheel changes, and no device more than so much at once. */
const wheel = { rate: 0.01, most: 40, lineHeight: 16 } as const;

function spread(touches: TouchList): { distance: number; middle: Point } | null {
  const [one, other] = [touches[0], touches[1]];
  if (one === undefined || other === undefined) return null;
  return {
    distance: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY),
    middle: { x: (one.clientX + other.clientX) / 2, y: (one.clientY + other.clientY) / 2 },
  };
}

/** One dot of the picture for one of the screen, as a part of what fits. */
function actualScale(frame: HTMLElement, { scale }: Zoom): number {
  const shown = frame.querySelector(`[${zoomedAttribute}]`);
  const width = Number(shown?.getAttribute(zoomedAttribute));
  return shown === null || !(width > 0) ? Number.NaN : (width * scale) / shown.getBoundingClientRect().width;
}

/**
 * A frame whose content is made larger, smaller and turned by keys, buttons, the wheel with Ctrl, two fingers, and moved by dragging. The
 * frame scrolls by itself, so arrow keys, fingers and scroll bars do what they do everywhere. Nothing of it is animated.
 */
export function useZoomFrame(frame: RefObject<HTMLElement | null>, keys: ZoomKeys) {
  const [zoom, setZoom] = useState<Zoom>(fitting);
  const latest = useRef(zoom);
  const anchor = useRef<ZoomAnchor | null>(null);
  const dragged = useRef<Point | null>(null);

  const change = useRef((action: ZoomAction, point: Point | null) => {
    if (frame.current === null) return;
    const next = zoomTo(latest.current, action);
    const taken = takeAnchor(frame.current, point);
    anchor.current = taken === null || action.type !== 'turn' ? taken : turnAnchor(taken);
    latest.current = next;
    setZoom(next);
  });

  const press = useRef((key: ZoomKey) => {
    if (frame.current === null) return;
    const action: ZoomAction =
      key === 'actual' ? { type: 'to', scale: actualScale(frame.current, latest.current) } : { type: key };
    change.current(action, null);
    const { scale, quarterTurns } = latest.current;
    announce(key === 'turn' ? texts.turned(quarterTurns * 90) : texts.zoomed(scale));
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: after the content has its new size
  useLayoutEffect(() => {
    if (frame.current !== null && anchor.current !== null) keepAnchor(frame.current, anchor.current);
    anchor.current = null;
  }, [frame, zoom]);

  useEffect(() => keys.listen(press.current), [keys]);

  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    let pinch: { distance: number; scale: number } | null = null;
    const onWheel = (event: WheelEvent) => {
      // Without Ctrl it scrolls; touch pads that are pinched say that Ctrl is held.
      if (!event.ctrlKey) return;
      event.preventDefault();
      const delta = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? wheel.lineHeight : 1);
      const bounded = Math.max(-wheel.most, Math.min(wheel.most, delta));
      const scale = latest.current.scale * Math.exp(-bounded * wheel.rate);
      change.current({ type: 'to', scale }, { x: event.clientX, y: event.clientY });
    };
    const onTouchStart = ({ touches }: TouchEvent) => {
      const fingers = touches.length === 2 ? spread(touches) : null;
      pinch = fingers && { distance: fingers.distance, scale: latest.current.scale };
    };
    const onTouchMove = (event: TouchEvent) => {
      const fingers = event.touches.length === 2 ? spread(event.touches) : null;
      if (fingers === null || pinch === null || pinch.distance === 0) return;
      event.preventDefault();
      const scale = (pinch.scale * fingers.distance) / pinch.distance;
      change.current({ type: 'to', scale }, fingers.middle);
    };
    // They may have to keep the page from being zoomed, which listeners of React cannot.
    element.addEventListener('wheel', onWheel, { passive: false });
    element.addEventListener('touchstart', onTouchStart, { passive: true });
    element.addEventListener('touchmove', onTouchMove, { passive: false });
    return () => {
      element.removeEventListener('wheel', onWheel);
      element.removeEventListener('touchstart', onTouchStart);
      element.removeEventListener('touchmove', onTouchMove);
    };
  }, [frame]);

  const pointer = {
    onPointerDown(event: PointerEvent<HTMLElement>): void {
      const { currentTarget: element } = event;
      const isLarger =
        element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight;
      const isOnContent = event.target !== element;
      // Fingers scroll by themselves, and the frame's own scroll bars are dragged by the browser.
      if (event.pointerType !== 'mouse' || event.button !== 0 || !isLarger || !isOnContent) return;
      event.preventDefault();
      element.focus({ preventScroll: true });
      element.setPointerCapture(event.pointerId);
      dragged.current = { x: event.clientX, y: event.clientY };
    },
    onPointerMove(event: PointerEvent<HTMLElement>): void {
      if (dragged.current === null) return;
      const { x, y } = dragged.current;
      event.currentTarget.scrollBy(x - event.clientX, y - event.clientY);
      dragged.current = { x: event.clientX, y: event.clientY };
    },
    onLostPointerCapture(): void {
      dragged.current = null;
    },
  };

  return { zoom, press: press.current, pointer };
}
