// How dependency-cruiser finds what the portal's tsconfig calls `@/...`.
const path = require('node:path');

module.exports = { resolve: { alias: { '@': path.join(process.cwd(), 'apps/portal/src') } } };
