// openid-client: code + PKCE, pushed requests, DPoP, refresh, introspection, revocation, sign-out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as openid from 'openid-client';
import { Browser, signIn } from './browser.js';
import { demo, keys, startDemo } from './demo.js';

const redirect = 'http://127.0.0.1:9/openid/callback';
const scope = 'openid fhirUser offline_access plans.read access.read';
let service, publicApp, countyApp, key;

before(async () => {
  key = await keys('ES384', 'openid-1');
  service = await startDemo({
    'openid-public': {
      Name: 'Avoin sovellus', Type: 'Public', RedirectUris: [redirect], PostLogoutRedirectUris: [redirect],
      GrantTypes: ['AuthorizationCode', 'RefreshToken'], Scopes: scope.split(' '), RequiresConsent: true,
    },
    'openid-confidential': {
      Name: 'Luottamuksellinen sovellus', Type: 'Confidential', RedirectUris: [redirect],
      GrantTypes: ['AuthorizationCode', 'RefreshToken'], Scopes: scope.split(' '), RequiresConsent: false, Jwks: key.jwks,
    },
  });
  const options = { execute: [openid.allowInsecureRequests] };
  publicApp = await openid.discovery(new URL(service.address), 'openid-public', undefined, openid.None(), options);
  countyApp = await openid.discovery(new URL(service.address), 'openid-confidential', undefined, openid.PrivateKeyJwt({ key: key.privateKey, kid: key.kid }), options);
});

after(() => service?.stop());

async function authorize(config, { pushed = false, dpop, parameters = {}, user = demo.socialWorker, person = {} } = {}) {
  const verifier = openid.randomPKCECodeVerifier();
  const [state, nonce] = [openid.randomState(), openid.randomNonce()];
  const request = {
    redirect_uri: redirect, scope, state, nonce, code_challenge: await openid.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', ...parameters,
  };
  const url = pushed ? await openid.buildAuthorizationUrlWithPAR(config, request, { DPoP: dpop }) : openid.buildAuthorizationUrl(config, request);
  const answer = await signIn(new Browser(), url, redirect, { username: user, password: service.password, ...person });
  return openid.authorizationCodeGrant(config, answer, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true }, undefined, { DPoP: dpop });
}

test('a public app signs a social worker in, reads, refreshes once, and the old refresh token ends the family', async () => {
  const tokens = await authorize(publicApp);
  assert.equal(tokens.expires_in, 300);
  const sub = tokens.claims().sub;
  assert.equal(sub, demo.socialWorker);
  assert.equal((await openid.fetchUserInfo(publicApp, tokens.access_token, sub)).sub, sub);
  const plan = await fetch(`${service.address}/api/v1/plans/${service.planId}`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
  assert.equal(plan.status, 200, await plan.text());

  const renewed = await openid.refreshTokenGrant(publicApp, tokens.refresh_token);
  assert.notEqual(renewed.refresh_token, tokens.refresh_token);
  await assert.rejects(openid.refreshTokenGrant(publicApp, tokens.refresh_token), { error: 'invalid_grant' });
  await assert.rejects(openid.refreshTokenGrant(publicApp, renewed.refresh_token), { error: 'invalid_grant' });
});

test('a confidential app with private_key_jwt and a pushed request introspects and revokes', async () => {
  const tokens = await authorize(countyApp, { pushed: true });
  const before = await openid.tokenIntrospection(countyApp, tokens.access_token);
  assert.equal(before.active, true);
  assert.equal(before.sub, demo.socialWorker);
  await openid.tokenRevocation(countyApp, tokens.refresh_token);
  await assert.rejects(openid.refreshTokenGrant(countyApp, tokens.refresh_token), { error: 'invalid_grant' });
  assert.equal((await openid.tokenIntrospection(countyApp, tokens.refresh_token)).active, false);
});

test('a token bound by DPoP works with its key and not as a bearer token', async () => {
  const dpop = openid.getDPoPHandle(publicApp, await openid.randomDPoPKeyPair('ES256'));
  const tokens = await authorize(publicApp, { dpop });
  assert.equal(tokens.token_type, 'dpop');
  const address = new URL(`${service.address}/api/v1/plans/${service.planId}`);
  assert.equal((await openid.fetchProtectedResource(publicApp, tokens.access_token, address, 'GET', undefined, undefined, { DPoP: dpop })).status, 200);
  assert.equal((await fetch(address, { headers: { authorization: `Bearer ${tokens.access_token}` } })).status, 401);
});

test('who withholds a scope on the consent page gives the rest', async () => {
  const tokens = await authorize(publicApp, { parameters: { prompt: 'consent' }, person: { withhold: ['access.read'] } });
  assert.ok(!tokens.scope.split(' ').includes('access.read'), tokens.scope);
  assert.ok(tokens.scope.split(' ').includes('plans.read'), tokens.scope);
});

test('who says no sends the app away with access_denied', async () => {
  await assert.rejects(authorize(publicApp, { parameters: { prompt: 'consent' }, person: { deny: true } }), { error: 'access_denied' });
});

test('the sign-out address is the one that discovery tells', async () => {
  const tokens = await authorize(publicApp);
  const url = openid.buildEndSessionUrl(publicApp, { id_token_hint: tokens.id_token, post_logout_redirect_uri: redirect });
  const answer = await fetch(url, { redirect: 'manual' });
  assert.ok(answer.status === 302 || answer.status === 303 || answer.status === 200, String(answer.status));
});
