// The county's own OpenID provider issues the tokens; the built-in server is then off.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { generateKeyPair, exportJWK } from 'jose';
import Provider from 'oidc-provider';
import * as openid from 'openid-client';
import { Browser, signIn } from './browser.js';
import { freePort, startService } from './service.js';

const administrator = 'aino.yllapitaja';
// The county's own name of the user is not the one that the staff register knows.
const employees = { 'county-4711': administrator, 'county-4712': 'vieras.henkilo' };
const redirect = 'http://127.0.0.1:9/callback';
const audience = 'https://api.monipolku.example';
let provider, service, issuer;

before(async () => {
  issuer = `http://127.0.0.1:${await freePort()}`;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const configuration = {
    clients: [{
      client_id: 'county-app', redirect_uris: [redirect], grant_types: ['authorization_code'], response_types: ['code'],
      token_endpoint_auth_method: 'none', application_type: 'native',
    }],
    jwks: { keys: [{ ...await exportJWK(privateKey), kid: 'county-1', alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['a test key of the provider'] },
    scopes: ['openid', 'access.read', 'access.admin', 'plans.read'],
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    extraTokenClaims: (_, token) => ({ employee: employees[token.accountId] }),
    features: {
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'access.read access.admin plans.read', audience, accessTokenFormat: 'jwt', accessTokenTTL: 300, jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  };
  provider = new Provider(issuer, configuration).listen(Number(new URL(issuer).port), '127.0.0.1');
  await once(provider, 'listening');
  service = await startService([], {
    environment: 'Development',
    Authentication: { Authority: issuer, Audience: audience, SubjectClaim: 'employee' },
    Access: { FirstAdministrator: administrator },
    Secrets: { KeyFile: 'secrets.json', CreateKeys: true },
  });
});

after(async () => {
  await service?.stop();
  provider?.close();
});

async function token(username, scope) {
  const config = await openid.discovery(new URL(issuer), 'county-app', undefined, openid.None(), { execute: [openid.allowInsecureRequests] });
  const verifier = openid.randomPKCECodeVerifier();
  const state = openid.randomState();
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: redirect, scope, state, resource: audience, code_challenge: await openid.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
  });
  const answer = await signIn(new Browser(), url, redirect, { username, password: 'any' });
  const tokens = await openid.authorizationCodeGrant(config, answer, { pkceCodeVerifier: verifier, expectedState: state });
  return tokens.access_token;
}

const call = (path, accessToken, init = {}) => fetch(service.address + path, {
  ...init, headers: { ...init.headers, ...(accessToken ? { authorization: `Bearer ${accessToken}` } : {}) },
});

test('an administrator signed in at the county works here', async () => {
  const accessToken = await token('county-4711', 'openid access.read access.admin');
  const made = await call('/api/v1/units', accessToken, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify({ name: 'Aikuisten mielenterveys', sector: 'health', organizationOid: '1.2.246.10.1234567.10.77', receivesIntake: false }),
  });
  assert.equal(made.status, 201, await made.text());
  const units = await (await call('/api/v1/units', accessToken)).json();
  assert.ok(units.items.some(u => u.name === 'Aikuisten mielenterveys'));
});

test('somebody who is not in the staff register is refused', async () => {
  const answer = await call('/api/v1/units', await token('county-4712', 'openid access.read'));
  assert.equal(answer.status, 403);
  assert.equal((await answer.json()).code, 'access.not-staff');
});

test('a scope that the county did not give is missing here', async () => {
  const answer = await call('/api/v1/units', await token('county-4711', 'openid plans.read'));
  assert.equal(answer.status, 403);
});

test('a token of nobody and a changed token are refused', async () => {
  assert.equal((await call('/api/v1/units')).status, 401);
  const accessToken = await token('county-4711', 'openid access.read');
  const [head, , signature] = accessToken.split('.');
  const other = Buffer.from(JSON.stringify({ sub: administrator, employee: administrator, scope: 'access.admin', aud: audience, iss: issuer, exp: 4102444800 })).toString('base64url');
  assert.equal((await call('/api/v1/units', `${head}.${other}.${signature}`)).status, 401);
});

test('the built-in server is off', async () => {
  for (const path of ['/.well-known/openid-configuration', '/connect/authorize', '/connect/jwks', '/connect/userinfo', '/account/login'])
    assert.equal((await call(path)).status, 404, path);
  assert.equal((await call('/connect/token', null, { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials' }) })).status, 404);
});
