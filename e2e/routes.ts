/**
 * The HTTP surface, one row for each route and method, with what every kind of caller gets. `system/10-inventory.test.ts`
 * fails when a route file of the portal exports a method that has no row, or a row has no route; `system/30-roles.test.ts`
 * plays each row as each role. The resources named in paths and bodies belong to Alice.
 */
export type Role = 'anonymous' | 'alice' | 'bob' | 'rita' | 'lea' | 'ada';

/** Alice's things that a row may name. */
export type Fixture = {
  fileId: string;
  uploadId: string;
  deletedFileId: string;
  /** An account of nobody else, its session, and an open invitation. */
  userId: string;
  sessionId: string;
  invitationId: string;
  /** A webhook that nothing is sent to. */
  webhookId: string;
};

/** Names of nothing, for where only the form of a path matters. */
export const placeholders: Fixture = {
  fileId: 'F',
  uploadId: 'U',
  deletedFileId: 'D',
  userId: 'P',
  sessionId: 'S',
  invitationId: 'I',
  webhookId: 'W',
};

export type Row = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The route as Next names it: `/api/files/[id]`. */
  route: string;
  /** What to ask for, when it is not the route itself. */
  path?: (fixture: Fixture) => string;
  body?: (fixture: Fixture) => unknown;
  /** Status each role gets. Foreign, unknown and forbidden look the same: 404. */
  expected: Record<Role, number>;
  /** The row changes its fixture: play it with a fixture of its own, and Alice last. */
  isDestructive?: true;
};

const everyone = (status: number): Record<Role, number> => ({
  anonymous: status,
  alice: status,
  bob: status,
  rita: status,
  lea: status,
  ada: status,
});
const signedIn = (status: number): Record<Role, number> => ({ ...everyone(status), anonymous: 401 });
/** Only the owner; to everybody else, reviewers and administrators included, it does not exist here. */
const ownerOnly = (status: number): Record<Role, number> => ({ ...signedIn(404), alice: status });

/** The team: whoever may review, for whom ordinary users' routes do not exist. */
const team = (rita: number, others = rita): Record<Role, number> => ({
  ...signedIn(404),
  rita,
  lea: others,
  ada: others,
});
/** Who leads the team, and administrators. */
const leads = (lea: number, ada = lea): Record<Role, number> => ({ ...signedIn(404), lea, ada });
const administrator = (status: number): Record<Role, number> => ({ ...signedIn(404), ada: status });

const reviewed = ({ fileId }: Fixture) => `/api/review/files/${fileId}`;

const webhook = ({ webhookId }: Fixture) => `/api/admin/webhooks/${webhookId}`;

const png = { name: 'role.png', contentType: 'image/png', size: 68 };

export const rows: Row[] = [
  { method: 'GET', route: '/api/health', expected: everyone(200) },

  // better-auth's own routes: who is signed in does not change what they answer to a wrong password
  {
    method: 'POST',
    route: '/api/auth/sign-in/email',
    body: () => ({ email: 'nobody@example.com', password: 'not the password' }),
    expected: everyone(401),
  },
  {
    method: 'POST',
    route: '/api/auth/sign-up/email',
    body: () => ({ email: 'not an address', password: 'short', name: '' }),
    expected: everyone(400),
  },
  { method: 'GET', route: '/api/auth/get-session', expected: everyone(200) },
  ...(['PUT', 'PATCH', 'DELETE'] as const).map(
    (method): Row => ({
      method,
      route: '/api/auth/[...all]',
      path: () => '/api/auth/get-session',
      expected: everyone(405),
    }),
  ),
  // signing out ends a session: played in 20-contract with sessions of its own

  {
    method: 'POST',
    route: '/api/upload',
    body: () => ({ contentType: 'image/png' }),
    expected: signedIn(200),
  },
  { method: 'POST', route: '/api/upload', body: () => ({ files: [png] }), expected: signedIn(200) },
  {
    method: 'GET',
    route: '/api/upload',
    path: () => '/api/upload?state=reserved',
    expected: signedIn(200),
  },
  {
    method: 'POST',
    route: '/api/upload/sign',
    body: ({ uploadId }) => ({ uploadIds: [uploadId] }),
    expected: ownerOnly(200),
  },
  {
    method: 'POST',
    route: '/api/upload/parts',
    body: ({ uploadId }) => ({ uploadId, partNumbers: [1] }),
    // Alice's is a single-request upload: it has no parts
    expected: { ...signedIn(404), alice: 409 },
  },
  {
    method: 'GET',
    route: '/api/upload/[uploadId]',
    path: ({ uploadId }) => `/api/upload/${uploadId}`,
    expected: ownerOnly(200),
  },
  {
    method: 'POST',
    route: '/api/upload/complete',
    body: ({ uploadId }) => ({ uploads: [{ uploadId }] }),
    // a list answers 200 as a whole; each receipt says what a call for it alone would answer (see 30-roles)
    expected: signedIn(200),
  },
  {
    method: 'DELETE',
    route: '/api/upload/[uploadId]',
    path: ({ uploadId }) => `/api/upload/${uploadId}`,
    expected: ownerOnly(204),
    isDestructive: true,
  },
  // who is told what: system/44-live
  { method: 'GET', route: '/api/events', expected: signedIn(200) },
  { method: 'GET', route: '/api/files', expected: signedIn(200) },
  {
    method: 'GET',
    route: '/api/files/[id]',
    path: ({ fileId }) => `/api/files/${fileId}`,
    expected: ownerOnly(200),
  },
  {
    method: 'PATCH',
    route: '/api/files/[id]',
    path: ({ fileId }) => `/api/files/${fileId}`,
    body: () => ({ name: 'renamed.png' }),
    expected: ownerOnly(200),
  },
  {
    method: 'DELETE',
    route: '/api/files/[id]',
    path: ({ fileId }) => `/api/files/${fileId}`,
    expected: ownerOnly(204),
    isDestructive: true,
  },
  {
    method: 'DELETE',
    route: '/api/files/[id]',
    path: ({ deletedFileId }) => `/api/files/${deletedFileId}?permanently=1`,
    expected: ownerOnly(204),
    isDestructive: true,
  },
  {
    method: 'POST',
    route: '/api/files/[id]/restore',
    path: ({ deletedFileId }) => `/api/files/${deletedFileId}/restore`,
    expected: ownerOnly(200),
    isDestructive: true,
  },
  {
    method: 'GET',
    route: '/api/files/[id]/history',
    path: ({ fileId }) => `/api/files/${fileId}/history`,
    expected: ownerOnly(200),
  },
  {
    method: 'GET',
    route: '/api/files/[id]/extraction',
    path: ({ fileId }) => `/api/files/${fileId}/extraction`,
    expected: ownerOnly(200),
  },
  {
    method: 'GET',
    route: '/api/files/[id]/results',
    path: ({ fileId }) => `/api/files/${fileId}/results`,
    expected: ownerOnly(200),
  },
  {
    method: 'POST',
    route: '/api/files/bulk',
    body: ({ fileId }) => ({ action: 'restore', ids: [fileId] }),
    // a list answers 200 as a whole; each result says what a call for it alone would answer (see 22-catalogue)
    expected: signedIn(200),
  },
  { method: 'GET', route: '/api/usage', expected: signedIn(200) },
  { method: 'GET', route: '/api/profiles', expected: signedIn(200) },
  { method: 'GET', route: '/api/admin/profiles', expected: { ...signedIn(404), ada: 200 } },
  {
    method: 'POST',
    route: '/api/admin/profiles',
    body: () => ({ name: 'Not a name' }),
    expected: { ...signedIn(404), ada: 400 },
  },
  {
    method: 'PUT',
    route: '/api/admin/profiles/[name]',
    path: () => '/api/admin/profiles/default',
    body: () => ({ revision: 0 }),
    expected: { ...signedIn(404), ada: 400 },
  },
  {
    method: 'DELETE',
    route: '/api/admin/profiles/[name]',
    path: () => '/api/admin/profiles/default',
    expected: { ...signedIn(404), ada: 409 },
  },
  {
    method: 'GET',
    route: '/api/download',
    path: ({ fileId }) => `/api/download?key=${fileId}`,
    expected: ownerOnly(200),
  },
  {
    method: 'POST',
    route: '/api/thumbnails',
    body: ({ fileId }) => ({ keys: [fileId] }),
    // a list answers 200 as a whole; what is not the caller's is in it as if it were not there (see 47-previews)
    expected: signedIn(200),
  },

  // what one is told; to everybody something of their own: system/44-notifications
  { method: 'GET', route: '/api/notifications', expected: signedIn(200) },
  { method: 'GET', route: '/api/notifications/count', expected: signedIn(200) },
  {
    method: 'POST',
    route: '/api/notifications/read',
    body: () => ({ ids: ['a'.repeat(26)] }),
    expected: signedIn(200),
  },

  // the review board: Rita's call comes before Lea's, and Lea's before Ada's
  // requests that are answered and taken back: system/43-requests
  { method: 'GET', route: '/api/requests', expected: signedIn(200) },
  { method: 'GET', route: '/api/review/requests', expected: team(200) },
  {
    method: 'POST',
    route: '/api/review/requests',
    // of nobody, so that no place appears on the pages of other tests
    body: () => ({ person: 'nobody@example.com', name: 'Contract' }),
    expected: team(400),
  },
  {
    method: 'POST',
    route: '/api/review/requests/[id]/cancel',
    path: ({ fileId }) => `/api/review/requests/${fileId}/cancel`,
    body: () => ({}),
    expected: signedIn(404),
  },
  { method: 'GET', route: '/api/review/files', expected: team(200) },
  { method: 'GET', route: '/api/review/counts', expected: team(200) },
  { method: 'GET', route: '/api/review/views', expected: team(200) },
  {
    method: 'POST',
    route: '/api/review/views',
    body: () => ({ name: 'to see who may', search: '?due=overdue', isShared: false }),
    expected: team(201),
  },
  {
    method: 'PATCH',
    route: '/api/review/views/[id]',
    path: ({ fileId }) => `/api/review/views/${fileId}`,
    body: () => ({ name: 'to see who may', search: '', isShared: false }),
    // none of anybody's, as to everybody else
    expected: team(404),
  },
  {
    method: 'DELETE',
    route: '/api/review/views/[id]',
    path: ({ fileId }) => `/api/review/views/${fileId}`,
    expected: team(404),
  },
  { method: 'GET', route: '/api/review/templates', expected: team(200) },
  {
    method: 'POST',
    route: '/api/review/templates',
    body: () => ({ name: 'to see who may' }),
    expected: leads(400),
  },
  {
    method: 'PUT',
    route: '/api/review/templates/[id]',
    path: ({ fileId }) => `/api/review/templates/${fileId}`,
    body: () => ({ name: 'to see who may' }),
    expected: leads(400),
  },
  {
    method: 'DELETE',
    route: '/api/review/templates/[id]',
    path: ({ fileId }) => `/api/review/templates/${fileId}`,
    // none of anybody's, as to everybody else
    expected: signedIn(404),
  },
  {
    method: 'GET',
    route: '/api/review/owners',
    path: () => '/api/review/owners?q=alice',
    expected: team(200),
  },
  {
    method: 'POST',
    route: '/api/review/bulk',
    // a list of outcomes answers 200 as a whole; each has its own status in it (see 45-review)
    body: () => ({ action: 'release', files: [{ id: 'a'.repeat(26) }] }),
    expected: team(200),
  },
  {
    method: 'POST',
    route: '/api/review/bulk/assign',
    body: () => ({ assignee: 'rita@example.com', files: [{ id: 'a'.repeat(26) }] }),
    expected: leads(200),
  },
  {
    method: 'POST',
    route: '/api/review/bulk/hold',
    body: () => ({ change: 'hold', reason: 'to see who may', files: [{ id: 'a'.repeat(26) }] }),
    expected: leads(200),
  },
  {
    method: 'GET',
    route: '/api/review/reasons',
    path: () => '/api/review/reasons?profile=default',
    expected: team(200),
  },
  { method: 'GET', route: '/api/review/files/[id]', path: reviewed, expected: team(200) },
  {
    method: 'GET',
    route: '/api/review/files/[id]/extraction',
    path: (fixture) => `${reviewed(fixture)}/extraction`,
    expected: team(200),
  },
  {
    method: 'GET',
    route: '/api/review/files/[id]/versions/[version]',
    path: (fixture) => `${reviewed(fixture)}/versions/1`,
    expected: team(200),
  },
  {
    method: 'GET',
    route: '/api/review/files/[id]/results',
    path: (fixture) => `${reviewed(fixture)}/results`,
    expected: team(200),
  },
  {
    method: 'POST',
    route: '/api/review/files/[id]/claim',
    path: (fixture) => `${reviewed(fixture)}/claim`,
    expected: team(200, 409),
    isDestructive: true,
  },
  {
    method: 'POST',
    route: '/api/review/files/[id]/renew',
    path: (fixture) => `${reviewed(fixture)}/renew`,
    // nobody holds it
    expected: team(409),
  },
  {
    method: 'POST',
    route: '/api/review/files/[id]/release',
    path: (fixture) => `${reviewed(fixture)}/release`,
    // nobody holds it
    expected: team(409),
  },
  {
    method: 'POST',
    route: '/api/review/files/[id]/take-over',
    path: (fixture) => `${reviewed(fixture)}/take-over`,
    body: () => ({ reason: 'the other one is away' }),
    expected: team(200),
    isDestructive: true,
  },
  {
    method: 'POST',
    route: '/api/review/files/[id]/break-glass',
    path: (fixture) => `${reviewed(fixture)}/break-glass`,
    body: () => ({ reason: 'to see who may' }),
    // they see it without
    expected: team(409),
  },
  { method: 'GET', route: '/api/admin/break-glass', expected: administrator(200) },
  { method: 'GET', route: '/api/review/reviewers', expected: team(200) },
  {
    method: 'POST',
    route: '/api/review/files/[id]/assign',
    path: (fixture) => `${reviewed(fixture)}/assign`,
    body: () => ({ assignee: 'rita@example.com' }),
    expected: leads(200),
    isDestructive: true,
  },
  {
    method: 'POST',
    route: '/api/review/files/[id]/reopen',
    path: (fixture) => `${reviewed(fixture)}/reopen`,
    body: () => ({ reason: 'a mistake' }),
    // nobody decided
    expected: leads(409),
  },
  {
    method: 'POST',
    route: '/api/review/files/[id]/hold',
    path: (fixture) => `${reviewed(fixture)}/hold`,
    body: () => ({ reason: 'to see who may' }),
    expected: leads(200, 409),
    isDestructive: true,
  },
  {
    method: 'POST',
    route: '/api/review/files/[id]/lift',
    path: (fixture) => `${reviewed(fixture)}/lift`,
    body: () => ({ reason: 'to see who may' }),
    // there is none
    expected: leads(409),
  },
  {
    method: 'POST',
    route: '/api/review/files/[id]/decision',
    path: (fixture) => `${reviewed(fixture)}/decision`,
    body: () => ({ version: 1, decision: 'approve' }),
    // Rita decided
    expected: team(200, 409),
    isDestructive: true,
  },
  {
    method: 'GET',
    route: '/api/review/files/[id]/mentionable',
    path: (fixture) => `${reviewed(fixture)}/mentionable`,
    expected: team(200),
  },
  {
    method: 'POST',
    route: '/api/review/files/[id]/comments',
    path: (fixture) => `${reviewed(fixture)}/comments`,
    body: () => ({ text: 'looks fine' }),
    expected: team(200),
  },
  {
    method: 'GET',
    route: '/api/review/files/[id]/original',
    path: (fixture) => `${reviewed(fixture)}/original?reason=the%20preview%20is%20blurred`,
    expected: team(200),
  },
  { method: 'GET', route: '/api/audit', expected: administrator(200) },
  { method: 'GET', route: '/api/metrics/summary', expected: leads(200) },
  { method: 'GET', route: '/api/audit/access', expected: administrator(400) },
  { method: 'POST', route: '/api/audit/verify', expected: administrator(200) },
  // machines: a secret of their own, which nobody's session is
  // a system without a token has none
  { method: 'GET', route: '/metrics', expected: everyone(404) },
  { method: 'POST', route: '/api/storage-events', body: () => ({ Records: [] }), expected: everyone(401) },
  ...['source', 'results'].map(
    (call): Row => ({
      method: 'POST',
      route: `/api/processors/[name]/${call}`,
      path: () => `/api/processors/word-counts/${call}`,
      body: () => ({ output: null }),
      expected: everyone(401),
    }),
  ),
  // accounts: one's own
  {
    method: 'POST',
    route: '/api/auth/request-password-reset',
    body: () => ({ email: 'nobody@example.com' }),
    // without a mail server, which is how the system is started here
    expected: everyone(503),
  },
  {
    method: 'POST',
    route: '/api/auth/send-verification-email',
    body: () => ({ email: 'nobody@example.com' }),
    expected: everyone(503),
  },
  {
    method: 'POST',
    route: '/api/auth/reset-password',
    body: () => ({ token: 'unknown', newPassword: 'another password' }),
    expected: everyone(400),
  },
  {
    method: 'POST',
    route: '/api/auth/verify-email',
    body: () => ({ token: 'unknown' }),
    expected: everyone(400),
  },
  {
    method: 'POST',
    route: '/api/auth/confirm-password',
    body: () => ({ password: 'not the password' }),
    expected: signedIn(400),
  },
  {
    method: 'POST',
    route: '/api/auth/change-password',
    body: () => ({ currentPassword: 'not the password', newPassword: 'another password' }),
    expected: signedIn(400),
  },
  { method: 'PATCH', route: '/api/account', body: () => ({ name: ' ' }), expected: signedIn(400) },
  { method: 'GET', route: '/api/account/sessions', expected: signedIn(200) },
  { method: 'DELETE', route: '/api/account/sessions', expected: signedIn(200) },
  {
    method: 'DELETE',
    route: '/api/account/sessions/[sessionId]',
    path: ({ sessionId }) => `/api/account/sessions/${sessionId}`,
    // it is somebody else's
    expected: signedIn(404),
  },
  {
    method: 'POST',
    route: '/api/invitations/offer',
    body: () => ({ token: 'unknown' }),
    expected: everyone(400),
  },
  {
    method: 'POST',
    route: '/api/invitations/accept',
    body: () => ({ token: 'unknown', name: 'Eve', password: 'another password' }),
    expected: everyone(400),
  },

  // accounts: everybody's, for administrators
  { method: 'GET', route: '/api/admin/users', expected: administrator(200) },
  {
    method: 'GET',
    route: '/api/admin/users/[id]',
    path: ({ userId }) => `/api/admin/users/${userId}`,
    expected: administrator(200),
  },
  {
    method: 'PATCH',
    route: '/api/admin/users/[id]',
    path: ({ userId }) => `/api/admin/users/${userId}`,
    body: () => ({ role: 'reviewer' }),
    expected: administrator(200),
  },
  {
    method: 'GET',
    route: '/api/admin/users/[id]/sessions',
    path: ({ userId }) => `/api/admin/users/${userId}/sessions`,
    expected: administrator(200),
  },
  {
    method: 'DELETE',
    route: '/api/admin/users/[id]/sessions',
    path: ({ userId }) => `/api/admin/users/${userId}/sessions`,
    expected: administrator(200),
    isDestructive: true,
  },
  {
    method: 'DELETE',
    route: '/api/admin/users/[id]/sessions/[sessionId]',
    path: ({ userId, sessionId }) => `/api/admin/users/${userId}/sessions/${sessionId}`,
    expected: administrator(204),
    isDestructive: true,
  },
  {
    method: 'POST',
    route: '/api/admin/users/[id]/reset-link',
    path: ({ userId }) => `/api/admin/users/${userId}/reset-link`,
    body: () => ({}),
    expected: administrator(200),
  },
  {
    method: 'POST',
    route: '/api/admin/users/[id]/verification-link',
    path: ({ userId }) => `/api/admin/users/${userId}/verification-link`,
    body: () => ({}),
    expected: administrator(200),
  },
  { method: 'GET', route: '/api/admin/invitations', expected: administrator(200) },
  {
    method: 'POST',
    route: '/api/admin/invitations',
    body: () => ({ email: `row-${crypto.randomUUID()}@example.com`, role: 'user' }),
    expected: administrator(201),
  },
  {
    method: 'POST',
    route: '/api/admin/invitations/[id]/resend',
    path: ({ invitationId }) => `/api/admin/invitations/${invitationId}/resend`,
    body: () => ({}),
    expected: administrator(200),
  },
  {
    method: 'DELETE',
    route: '/api/admin/invitations/[id]',
    path: ({ invitationId }) => `/api/admin/invitations/${invitationId}`,
    expected: administrator(204),
    isDestructive: true,
  },
  { method: 'GET', route: '/api/admin/settings', expected: administrator(200) },
  {
    method: 'PATCH',
    route: '/api/admin/settings',
    body: () => ({ trashDays: 30 }),
    expected: administrator(200),
  },
  { method: 'GET', route: '/api/admin/status', expected: administrator(200) },
  { method: 'GET', route: '/api/admin/quarantine', expected: administrator(200) },
  ...(['approve', 'release', 'refuse'] as const).map(
    (action): Row => ({
      method: 'POST',
      route: `/api/admin/quarantine/[id]/${action}`,
      path: ({ uploadId }) => `/api/admin/quarantine/${uploadId}/${action}`,
      body: () => ({ revision: 1, reason: 'to see who may' }),
      // it is not held
      expected: signedIn(404),
    }),
  ),
  { method: 'GET', route: '/api/admin/jobs', expected: administrator(200) },
  {
    method: 'POST',
    route: '/api/admin/jobs/[id]/retry',
    path: () => '/api/admin/jobs/987654321/retry',
    body: () => ({}),
    // no job with this number was given up
    expected: signedIn(404),
  },
  {
    method: 'DELETE',
    route: '/api/admin/jobs/[id]',
    path: () => '/api/admin/jobs/987654321',
    expected: signedIn(404),
  },

  { method: 'GET', route: '/api/admin/webhooks', expected: administrator(200) },
  {
    method: 'POST',
    route: '/api/admin/webhooks',
    body: () => ({ url: 'https://127.0.0.1/', events: ['file.available'] }),
    expected: administrator(400),
  },
  { method: 'GET', route: '/api/admin/webhooks/[id]', path: webhook, expected: administrator(200) },
  {
    method: 'PATCH',
    route: '/api/admin/webhooks/[id]',
    path: webhook,
    body: () => ({ description: 'to see who may' }),
    expected: administrator(200),
  },
  {
    method: 'POST',
    route: '/api/admin/webhooks/[id]/rotate',
    path: (fixture) => `${webhook(fixture)}/rotate`,
    body: () => ({}),
    expected: administrator(200),
  },
  {
    method: 'POST',
    route: '/api/admin/webhooks/[id]/test',
    path: (fixture) => `${webhook(fixture)}/test`,
    body: () => ({}),
    // it is disabled
    expected: administrator(409),
  },
  {
    method: 'GET',
    route: '/api/admin/webhooks/[id]/deliveries',
    path: (fixture) => `${webhook(fixture)}/deliveries`,
    expected: administrator(200),
  },
  {
    method: 'POST',
    route: '/api/admin/webhooks/[id]/deliveries/[deliveryId]/redeliver',
    path: (fixture) => `${webhook(fixture)}/deliveries/nothing/redeliver`,
    body: () => ({}),
    // nothing was sent
    expected: signedIn(404),
  },
  {
    method: 'DELETE',
    route: '/api/admin/webhooks/[id]',
    path: webhook,
    expected: administrator(204),
    isDestructive: true,
  },

  // everything else below /api, in every method
  ...(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).map(
    (method): Row => ({
      method,
      route: '/api/[...path]',
      path: () => '/api/nothing/here',
      expected: everyone(404),
    }),
  ),
];

/** Route files that are not JSON routes of ours, or whose methods are another library's, and why each is not a row. */
export const notRows: Record<string, string> = {
  'GET /api/auth/[...all]': "better-auth's; its parts that the contract names are rows",
  'POST /api/auth/[...all]': "better-auth's; its parts that the contract names are rows",
};
