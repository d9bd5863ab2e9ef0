// The counter under test: the real binary on an empty folder, and a browser in front of it.

import { execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const top = fileURLToPath(new URL('../../', import.meta.url));
const binary = process.env.MADOGUCHI_BINARY ?? join(top, 'target/debug/madoguchi');
/** A folder that `serve --demo` has made and left. */
const prepared = process.env.MADOGUCHI_PREPARED;

/** A telephone held upright: what most residents have in their hand. */
export const TELEPHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'ja-JP' };
/** A desk. */
export const DESK = { viewport: { width: 1280, height: 800 }, locale: 'ja-JP' };

const CHROMIUM = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** Opens a counter. `arguments_` are added to `serve --demo`. Close it with `close()`. */
export async function openCounter(...arguments_) {
  const data = await mkdtemp(join(tmpdir(), 'madoguchi-e2e-'));
  // A first start publishes a hundred procedures and hashes a dozen passwords: once for all who want nothing special.
  if (prepared && arguments_.length === 0) await cp(prepared, join(data, 'data'), { recursive: true });
  const listen = arguments_.includes('--listen') ? [] : ['--listen', '127.0.0.1:0'];
  const server = spawn(binary, ['serve', '--demo', ...listen, '--data', join(data, 'data'), ...arguments_], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: top,
  });
  const said = [];
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const givenUp = (fault) => {
    server.kill('SIGKILL');
    throw new Error(`${fault.message}; it said:\n${said.join('\n')}`);
  };
  const address = await within(120, 'the server listens', new Promise((resolve, reject) => {
    const listen = (line) => {
      said.push(line);
      const found = /^listening on (http:\/\/\S+)/.exec(line);
      if (found) resolve(found[1]);
    };
    createInterface({ input: server.stdout }).on('line', listen);
    createInterface({ input: server.stderr }).on('line', (line) => said.push(line));
    ended.then((code) => reject(new Error(`the server ended with ${code}`)));
  })).catch(givenUp);
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell', args: CHROMIUM });
  return {
    address,
    browser,
    /** Everything that the server said so far. */
    said,
    /** The sign-in that the demonstration printed for a person: clerk, clerk2, approver, author. */
    signIn: (person) => eventually(`the sign-in of ${person}`, () => {
      const found = new RegExp(`(${person}@demo\\.example)\\s+(\\S+)`).exec(said.join('\n'));
      return found && { email: found[1], password: found[2] };
    }),
    /** Runs a command on the data of this counter, and tells what it printed. */
    run: async (...command) => (await promisify(execFile)(binary, command, {
      cwd: top, env: { ...process.env, MADOGUCHI_DATA: join(data, 'data') }, maxBuffer: 1 << 24,
    })).stdout,
    /** The letters that have left, newest last. */
    letters: () => letters(join(data, 'data')),
    async close() {
      await browser.close();
      server.kill('SIGTERM');
      await within(60, 'the server ends when it is told to', ended).catch(givenUp);
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** The texts of all letters in the mail folder, oldest first. */
async function letters(data) {
  const folder = join(data, 'mail');
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml')).sort();
  return Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
}

/** Waits for a promise, and no longer than so many seconds. */
function within(seconds, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${seconds} s: ${what}`)), seconds * 1000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Asks until the answer is true, for things that happen on their own time. */
export async function eventually(what, ask) {
  const until = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > until) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
