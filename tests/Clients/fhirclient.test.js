// fhirclient, SMART's own: a patient app without a key, and a professional's app with one, opened from the record system.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import smart from 'fhirclient';
import { Browser, signIn } from './browser.js';
import { call, demo, keys, startDemo, tokenOf } from './demo.js';
import { freePort } from './service.js';

let service, app, address, key, personId, initialPassword;
const storages = new Map();

before(async () => {
  key = await keys('ES384', 'work-app-1');
  address = `http://127.0.0.1:${await freePort()}`;
  service = await startDemo({
    'plan-app': {
      Name: 'Oma suunnitelma', Type: 'Public', RedirectUris: [address + '/patient/callback'], GrantTypes: ['AuthorizationCode', 'RefreshToken'],
      Scopes: ['launch/patient', 'openid', 'fhirUser', 'offline_access', 'patient/CarePlan.rs', 'patient/Goal.rs', 'patient/Patient.rs'],
    },
    'work-app': {
      Name: 'Työpöytä', Type: 'Confidential', RedirectUris: [address + '/work/callback'], LaunchUri: address + '/work/launch', Jwks: key.jwks,
      GrantTypes: ['AuthorizationCode', 'RefreshToken'], RequiresConsent: false,
      Scopes: ['launch', 'openid', 'fhirUser', 'user/CarePlan.rs', 'user/Goal.rs', 'user/Patient.rs'],
    },
  });
  const registered = {
    patient: { clientId: 'plan-app', scope: 'launch/patient openid fhirUser offline_access patient/CarePlan.rs patient/Goal.rs patient/Patient.rs', iss: service.fhir },
    work: { clientId: 'work-app', scope: 'launch openid fhirUser user/CarePlan.rs user/Goal.rs user/Patient.rs', clientPrivateJwk: key.privateJwk },
  };
  app = createServer(async (request, response) => {
    const url = new URL(request.url, address);
    const [, name, step] = url.pathname.split('/');
    const storage = storages.get(name) ?? storages.set(name, memory()).get(name);
    const api = smart(request, response, storage);
    try {
      if (step === 'launch') {
        await api.authorize({ ...registered[name], redirectUri: `${address}/${name}/callback`, pkceMode: 'required' });
        return;
      }
      const client = await api.ready();
      const plans = await client.request(`CarePlan?patient=${client.patient.id}`);
      const goals = await client.request(`Goal?patient=${client.patient.id}`);
      const denied = await client.request(`Consent?patient=${client.patient.id}`).then(() => 200, error => error.status ?? error.statusCode);
      const other = name === 'patient' ? await client.request(`CarePlan?patient=${crypto.randomUUID()}`).then(b => b.total ?? b.entry?.length ?? 0, error => error.status ?? error.statusCode) : null;
      response.end(JSON.stringify({ patient: client.patient.id, user: client.user.fhirUser, plans: entries(plans), goals: entries(goals), denied, other, scope: client.getState('tokenResponse.scope') }));
    } catch (failure) {
      response.writeHead(500).end(JSON.stringify({ failure: String(failure?.stack ?? failure) }));
    }
  });
  app.listen(Number(new URL(address).port), '127.0.0.1');
  await once(app, 'listening');

  const administrator = await tokenOf(service, demo.administrator);
  ({ personId } = await call(service, await tokenOf(service, demo.socialWorker), `/api/v1/plans/${service.planId}`));
  await call(service, administrator, '/api/v1/client-users', { subject: demo.client, personId });
  ({ initialPassword } = await call(service, administrator, '/api/v1/accounts', { subject: demo.client, kind: 'client', username: demo.client, language: 'fi' }));
});

after(async () => {
  app?.close();
  await service?.stop();
});

const entries = bundle => (bundle.entry ?? []).filter(e => e.search?.mode !== 'outcome').map(e => `${e.resource.resourceType}/${e.resource.id}`);

function memory() {
  const values = new Map();
  return { get: async name => values.get(name), set: async (name, value) => (values.set(name, value), value), unset: async name => values.delete(name) };
}

test('a client opens their own plan in an app of theirs (public, standalone launch)', async () => {
  const callback = await signIn(new Browser(), address + '/patient/launch', address + '/patient/callback', { username: demo.client, password: initialPassword, newPassword: 'kesäinen järvi 2026' });
  const seen = await (await fetch(callback)).json();
  assert.equal(seen.failure, undefined);
  assert.equal(seen.patient, personId);
  assert.ok(seen.plans.includes(`CarePlan/${service.planId}`), JSON.stringify(seen));
  assert.ok(seen.goals.length > 0);
  assert.equal(seen.denied, 403, 'a type that was not granted');
  assert.ok(seen.other === 0 || seen.other === 403, 'another person: ' + seen.other);
});

test('a social worker opens the app at a client (asymmetric, EHR launch)', async () => {
  const { url } = await call(service, await tokenOf(service, demo.socialWorker), '/api/v1/launches', { clientId: 'work-app', personId });
  const callback = await signIn(new Browser(), url, address + '/work/callback', { username: demo.socialWorker, password: service.password });
  const seen = await (await fetch(callback)).json();
  assert.equal(seen.failure, undefined);
  assert.equal(seen.patient, personId);
  assert.match(seen.user, /Practitioner/);
  assert.ok(seen.plans.includes(`CarePlan/${service.planId}`), JSON.stringify(seen));
});
