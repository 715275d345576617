// The demo's service with clients of our own, and its people.
import { exportJWK, generateKeyPair } from 'jose';
import * as openid from 'openid-client';
import { Browser, signIn } from './browser.js';
import { startService } from './service.js';

export const demo = { administrator: 'aino.yllapitaja', socialWorker: 'sari.sosiaali', client: 'nella.nuori' };

export async function startDemo(clients) {
  const service = await startService(['demo'], { Identity: { Clients: clients } });
  const told = service.told();
  return { ...service, planId: told.match(/; plan ([0-9a-f-]{36})/)[1], password: told.match(/the password of all is: (.+)/)[1].trim() };
}

/** A token of the demo's own client, for what a test prepares through the API. */
export async function tokenOf(service, username) {
  const config = await openid.discovery(new URL(service.address), 'demo', undefined, openid.None(), { execute: [openid.allowInsecureRequests] });
  const verifier = openid.randomPKCECodeVerifier();
  const redirect = service.address + '/demo/callback';
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: redirect, scope: 'openid access.admin access.read people.read plans.read', code_challenge: await openid.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
  });
  const answer = await signIn(new Browser(), url, redirect, { username, password: service.password });
  return (await openid.authorizationCodeGrant(config, answer, { pkceCodeVerifier: verifier })).access_token;
}

export async function call(service, token, path, body) {
  const answer = await fetch(service.address + path, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() } : {}) },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

/** A key pair, its public half as a JWK set in text as the register wants it. */
export async function keys(alg, kid) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, privateKey, privateJwk: { ...await exportJWK(privateKey), kid, alg }, jwks: JSON.stringify({ keys: [{ ...await exportJWK(publicKey), kid, alg, use: 'sig' }] }) };
}
