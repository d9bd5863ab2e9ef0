// Ports that have to be known before somebody listens on them.

import { createServer } from 'node:net';

/** From here to where systems begin to hand ports out to whoever connects to somebody. */
const [FIRST, END] = [12_000, 32_000];

/** A port that nobody has, nor is given by chance before it is used. */
export async function freePort() {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (END - FIRST));
    const server = createServer();
    const isMine = await listens(server, port).then(() => true, () => false);
    if (isMine) {
      await new Promise((resolve) => { server.close(resolve); });
      return port;
    }
  }
}

/** Listens on a port, everywhere or at one host only, and fails where somebody else does. */
export function listens(server, port, host) {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen({ port, host }, resolve);
  });
}
