/** Whether a key press belongs to what has the focus, or to an open dialog or menu, and not to the page. */
export function isTyping({ target, ctrlKey, metaKey, altKey, isComposing }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey || isComposing) return true;
  if (document.querySelector('dialog[open], [role="menu"]') !== null) return true;
  return (
    target instanceof Element &&
    target.closest(
      'input:not([type=checkbox], [type=radio], [type=file]), textarea, select, [contenteditable]',
    ) !== null
  );
}
