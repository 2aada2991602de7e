/** Words of the command palette and of the list of keyboard shortcuts; both are loaded when they are asked for. */
export const commands = {
  title: 'Commands',
  placeholder: 'What do you want to do?',
  empty: 'Nothing fits. Try another word.',
  pages: 'Go to',
  page: 'On this page',
  general: 'General',
  shortcuts: 'Keyboard shortcuts',
  everywhere: 'Everywhere',
  openCommands: 'Search and commands',
  showShortcuts: 'This list of shortcuts',
  singleKeys: 'Single keys act at once',
  singleKeysHint: 'Turn this off when keys are pressed by mistake, or when you dictate. Ctrl K stays.',
  closeAnything: 'Close what is open',
};
