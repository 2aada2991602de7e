#!/usr/bin/env node
// `npm run admin`: accounts by command, for whoever controls the machine. Finds the database that the portal uses.
import { main } from './lib/adminCommand.mjs';

process.exitCode = await main(process.argv.slice(2));
