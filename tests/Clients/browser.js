// A browser for forms: cookies, redirects, one form at a time. The sign-in pages need no script, so neither does it.

export class Browser {
  #cookies = new Map();

  /** Follows redirects until a page comes, or an address of the client's own: that one is not opened but returned. */
  async open(address, clientAddress, request = {}) {
    let url = new URL(address);
    for (let hops = 0; hops < 20; hops++) {
      if (clientAddress && url.href.startsWith(clientAddress)) return { url, arrived: true };
      const answer = await fetch(url, { ...request, redirect: 'manual', headers: { ...request.headers, cookie: this.#header(url), 'accept-language': 'en' } });
      this.#keep(answer);
      const location = answer.headers.get('location');
      if (answer.status >= 300 && answer.status < 400 && location) {
        url = new URL(location, url);
        request = {};
        continue;
      }
      return { url, arrived: false, status: answer.status, html: await answer.text() };
    }
    throw new Error(`Redirected in a circle at ${url.origin}${url.pathname}`);
  }

  /** Sends the page's main form as a person would, with what `fill` puts into its fields. */
  async submit(page, clientAddress, fill) {
    const form = formOf(page.html);
    const fields = form.fields.filter(f => f.name && (f.type !== 'checkbox' && f.type !== 'radio' || f.checked));
    const body = new URLSearchParams(fields.map(f => [f.name, f.value]));
    fill(body, form);
    return this.open(new URL(form.action || page.url.href, page.url), clientAddress, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: page.url.origin },
    });
  }

  #header() {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #keep(answer) {
    for (const line of answer.headers.getSetCookie()) {
      const [pair, ...attributes] = line.split(';');
      const [name, ...value] = pair.split('=');
      const gone = attributes.some(a => /^\s*(max-age=0|expires=Thu, 01 Jan 1970)/i.test(a));
      if (gone) this.#cookies.delete(name.trim());
      else this.#cookies.set(name.trim(), value.join('='));
    }
  }
}

/** Signs in and agrees, whatever pages come, until the client's redirect address: returns it with the answer in its query. */
export async function signIn(browser, authorizationUrl, clientAddress, { username, password, newPassword, choose, withhold = [], deny = false }) {
  let page = await browser.open(authorizationUrl, clientAddress);
  for (let steps = 0; steps < 12; steps++) {
    if (page.arrived) return page.url;
    if (page.status !== 200) throw new Error(`${page.status} at ${page.url.pathname}: ${textOf(page.html)}`);
    page = await browser.submit(page, clientAddress, (body, form) => {
      for (const field of form.fields) {
        if (field.autocomplete === 'username' || field.name === 'login') body.set(field.name, username);
        if (field.autocomplete === 'current-password' || field.name === 'password') body.set(field.name, password);
        if (field.autocomplete === 'new-password') body.set(field.name, newPassword);
        if (field.type === 'radio' && (choose ? field.value === choose : !body.has(field.name))) body.set(field.name, field.value);
        if (field.type === 'checkbox' && withhold.includes(field.value)) {
          const kept = body.getAll(field.name).filter(v => v !== field.value);
          body.delete(field.name);
          kept.forEach(v => body.append(field.name, v));
        }
      }
      const buttons = form.buttons.filter(b => b.name);
      const button = buttons.find(b => (b.value === 'deny') === deny && b.value !== 'find') ?? buttons[0];
      if (button) body.set(button.name, button.value);
    });
  }
  throw new Error(`Sign-in does not end: ${page.url?.pathname} ${textOf(page.html ?? '')}`);
}

function formOf(html) {
  const forms = [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, attributes, content]) => ({
    action: unescape(attribute(attributes, 'action') ?? ''),
    method: (attribute(attributes, 'method') ?? 'get').toLowerCase(),
    fields: [...content.matchAll(/<input\b([^>]*)>/gi)].map(([, a]) => field(a)),
    buttons: [...content.matchAll(/<button\b([^>]*)>/gi)].map(([, a]) => ({ name: unescape(attribute(a, 'name') ?? ''), value: unescape(attribute(a, 'value') ?? '') })),
  }));
  const form = forms.find(f => f.method === 'post');
  if (!form) throw new Error('The page has no form: ' + textOf(html));
  return form;
}

function field(attributes) {
  return {
    name: unescape(attribute(attributes, 'name') ?? ''),
    value: unescape(attribute(attributes, 'value') ?? ''),
    type: (attribute(attributes, 'type') ?? 'text').toLowerCase(),
    autocomplete: (attribute(attributes, 'autocomplete') ?? '').split(' ').at(-1),
    checked: /\schecked\b/i.test(attributes),
  };
}

const attribute = (text, name) => text.match(new RegExp(`\\b${name}="([^"]*)"`, 'i'))?.[1];

const unescape = text => text
  .replace(/&#x([0-9a-f]+);/gi, (_, hex) => String.fromCodePoint(parseInt(hex, 16)))
  .replace(/&#(\d+);/g, (_, digits) => String.fromCodePoint(Number(digits)))
  .replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

const textOf = html => html.replace(/<style[\s\S]*?<\/style>/g, '').replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').trim().slice(0, 400);
