/** Something that happened, said once; `action` is offered with it for a while. */
export type Announcement = {
  id: number;
  text: string;
  /** Shown to the eye as well. */
  isVisible: boolean;
  action: { label: string; run: () => void } | null;
};

type State = readonly Announcement[];

/** The page's one list of what is being said; only the browser ever adds to it. */
export function createAnnouncements() {
  let state: State = [];
  let count = 0;
  const listeners = new Set<() => void>();
  const change = (next: State) => {
    state = next;
    for (const listener of listeners) listener();
  };

  return {
    getSnapshot: (): State => state,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add(text: string, { isVisible = false, action = null }: Partial<Omit<Announcement, 'id' | 'text'>> = {}) {
      count += 1;
      const spoken = { id: count, text, isVisible, action };
      // What is only said gives way to the next; what is shown stays until it is old, three at a time.
      change([...state.filter((one) => one.isVisible).slice(-2), spoken]);
    },
    dismiss: (id: number) => change(state.filter((one) => one.id !== id)),
  };
}

const announcements = createAnnouncements();

/** Says something to a screen reader, when it next has time. */
export function announce(text: string): void {
  if (text !== '') announcements.add(text);
}

/** Says and shows something for a few seconds, with at most one thing to do about it, which has another way as well. */
export function showToast(text: string, action: Announcement['action'] = null): void {
  announcements.add(text, { isVisible: true, action });
}

export { announcements };
