import { Button } from './Button';

type ListPagerProps = {
  /** How much is shown. */
  said: string;
  moreLabel: string;
  hasMore: boolean;
  isBusy: boolean;
  onMore: () => void;
};

/** The foot of a list that is read page by page: how much is there, and more of it. */
export function ListPager({ said, moreLabel, hasMore, isBusy, onMore }: ListPagerProps) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p role="status" className="text-sm text-muted">
        {said}
      </p>
      {hasMore && (
        <Button onClick={onMore} isBusy={isBusy}>
          {moreLabel}
        </Button>
      )}
    </div>
  );
}
