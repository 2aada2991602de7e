/** How a picture is looked at. `scale` is 1 where it fits its frame. */
export type Zoom = { scale: number; quarterTurns: 0 | 1 | 2 | 3 };

export type ZoomAction =
  | { type: 'in' | 'out' | 'fit' | 'turn' }
  /** To so many times what fits. */
  | { type: 'to'; scale: number };

export const fitting: Zoom = { scale: 1, quarterTurns: 0 };
/** Smaller than what fits shows nothing more; larger than this shows only dots. */
export const scales = { min: 0.5, max: 8 } as const;
const step = 1.25;
/** What is so near to fitting is meant to fit. */
const snap = 0.02;

function bound(scale: number): number {
  const bounded = Math.min(scales.max, Math.max(scales.min, scale));
  return Math.abs(bounded - 1) < snap ? 1 : bounded;
}

/** What is looked at how after one key, button or movement of fingers. */
export function zoomTo(zoom: Zoom, action: ZoomAction): Zoom {
  switch (action.type) {
    case 'in':
      return { ...zoom, scale: bound(zoom.scale * step) };
    case 'out':
      return { ...zoom, scale: bound(zoom.scale / step) };
    case 'to':
      return Number.isFinite(action.scale) ? { ...zoom, scale: bound(action.scale) } : zoom;
    case 'fit':
      return { ...zoom, scale: 1 };
    case 'turn':
      return { ...zoom, quarterTurns: ((zoom.quarterTurns + 1) % 4) as Zoom['quarterTurns'] };
  }
}

/** How wide and high something is to be seen after it was turned. */
export function shapeOf(
  { width, height }: { width: number; height: number },
  { quarterTurns }: Zoom,
): { width: number; height: number } {
  return quarterTurns % 2 === 0 ? { width, height } : { width: height, height: width };
}
