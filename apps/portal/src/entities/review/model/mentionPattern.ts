/** Where the text of a comment means somebody: their id, for which their name is shown. Use with `matchAll`, which leaves it as it is. */
export const mentionPattern = /<@([\w-]{1,64})>/g;
