import type { CustomerRow } from '../models/index.ts';
import type { ShopError } from '../lib/errors.ts';
import type { Paging } from '../lib/http.ts';
import { type Html, html, raw } from '../lib/html.ts';

type Viewer = CustomerRow | null;

function document(title: string, body: Html, bodyClass: string): string {
  return `<!doctype html>\n${html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Fig &amp; Fern</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/assets/style.css"></head>
<body class="${bodyClass}">${body}</body></html>`}\n`;
}

export function shopLayout(title: string, main: Html, viewer: Viewer): string {
  return document(
    title,
    html`<header class="top"><a class="brand" href="/">Fig &amp; Fern</a><nav><a href="/guides/watering-basics">Care guides</a>
<a href="/admin">Back office</a></nav><span class="who">${viewer ? `Hello, ${viewer.name}` : 'Plants, delivered alive since 2014'}</span></header>
<main>${main}</main><footer>Fig &amp; Fern, Lindenallee 12, Berlin. All prices in EUR, VAT included.</footer>`,
    'shop',
  );
}

const MENU: [path: string, label: string, adminOnly?: true][] = [
  ['/admin', 'Dashboard'],
  ['/admin/orders', 'Orders'],
  ['/admin/products', 'Products'],
  ['/admin/inventory', 'Inventory'],
  ['/admin/customers', 'Customers'],
  ['/admin/reviews', 'Reviews'],
  ['/admin/coupons', 'Coupons'],
  ['/admin/mails', 'Mails'],
  ['/admin/reports', 'Reports', true],
];

export function adminLayout(title: string, path: string, main: Html, viewer: CustomerRow): string {
  const items = MENU.filter(([, , adminOnly]) => !adminOnly || viewer.role === 'admin').map(
    ([href, label]) => html`<a href="${href}"${href === path ? raw(' aria-current="page"') : ''}>${label}</a>`,
  );
  return document(
    title,
    html`<aside><a class="brand" href="/admin">Fig &amp; Fern</a><nav>${items}</nav>
<form method="post" action="/admin/logout"><p>${viewer.name}<br><small>${viewer.role}</small></p><button>Log out</button></form></aside>
<main><h1>${title}</h1>${main}</main>`,
    'admin',
  );
}

export function errorPage(error: ShopError, viewer: Viewer): string {
  const titles: Record<number, string> = { 403: 'Not for you', 404: 'Not found', 409: 'That does not fit', 422: 'Please check', 500: 'Sorry' };
  const fields = Object.entries(error.extra.fields ?? {}).map(([name, text]) => html`<li><b>${name}</b> ${text}</li>`);
  return shopLayout(
    titles[error.status] ?? 'Sorry',
    html`<section class="error"><h1>${titles[error.status] ?? 'Sorry'}</h1><p>${error.message}</p>${fields.length > 0 ? html`<ul>${fields}</ul>` : ''}
<p><a href="/">Back to the shop</a></p></section>`,
    viewer,
  );
}

export function pager(path: string, where: Paging, total: number, extra: Record<string, string> = {}): Html {
  const pages = Math.max(1, Math.ceil(total / where.pageSize));
  const link = (page: number): string => `${path}?${new URLSearchParams({ ...extra, page: String(page) })}`;
  return html`<p class="pager">${where.page > 1 ? html`<a href="${link(where.page - 1)}">← Previous</a>` : html`<span>← Previous</span>`}
Page ${where.page} of ${pages} (${total})
${where.page < pages ? html`<a href="${link(where.page + 1)}">Next →</a>` : html`<span>Next →</span>`}</p>`;
}

/** Columns whose name begins with `#` hold numbers. */
export function table(head: string[], rows: Html[]): Html {
  const cell = (name: string): Html => (name.startsWith('#') ? html`<th class="num">${name.slice(1)}</th>` : html`<th>${name}</th>`);
  return html`<table><thead><tr>${head.map(cell)}</tr></thead><tbody>${
    rows.length > 0 ? rows : html`<tr><td colspan="${head.length}" class="none">Nothing here.</td></tr>`
  }</tbody></table>`;
}

export const badge = (status: string): Html => html`<span class="badge ${status}">${status.replace('_', ' ')}</span>`;

export const stars = (rating: number): Html => html`<span class="stars" title="${rating} of 5">${'★'.repeat(rating)}${'☆'.repeat(5 - rating)}</span>`;

export const when = (moment: string): string => `${moment.slice(0, 10)} ${moment.slice(11, 16)}`;
