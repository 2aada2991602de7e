import { extensionOf } from '../model/keepExtension';

/** A name as its owner wrote it, in its own writing direction; the ending stays last, so that nothing can pose as another type. */
export function FileName({ name }: { name: string }) {
  const extension = extensionOf(name);
  return (
    <span dir="ltr">
      <bdi>{name.slice(0, name.length - extension.length)}</bdi>
      {extension}
    </span>
  );
}
