// The built host as a process of its own, in a folder of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const host = process.env.MONIPOLKU_HOST
  ?? join(dirname(fileURLToPath(import.meta.url)), '../../src/Host/bin/Debug/net10.0/Monipolku.Host.dll');

/** @param command ['demo'] plays the story first; [] serves. @param settings nested, as in appsettings.json. */
export async function startService(command, settings) {
  const folder = await mkdtemp(join(tmpdir(), 'monipolku-clients-'));
  const address = `http://127.0.0.1:${await freePort()}`;
  const process = spawn('dotnet', [host, ...command, `--urls=${address}`, ...flatten(settings)], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  process.stdout.on('data', text => { told += text; });
  process.stderr.on('data', text => { told += text; });
  let ended = false;
  process.on('exit', () => { ended = true; });

  const ready = async () => command.includes('demo')
    ? told.includes('The service stays up')
    : await fetch(address + '/health/ready').then(a => a.ok, () => false);
  for (let tries = 0; !await ready(); tries++) {
    if (ended || tries > 1200) throw new Error('The service did not start:\n' + told.slice(-3000));
    await new Promise(later => setTimeout(later, 100));
  }
  return {
    address,
    fhir: address + '/fhir',
    told: () => told,
    async stop() {
      process.kill('SIGTERM');
      if (!ended) await once(process, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function freePort() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

function flatten(value, path = '') {
  return Object.entries(value).flatMap(([name, inner]) => {
    const full = path ? `${path}:${name}` : name;
    return inner !== null && typeof inner === 'object' ? flatten(inner, full) : [`--${full}=${inner}`];
  });
}
