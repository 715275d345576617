// oauth4webapi: SMART Backend Services, client credentials with private_key_jwt in each algorithm.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { keys, startDemo } from './demo.js';

const algorithms = ['RS384', 'ES384', 'RS256', 'ES256'];
const insecure = { [oauth.allowInsecureRequests]: true };
let service, server;
const pairs = {};

before(async () => {
  const clients = {};
  for (const algorithm of algorithms) {
    pairs[algorithm] = await keys(algorithm, `adapter-${algorithm}`);
    clients[`adapter-${algorithm.toLowerCase()}`] = {
      Name: `Sovitin ${algorithm}`, Type: 'Confidential', GrantTypes: ['ClientCredentials'], Scopes: ['access.read', 'system/*.rs'], Jwks: pairs[algorithm].jwks,
    };
  }
  service = await startDemo(clients);
  const issuer = new URL(service.address);
  server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }));
});

after(() => service?.stop());

async function grant(clientId, pair, parameters, authentication = oauth.PrivateKeyJwt({ key: pair.privateKey, kid: pair.kid })) {
  const answer = await oauth.clientCredentialsGrantRequest(server, { client_id: clientId }, authentication, parameters, insecure);
  return oauth.processClientCredentialsResponse(server, { client_id: clientId }, answer);
}

for (const algorithm of algorithms) {
  test(`${algorithm}: an adapter gets its token and no refresh token`, async () => {
    const tokens = await grant(`adapter-${algorithm.toLowerCase()}`, pairs[algorithm], { scope: 'access.read' });
    assert.equal(tokens.scope ?? 'access.read', 'access.read');
    assert.equal(tokens.refresh_token, undefined);
    assert.ok(tokens.expires_in <= 300);
  });
}

test('another client\'s key is invalid_client', async () => {
  await assert.rejects(grant('adapter-es384', pairs.ES256, { scope: 'access.read' }), { error: 'invalid_client' });
});

test('a scope that the client does not have is invalid_scope', async () => {
  await assert.rejects(grant('adapter-es384', pairs.ES384, { scope: 'plans.write' }), { error: 'invalid_scope' });
});

test('a token whose client is no staff member opens nothing', async () => {
  const tokens = await grant('adapter-rs256', pairs.RS256, { scope: 'access.read' });
  const answer = await oauth.protectedResourceRequest(tokens.access_token, 'GET', new URL(`${service.address}/api/v1/units`), undefined, undefined, insecure);
  assert.equal(answer.status, 403);
});
