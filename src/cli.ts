#!/usr/bin/env node
process.stdout.write("ser\n");
