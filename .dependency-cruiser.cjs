// Who may import whom. Each rule is proven to fire by e2e/hygiene/boundaries.test.ts, which breaks every one on purpose.
const lib = '^packages/valetkey/src';
const test = '\\.test\\.tsx?$';
const path = require('node:path');

/** The one file below s3/ that may touch Node's crypto, guarded. */
const cryptoFile = `${lib}/s3/hmacSha256\\.ts$`;

/** Reads the package's own SQL files; used by a migration step, never by a request. */
const migrationFile = `${lib}/postgres/readMigrations\\.ts$`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A cycle has no order in which it can be understood. Type-only cycles vanish at run time.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that does not resolve (or a package that is not installed).',
      severity: 'error',
      from: { pathNot: [test, '^e2e/', '^bench/'] },
      to: { couldNotResolve: true, pathNot: ['^valetkey/', '^\\.\\.?/.*dist/'] },
    },
    {
      name: 'protocol-imports-nothing',
      comment: 'The wire contract is pure: it can be read, tested and shipped anywhere.',
      severity: 'error',
      from: { path: `${lib}/protocol/`, pathNot: test },
      to: { pathNot: `${lib}/protocol/` },
    },
    {
      name: 's3-knows-only-the-protocol',
      comment: 'The signer and the bucket client know S3, not our uploads, records or users.',
      severity: 'error',
      from: { path: `${lib}/s3/`, pathNot: test },
      to: { path: lib, pathNot: `${lib}/(s3|protocol)/` },
    },
    {
      name: 'browser-never-imports-server',
      comment: 'Nothing that holds a secret can reach a browser bundle.',
      severity: 'error',
      from: { path: `${lib}/(client|react)/`, pathNot: test },
      to: { path: `${lib}/(s3|server|postgres|memory|next|cli|testing)/` },
    },
    {
      name: 'browser-has-no-dependencies',
      comment: 'The browser engine is dependency-free; the React binding knows react and nothing else.',
      severity: 'error',
      from: { path: `${lib}/(client|react)/`, pathNot: test },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-no-pkg', 'npm-unknown'],
        pathNot: '(^|/)node_modules/(@types/)?react(-dom)?/',
      },
    },
    {
      name: 'client-never-imports-react',
      comment: 'The engine is framework-free.',
      severity: 'error',
      from: { path: `${lib}/client/`, pathNot: test },
      to: { path: [`${lib}/react/`, '(^|/)node_modules/react(-dom)?/'] },
    },
    {
      name: 'server-never-imports-client',
      comment: 'A server must start without a line of browser code.',
      severity: 'error',
      from: { path: `${lib}/(s3|server|postgres|memory|next)/`, pathNot: test },
      to: { path: `${lib}/(client|react)/` },
    },
    {
      name: 'server-knows-ports-not-adapters',
      comment: 'The handlers speak to records through their port, never to one store of them.',
      severity: 'error',
      from: { path: `${lib}/server/`, pathNot: test },
      to: { path: `${lib}/(postgres|memory|next|cli|testing)/` },
    },
    {
      name: 'node-built-ins-only-where-named',
      comment: 'The library runs on any Request -> Response platform; Node is for the CLI and for tests.',
      severity: 'error',
      from: { path: lib, pathNot: [`${lib}/(cli|testing)/`, cryptoFile, migrationFile, test] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'library-never-imports-cli-or-testing',
      comment: 'What we ship to production never pulls in the embedded store or the command line.',
      severity: 'error',
      from: { path: lib, pathNot: [`${lib}/(cli|testing)/`, test] },
      to: { path: `${lib}/(cli|testing)/` },
    },
    {
      name: 'postgres-uses-pg-types-only',
      comment: 'The pool is passed in; the library never opens a connection of its own.',
      severity: 'error',
      from: { path: `${lib}/postgres/`, pathNot: test },
      to: { path: '(^|/)node_modules/pg/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'memory-imports-types-and-protocol-only',
      comment:
        'The memory store is the smallest correct implementation of the port and depends on nothing else.',
      severity: 'error',
      from: { path: `${lib}/memory/`, pathNot: test },
      to: { pathNot: `${lib}/(memory|protocol)/`, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'packages-never-import-apps',
      comment: 'The library knows no application.',
      severity: 'error',
      from: { path: '^packages/', pathNot: '^packages/valetkey/test/' },
      to: { path: '^(apps|e2e|bench|examples|scripts)/' },
    },
    {
      name: 'public-entry-points-only',
      comment: 'Applications and examples use what package.json exports, as every other developer does.',
      severity: 'error',
      from: { path: '^(apps|examples)/' },
      to: {
        path: '^packages/valetkey/',
        pathNot: '^packages/valetkey/(dist/[a-z0-9]+/index\\.(js|d\\.ts)|package\\.json)$',
      },
    },
    {
      name: 'portal-browser-api-is-browser-safe',
      comment:
        'index.ts of a slice may be imported by a component: it never reaches the server entries or Node.',
      severity: 'error',
      from: { path: '^apps/portal/src/(shared|entities|features)/.*index\\.ts$' },
      to: { path: '^packages/valetkey/dist/(s3|server|postgres|memory|testing|cli|next)/', reachable: true },
    },
    {
      name: 'worker-uses-shared-and-entities-only',
      comment: 'The worker is headless: no page, no feature, no route, and only public APIs of slices.',
      severity: 'error',
      from: { path: '^apps/portal/worker/' },
      to: {
        path: '^apps/portal/(src|server)/',
        pathNot: '^apps/portal/src/(shared|entities)/[a-zA-Z/-]+/index(\\.server)?\\.ts$',
      },
    },
    {
      name: 'features-never-import-server-directory',
      comment: 'The custom server starts the app; the app never imports it.',
      severity: 'error',
      from: { path: '^apps/portal/src/' },
      to: { path: '^apps/portal/(server|worker)/' },
    },
    {
      name: 'no-test-code-in-production',
      comment: 'A test file is never imported by what runs.',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: [test, '/test/', `${lib}/testing/`] },
      to: { path: [test, '/test/'] },
    },
    {
      name: 'no-dev-dependency-in-production',
      comment: 'What runs is declared in dependencies (or is an optional peer).',
      severity: 'error',
      from: { path: '^(packages/valetkey/src|apps/portal/(src|server|worker))/', pathNot: [test, '/test/'] },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['npm', 'npm-peer', 'npm-optional', 'type-only'],
        pathNot: '(^|/)node_modules/(@types/|pg/|react/|react-dom/)',
      },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^packages/valetkey/dist'] },
    exclude: { path: ['(^|/)\\.next/', '^apps/portal/dist/'] },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    webpackConfig: { fileName: path.join(__dirname, 'e2e/hygiene/resolveAlias.cjs') },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.css', '.d.ts'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};
