/** Words of the frame around every page. */
export const shell = {
  skip: 'Skip to the content',
  navigation: 'Main',
  destinations: { files: 'My files', review: 'Review', insight: 'Insight', administration: 'Administration' },
  account: 'Your account',
  accountPage: 'Account and password',
  theme: { label: 'Colours', system: 'As the device', light: 'Light', dark: 'Dark' },
  signOut: 'Sign out',
  signOutFailed: 'Signing out did not work. Try again.',
  offline:
    'You are offline. What you see may be old; uploads go on by themselves as soon as the connection is back.',
  signedOut: 'You were signed out. Sign in again to go on; unfinished uploads continue from where they were.',
  signIn: 'Sign in',
  notifications: 'Notifications',
  dismiss: 'Dismiss',
  commands: 'Search and commands',
};
