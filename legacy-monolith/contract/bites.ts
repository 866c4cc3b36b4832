#!/usr/bin/env node
import { biteAll } from './bites/bite.ts';
import { startShop } from './suite/start-shop.ts';

// Breaks every handler of the shop in every way we know, one at a time, and prints what the contract suite did not notice.
// Exit code: 0 it noticed everything, 1 it did not.
const shop = await startShop();
try {
  const isTerminal = process.stderr.isTTY === true;
  let tried = 0;
  const { handlers, neverAsked, bites, missed } = await biteAll({
    shop,
    onBite: ({ route, fault }) => {
      tried += 1;
      if (isTerminal) process.stderr.write(`\r\x1b[K${tried} faults tried; ${route}: ${fault}`);
    },
  });
  if (isTerminal) process.stderr.write('\r\x1b[K');
  for (const declared of neverAsked) console.log(`✗ no case asks ${declared}`);
  for (const { route, fault } of missed) console.log(`✗ nobody noticed: ${route} ${fault}`);
  const noticed = bites.length - missed.length;
  console.log(`${handlers} handlers, ${bites.length} faults, ${noticed} noticed, ${missed.length} not`);
  process.exitCode = neverAsked.length + missed.length === 0 ? 0 : 1;
} finally {
  await shop.stop();
}
