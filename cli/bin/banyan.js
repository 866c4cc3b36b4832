#!/usr/bin/env node
// Plain JavaScript on purpose: it must start on any Node, to say in one line when that Node is too old.
const [major, minor] = process.versions.node.split('.').map(Number);
const supported = (major === 22 && minor >= 19) || major === 24 || major >= 26;
if (!supported) {
  console.error(
    `banyan needs Node ^22.19, ^24 or >=26; this is ${process.versions.node}. In its repository, npm scripts bring their own: npm run banyan -- …`,
  );
  process.exit(2);
}
const { existsSync } = await import('node:fs');
const built = new URL('../dist/main.js', import.meta.url);
const source = new URL('../src/main.ts', import.meta.url);
const { main } = await import((existsSync(built) ? built : source).href);
process.exitCode = await main(process.argv.slice(2));
