import type { CustomerRow, MailRow, OrderSummaryRow, WarehouseRow, WarehouseStock } from '../models/index.ts';
import type { ShopError } from '../lib/errors.ts';
import type { Paging } from '../lib/http.ts';
import type { productDetail } from '../services/catalog.ts';
import type { couponView } from '../services/pricing.ts';
import type { monthReport, salesReport } from '../services/reports.ts';
import type { deskReviews } from '../services/reviews.ts';
import type { customerFile, dashboard, orderFile, productCard, worthView } from '../services/shop.ts';
import { type Html, html } from '../lib/html.ts';
import { adminLayout, badge, pager, stars, shopLayout, table, when } from './layout.ts';

const tile = (label: string, value: string | number): Html => html`<div class="tile"><b>${value}</b>${label}</div>`;

function problem(error: ShopError | null): Html | string {
  if (!error) return '';
  const fields = Object.entries(error.extra.fields ?? {}).map(([name, text]) => html`<li>${name} ${text}</li>`);
  return html`<div class="problem">${error.message}<ul>${fields}</ul></div>`;
}

function orderRows(rows: OrderSummaryRow[]): Html {
  return table(
    ['Number', 'Placed', 'Customer', 'Status', '#Items', '#Total'],
    rows.map(
      (row) => html`<tr><td><a href="/admin/orders/${row.id}">${row.number}</a></td><td>${when(row.placed_at)}</td>
<td><a href="/admin/customers/${row.customer_id}">${row.customer_name}</a></td><td>${badge(row.status)}</td>
<td class="num">${row.item_count}</td><td class="num">${row.total}</td></tr>`,
    ),
  );
}

export function loginView(next: string, message: string | null): string {
  return shopLayout(
    'Log in',
    html`<form class="login" method="post" action="/admin/login"><h1>Back office</h1>${message ? html`<p class="problem">${message}</p>` : ''}
<label>E-mail<input name="email" type="email" required autofocus></label><label>Password<input name="password" type="password" required></label>
<input type="hidden" name="next" value="${next}"><button>Log in</button></form>`,
    null,
  );
}

export function dashboardView(data: Awaited<ReturnType<typeof dashboard>>, underway: number, viewer: CustomerRow): string {
  const { figures } = data;
  return adminLayout(
    'Dashboard',
    '/admin',
    html`<div class="tiles">${tile('orders today', figures.orders_today)}${tile('revenue today', `${figures.revenue_today} €`)}
${tile('to ship', figures.open_orders)}${tile('parcels underway', underway)}${tile('returns asked', figures.open_returns)}
${tile('reviews waiting', figures.pending_reviews)}${tile('mails queued', figures.queued_mails)}${tile('shelves low', figures.low_stock)}</div>
<h2>Newest orders</h2>${orderRows(data.orders)}
<div class="columns"><div><h2>To ship</h2>${orderRows(data.toShip)}</div>
<div><h2>Reviews waiting</h2>${table(
      ['Product', 'Review'],
      data.reviews.map((row) => html`<tr><td>${row.product_name}</td><td>${stars(row.rating)} ${row.title}</td></tr>`),
    )}</div></div>`,
    viewer,
  );
}

type ListedProduct = ReturnType<typeof productCard> & { archived: boolean; available: number };

export function productListView(items: ListedProduct[], total: number, where: Paging, search: string, viewer: CustomerRow): string {
  return adminLayout(
    'Products',
    '/admin/products',
    html`<form class="inline"><input name="q" value="${search}" placeholder="Name"><button>Search</button></form>
${table(
  ['#Id', 'Product', 'Category', '#From', '#Stock', '#Rating', ''],
  items.map(
    (one) => html`<tr><td class="num">${one.id}</td><td><a href="/admin/products/${one.id}">${one.name}</a><br><small>${one.latinName}</small></td>
<td>${one.category.name}</td><td class="num">${one.price.from}</td><td class="num">${one.available}</td>
<td class="num">${one.rating.average ? `${one.rating.average} (${one.rating.count})` : '–'}</td><td>${one.archived ? badge('archived') : ''}</td></tr>`,
  ),
)}${pager('/admin/products', where, total, search ? { q: search } : {})}`,
    viewer,
  );
}

export function productFormView(
  product: Awaited<ReturnType<typeof productDetail>>['view'],
  version: number,
  saved: boolean,
  error: ShopError | null,
  viewer: CustomerRow,
): string {
  return adminLayout(
    product.name,
    '/admin/products',
    html`${saved ? html`<p class="notice">Saved.</p>` : ''}${problem(error)}
<form method="post" action="/admin/products/${product.id}"><label>Name<input name="name" size="50" value="${product.name}"></label>
<label>Description<textarea name="description" rows="5">${product.description}</textarea></label>
<h2>Prices</h2>${table(
      ['SKU', 'Size', 'Regular price', '#Today', '#Stock'],
      product.variants.map(
        (variant) => html`<tr><td>${variant.sku}</td><td>${variant.name}, ${variant.potSizeCm} cm</td>
<td><input name="price_${variant.sku}" size="8" value="${variant.regularPrice}"></td><td class="num">${variant.price}</td><td class="num">${variant.available}</td></tr>`,
      ),
    )}<p><button>Save</button> <small>version ${version}, ${when(product.updatedAt)}${product.archived ? ', archived' : ''}</small></p></form>`,
    viewer,
  );
}

export function orderListView(rows: OrderSummaryRow[], total: number, where: Paging, status: string, viewer: CustomerRow): string {
  const choices = ['', 'pending_payment', 'paid', 'shipped', 'delivered', 'cancelled', 'refunded'];
  return adminLayout(
    'Orders',
    '/admin/orders',
    html`<form class="inline"><select name="status">${choices.map((one) =>
      one === status ? html`<option value="${one}" selected>${one || 'all'}</option>` : html`<option value="${one}">${one || 'all'}</option>`,
    )}</select><button>Show</button></form>${orderRows(rows)}${pager('/admin/orders', where, total, status ? { status } : {})}`,
    viewer,
  );
}

export function orderView(file: Awaited<ReturnType<typeof orderFile>>, viewer: CustomerRow): string {
  const { order } = file;
  return adminLayout(
    `Order ${order.number}`,
    '/admin/orders',
    html`<p>${badge(order.status)} placed ${when(order.placedAt)} by <a href="/admin/customers/${order.customerId}">${order.shipTo.name}</a></p>
${order.status === 'paid' ? html`<form method="post" action="/admin/orders/${order.id}/ship"><button>Ship it</button></form>` : ''}
<h2>Items</h2>${table(
      ['Item', '#Quantity', '#Price', '#Total', '#In stock'],
      order.items.map(
        (item) => html`<tr><td><a href="/admin/products/${item.productId}">${item.name}</a></td><td class="num">${item.quantity}</td>
<td class="num">${item.unitPrice}</td><td class="num">${item.lineTotal}</td><td class="num">${file.stock.get(item.variantId)}</td></tr>`,
      ),
    )}
<p>Subtotal ${order.subtotal}, discount ${order.discount}${order.coupon ? ` (${order.coupon})` : ''}, shipping ${order.shipping} (${order.shippingMethod}),
points ${order.pointsUsed}: <b>${order.total} €</b></p>
<div class="columns"><div><h2>Ship to</h2><p>${order.shipTo.name}<br>${order.shipTo.line1}<br>${order.shipTo.postcode} ${order.shipTo.city}<br>${order.shipTo.country}</p>
<h2>Payments</h2>${table(
      ['Id', 'Method', 'Gateway', '#Amount', 'Status'],
      order.payments.map(
        (row) => html`<tr><td>${row.id}</td><td>${row.method}</td><td>${row.gatewayId}</td><td class="num">${row.amount}</td><td>${badge(row.status)}</td></tr>`,
      ),
    )}${file.refunds.map((row) => html`<p>Refund ${row.amount} €, ${when(row.at)}: ${row.reason}</p>`)}
${file.returned ? html`<p>Return ${badge(file.returned.status)} ${file.returned.reason}</p>` : ''}</div>
<div><h2>Parcels</h2>${table(
      ['Tracking', 'Carrier', 'Status'],
      order.shipments.map(
        (row) => html`<tr><td><a href="/track/${row.trackingNumber}">${row.trackingNumber}</a></td><td>${row.carrier}</td><td>${badge(row.status)}</td></tr>`,
      ),
    )}<h2>History</h2>${table(
      ['When', 'Status', 'Note'],
      order.history.map((row) => html`<tr><td>${when(row.at)}</td><td>${badge(row.status)}</td><td>${row.note}</td></tr>`),
    )}</div></div>`,
    viewer,
  );
}

type Worth = ReturnType<typeof worthView>;

export function customerListView(items: Worth[], total: number, where: Paging, search: string, viewer: CustomerRow): string {
  return adminLayout(
    'Customers',
    '/admin/customers',
    html`<form class="inline"><input name="q" value="${search}" placeholder="Name or e-mail"><button>Search</button></form>
${table(
  ['#Id', 'Name', 'E-mail', 'Since', 'Tier', '#Orders', '#Spent'],
  items.map(
    (one) => html`<tr><td class="num">${one.id}</td><td><a href="/admin/customers/${one.id}">${one.name}</a> ${one.blocked ? badge('blocked') : ''}</td>
<td>${one.email}</td><td>${one.createdAt.slice(0, 10)}</td><td>${one.tier}</td><td class="num">${one.orders}</td><td class="num">${one.spent}</td></tr>`,
  ),
)}${pager('/admin/customers', where, total, search ? { q: search } : {})}`,
    viewer,
  );
}

export function customerView(file: Awaited<ReturnType<typeof customerFile>>, viewer: CustomerRow): string {
  const { customer } = file;
  return adminLayout(
    customer.name,
    '/admin/customers',
    html`<p>${customer.email} · ${customer.role} · since ${customer.createdAt.slice(0, 10)} ${customer.blocked ? badge('blocked') : ''}</p>
<div class="tiles">${tile('orders', customer.orders)}${tile('spent', `${customer.spent} €`)}${tile('points', customer.points)}${tile('tier', customer.tier)}</div>
<h2>Orders</h2>${orderRows(file.orders)}<h2>Reviews</h2>${table(
      ['Product', 'Review', 'Status'],
      file.reviews.map((row) => html`<tr><td>${row.product.name}</td><td>${stars(row.rating)} ${row.title}</td><td>${badge(row.status)}</td></tr>`),
    )}`,
    viewer,
  );
}

type DeskReview = Awaited<ReturnType<typeof deskReviews>>['items'][number];

export function reviewListView(items: DeskReview[], total: number, where: Paging, viewer: CustomerRow): string {
  return adminLayout(
    'Reviews',
    '/admin/reviews',
    html`${table(
      ['Review', 'Product', 'Status', 'Decide'],
      items.map(
        (one) => html`<tr><td>${stars(one.rating)} <b>${one.title}</b><br>${one.body}<br><small>${one.author}, ${when(one.createdAt)}${
          one.reports > 0 ? `, reported ${one.reports} times` : ''
        }</small>${one.reply ? html`<br><small>Reply: ${one.reply}</small>` : ''}</td><td><a href="/admin/products/${one.product.id}">${one.product.name}</a></td>
<td>${badge(one.status)}</td><td><form class="inline" method="post" action="/admin/reviews/${one.id}"><input name="reply" placeholder="Reply">
<button name="decision" value="publish">Publish</button><button class="quiet" name="decision" value="reject">Reject</button></form></td></tr>`,
      ),
    )}${pager('/admin/reviews', where, total)}`,
    viewer,
  );
}

export function inventoryView(
  items: (WarehouseStock & { product: string })[],
  total: number,
  where: Paging,
  onlyLow: boolean,
  warehouses: WarehouseRow[],
  viewer: CustomerRow,
): string {
  return adminLayout(
    'Inventory',
    '/admin/inventory',
    html`<form class="inline" method="post" action="/admin/inventory"><label>SKU<input name="sku" size="12" required></label>
<label>Warehouse<select name="warehouse">${warehouses.map((one) => html`<option value="${one.code}">${one.name}</option>`)}</select></label>
<label>Change<input name="delta" size="6" required></label><label>Reason<input name="reason" required></label><label><button>Adjust</button></label></form>
<p>${onlyLow ? html`<a href="/admin/inventory">Show all</a>` : html`<a href="/admin/inventory?low=1">Show only what is low</a>`}</p>
${table(
  ['SKU', 'Product', 'Warehouse', '#On hand', '#Reserved', '#Free'],
  items.map(
    (one) => html`<tr><td>${one.sku}</td><td>${one.product}</td><td>${one.code}</td><td class="num">${one.on_hand}</td>
<td class="num">${one.reserved}</td><td class="num">${one.on_hand - one.reserved}</td></tr>`,
  ),
)}${pager('/admin/inventory', where, total, onlyLow ? { low: '1' } : {})}`,
    viewer,
  );
}

export function couponListView(items: ReturnType<typeof couponView>[], viewer: CustomerRow): string {
  const form = html`<form class="inline" method="post" action="/admin/coupons"><label>Code<input name="code" size="14" required></label>
<label>Kind<select name="kind"><option>percent</option><option>fixed</option><option>shipping</option></select></label>
<label>Value<input name="value" size="6"></label><label>From<input name="min_subtotal" size="6" placeholder="0.00"></label>
<label>Ends<input name="ends_at" type="date" required></label><label><button>Add</button></label></form>`;
  return adminLayout(
    'Coupons',
    '/admin/coupons',
    html`${viewer.role === 'admin' ? form : ''}${table(
      ['Code', 'Kind', '#Value', '#From', '#Used', 'Valid'],
      items.map(
        (one) => html`<tr><td><b>${one.code}</b></td><td>${one.kind}</td><td class="num">${one.value}</td><td class="num">${one.minSubtotal}</td>
<td class="num">${one.usedCount}${one.usageLimit === null ? '' : ` of ${one.usageLimit}`}</td><td>${one.startsAt.slice(0, 10)} – ${one.endsAt.slice(0, 10)}</td></tr>`,
      ),
    )}`,
    viewer,
  );
}

export function mailListView(rows: MailRow[], total: number, where: Paging, viewer: CustomerRow): string {
  return adminLayout(
    'Mails',
    '/admin/mails',
    html`${table(
      ['#Id', 'When', 'To', 'Subject', 'State'],
      rows.map(
        (row) => html`<tr><td class="num">${row.id}</td><td>${when(row.created_at)}</td><td>${row.recipient}</td>
<td><a href="/admin/mails/${row.id}">${row.subject}</a><br><small>${row.template}</small></td><td>${badge(row.state)}</td></tr>`,
      ),
    )}${pager('/admin/mails', where, total)}`,
    viewer,
  );
}

export function mailView(mail: MailRow, viewer: CustomerRow): string {
  return adminLayout(
    mail.subject,
    '/admin/mails',
    html`<p>${badge(mail.state)} to ${mail.recipient}, ${when(mail.created_at)}${mail.sent_at ? `, sent ${when(mail.sent_at)}` : ''}</p><pre class="tile">${mail.body}</pre>`,
    viewer,
  );
}

export function reportView(
  month: Awaited<ReturnType<typeof monthReport>>,
  sales: Awaited<ReturnType<typeof salesReport>>,
  viewer: CustomerRow,
): string {
  const most = Math.max(1, ...sales.days.map((row) => Number(row.revenue)));
  return adminLayout(
    `Report ${month.month}`,
    '/admin/reports',
    html`<form class="inline"><input name="month" type="month" value="${month.month}"><button>Show</button> <a href="/api/admin/reports/inventory.csv">Inventory as CSV</a></form>
<div class="tiles">${tile('orders', month.orders)}${tile('revenue', `${month.revenue} €`)}${tile('refunds', `${month.refunds} €`)}
${tile('coupons', `${month.couponDiscount} €`)}${tile('new customers', month.newCustomers)}${tile('reviews', `${month.reviews.count} (${month.reviews.average ?? '–'})`)}
${tile('points given', month.pointsGiven)}</div>
<h2>Best sellers</h2>${table(
      ['Product', 'Category', '#Sold', '#Revenue', '#Rating', '#Stock'],
      month.topProducts.map(
        (row) => html`<tr><td><a href="/admin/products/${row.productId}">${row.name}</a></td><td>${row.category}</td><td class="num">${row.quantity}</td>
<td class="num">${row.revenue}</td><td class="num">${row.rating ?? '–'}</td><td class="num">${row.available}</td></tr>`,
      ),
    )}
<div class="columns"><div><h2>By country</h2>${table(
      ['Country', '#Orders', '#Revenue'],
      month.byCountry.map((row) => html`<tr><td>${row.country}</td><td class="num">${row.orders}</td><td class="num">${row.revenue}</td></tr>`),
    )}</div><div><h2>By category</h2>${table(
      ['Category', '#Items', '#Revenue'],
      month.byCategory.map((row) => html`<tr><td>${row.category}</td><td class="num">${row.items}</td><td class="num">${row.revenue}</td></tr>`),
    )}</div></div>
<h2>The last 30 days: ${sales.totals.revenue} €</h2>${table(
      ['Day', '#Orders', '#Revenue', ''],
      sales.days.map(
        (row) => html`<tr><td>${row.day}</td><td class="num">${row.orders}</td><td class="num">${row.revenue}</td>
<td><div class="bar"><i style="width: ${Math.round((Number(row.revenue) / most) * 100)}%"></i></div></td></tr>`,
      ),
    )}`,
    viewer,
  );
}
