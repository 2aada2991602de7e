import type { ReactNode } from 'react';

type PickAgainProps = {
  id: string;
  isMany?: boolean;
  onFiles: (files: File[]) => void;
  children: ReactNode;
};

/** Looks like a quiet button and opens the picker of files. */
export function PickAgain({ id, isMany = false, onFiles, children }: PickAgainProps) {
  return (
    <span className="relative">
      <input
        id={id}
        type="file"
        multiple={isMany}
        className="peer sr-only"
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          // The same file can be chosen once more.
          currentTarget.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
      <label
        htmlFor={id}
        className="inline-flex min-h-10 items-center rounded-lg px-3 text-sm font-medium text-accent hover:bg-sunken peer-focus-visible:outline-2 peer-focus-visible:outline-accent"
      >
        {children}
      </label>
    </span>
  );
}
