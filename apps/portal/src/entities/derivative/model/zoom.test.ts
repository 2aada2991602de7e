import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitting, scales, shapeOf, type Zoom, type ZoomAction, zoomTo } from './zoom';

it('goes in and out by the same steps, and comes back to what fits', () => {
  const out = zoomTo(zoomTo(fitting, { type: 'out' }), { type: 'in' });
  expect(out).toEqual(fitting);
  let zoom = fitting;
  for (let press = 0; press < 9; press++) zoom = zoomTo(zoom, { type: 'in' });
  expect(zoom.scale).toBeGreaterThan(7);
  for (let press = 0; press < 9; press++) zoom = zoomTo(zoom, { type: 'out' });
  expect(zoom).toEqual(fitting);
});

it('turns on its own, and fitting turns nothing back', () => {
  const turned = zoomTo(zoomTo(fitting, { type: 'to', scale: 3 }), { type: 'turn' });
  expect(turned).toEqual({ scale: 3, quarterTurns: 1 });
  expect(zoomTo(turned, { type: 'fit' })).toEqual({ scale: 1, quarterTurns: 1 });
});

const action = fc.oneof(
  fc.constantFrom<ZoomAction>({ type: 'in' }, { type: 'out' }, { type: 'fit' }, { type: 'turn' }),
  fc.record({ type: fc.constant('to' as const), scale: fc.double() }),
);

it('stays within its bounds, whatever is pressed', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const { scale, quarterTurns } = actions.reduce(zoomTo, fitting);
      expect(scale).toBeGreaterThanOrEqual(scales.min);
      expect(scale).toBeLessThanOrEqual(scales.max);
      expect([0, 1, 2, 3]).toContain(quarterTurns);
    }),
  );
});

it('is as wide as high after a quarter of a turn', () => {
  const shape = { width: 3, height: 2 };
  expect(
    [0, 1, 2, 3].map((quarterTurns) => shapeOf(shape, { scale: 1, quarterTurns } as Zoom).width),
  ).toEqual([3, 2, 3, 2]);
});
