/** A point of a picture, in parts of its width and height, and where in the window it is seen. */
export type ZoomAnchor = { element: Element; across: number; down: number; x: number; y: number };

/** What of the frame's content is resized; marked by who draws it. */
export const zoomedAttribute = 'data-zoomed';

/** What is under a point of the window; without one, what is in the middle of the frame. */
export function takeAnchor(frame: HTMLElement, point: { x: number; y: number } | null): ZoomAnchor | null {
  const seen = frame.getBoundingClientRect();
  const { x, y } = point ?? { x: seen.left + seen.width / 2, y: seen.top + seen.height / 2 };
  const elements = [...frame.querySelectorAll(`[${zoomedAttribute}]`)];
  // Between two pages it is the one below.
  const element = elements.find((one) => one.getBoundingClientRect().bottom >= y) ?? elements.at(-1);
  if (element === undefined) return null;
  const { left, top, width, height } = element.getBoundingClientRect();
  if (width === 0 || height === 0) return null;
  return { element, across: (x - left) / width, down: (y - top) / height, x, y };
}

/** The same point of the picture after it was turned by a quarter to the right. */
export function turnAnchor(anchor: ZoomAnchor): ZoomAnchor {
  return { ...anchor, across: 1 - anchor.down, down: anchor.across };
}

/** Scrolls so that the point is seen where it was. */
export function keepAnchor(frame: HTMLElement, { element, across, down, x, y }: ZoomAnchor): void {
  const { left, top, width, height } = element.getBoundingClientRect();
  frame.scrollLeft += left + across * width - x;
  frame.scrollTop += top + down * height - y;
}
