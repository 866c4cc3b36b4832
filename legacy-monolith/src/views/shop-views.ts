import type { CustomerRow } from '../models/index.ts';
import type { frontPage, guideView, productCard, productPageData, reviewView, shipmentView } from '../services/shop.ts';
import { effectivePrice } from '../services/pricing.ts';
import { type Html, html, raw } from '../lib/html.ts';
import { badge, shopLayout, stars, when } from './layout.ts';

type Viewer = CustomerRow | null;
type Card = ReturnType<typeof productCard>;

const price = (now: string, regular: string): Html =>
  html`<span class="price">${now !== regular ? html`<s>${regular}</s>` : ''}${now} €</span>`;

function card(product: Card): Html {
  return html`<li class="card"><a href="/products/${product.slug}">${
    product.image ? html`<img src="${product.image}" alt="${product.name}">` : html`<span class="noimage"></span>`
  }</a><div><h3><a href="/products/${product.slug}">${product.name}</a></h3><i>${product.latinName}</i><br>
from ${price(product.price.from, product.price.regularFrom)}${product.inStock ? '' : ' · sold out'}
${product.rating.count > 0 ? html`<br><small>${product.rating.average} ★ (${product.rating.count})</small>` : ''}</div></li>`;
}

function review(one: ReturnType<typeof reviewView>): Html {
  return html`<div class="review">${stars(one.rating)} <b>${one.title}</b><br>${one.body}<br>
<small>${one.author}, ${when(one.createdAt)}, ${one.helpful} found this helpful</small>${
    one.reply ? html`<p class="promo"><b>Fig &amp; Fern:</b> ${one.reply}</p>` : ''
  }</div>`;
}

export function frontView(page: Awaited<ReturnType<typeof frontPage>>, viewer: Viewer): string {
  return shopLayout(
    'Plants',
    html`<h1>Fig &amp; Fern</h1>
${page.promotions.map((one) => html`<p class="promo"><b>${one.name}:</b> ${one.percent} % off, until ${one.endsAt.slice(0, 10)}</p>`)}
<ul class="cards">${page.offers.map(card)}</ul>
<h2>What others take home</h2><ul class="cards">${page.popular.map(card)}</ul>
<h2>What others say</h2>${page.reviews.map(
      (one) => html`${review(one)}<small>about <a href="/products/${one.product.slug}">${one.product.name}</a></small>`,
    )}`,
    viewer,
  );
}

export function productView(page: Awaited<ReturnType<typeof productPageData>>, viewer: Viewer): string {
  const { product, card: view } = page;
  const image = page.images[0];
  return shopLayout(
    product.name,
    html`<div class="product"><div>${image ? html`<img src="/uploads/${image.file_name}" alt="${image.alt}">` : ''}</div><div>
<h1>${product.name}</h1><p><i>${product.latin_name}</i> · ${view.category.name}</p><p>${product.description}</p>
<p>Light: ${product.light} · Water: ${product.water} · ${product.pet_safe ? 'safe for pets' : 'keep away from pets'}</p>
${view.promotion ? html`<p class="promo">${view.promotion.name}: ${view.promotion.percent} % off</p>` : ''}
<table><thead><tr><th>Size</th><th>Pot</th><th class="num">Price</th><th>Stock</th></tr></thead><tbody>${page.variants.map((variant) => {
      const { price: today, regular } = effectivePrice(product.id, variant.regularPrice);
      return html`<tr><td>${variant.name}<br><small>${variant.sku}</small></td><td>${variant.potSizeCm} cm</td>
<td class="num">${price(today.toString(), regular.toString())}</td><td>${variant.available > 0 ? `${variant.available} left` : 'sold out'}</td></tr>`;
    })}</tbody></table>
${page.guides.length > 0 ? html`<p>Care: ${page.guides.map((guide) => html`<a href="/guides/${guide.slug}">${guide.title}</a> `)}</p>` : ''}
</div></div><h2>Reviews (${page.summary.count}${page.summary.average ? `, ${page.summary.average} on average` : ''})</h2>${page.reviews.map(review)}`,
    viewer,
  );
}

export function guidePage(guide: Awaited<ReturnType<typeof guideView>>, products: Card[], viewer: Viewer): string {
  return shopLayout(
    guide.title,
    html`<h1>${guide.title}</h1><p><i>${guide.summary}</i></p>${guide.body.split('\n\n').map((part) => html`<p>${part}</p>`)}
<h2>For these plants</h2><ul class="cards">${products.map(card)}</ul>`,
    viewer,
  );
}

// The page's own script writes text only, never markup.
const FOLLOW = `
const list = document.querySelector('tbody');
const source = new EventSource(location.pathname.replace('/track/', '/api/shipping/track/') + '/stream');
source.addEventListener('tracking', (message) => {
  const event = JSON.parse(message.data);
  const row = list.insertRow();
  for (const text of [event.at.slice(0, 16).replace('T', ' '), event.status.replaceAll('_', ' '), event.place]) row.insertCell().textContent = text;
  document.querySelector('#status').textContent = event.status.replaceAll('_', ' ');
});
source.addEventListener('end', () => source.close());
`;

export function trackingPage(shipment: Awaited<ReturnType<typeof shipmentView>>, viewer: Viewer): string {
  return shopLayout(
    `Parcel ${shipment.trackingNumber}`,
    html`<h1>Parcel ${shipment.trackingNumber}</h1><p>${shipment.carrier}, now: <span id="status">${badge(shipment.status)}</span></p>
<table><thead><tr><th>When</th><th>What</th><th>Where</th></tr></thead><tbody>${shipment.events.map(
      (event) => html`<tr><td>${when(event.at)}</td><td>${event.status.replaceAll('_', ' ')}</td><td>${event.place}</td></tr>`,
    )}</tbody></table><script>${raw(FOLLOW)}</script>`,
    viewer,
  );
}
