import { expect, it } from 'vitest';
import { readPage } from '../expect/html.ts';

const html = `<!doctype html><html><head><title>Orders · Fig &amp; Fern</title><style>h1 { color: green }</style></head><body>
  <h1 class="big">Or<em>ders</em></h1>
  <form class="x" method="POST" action='/admin/orders?a=1&amp;b=2'><input name="email"><select
    name="status"><option>paid</option></select><button>Go</button></form>
  <table><tr><th>No.</th><th>Total</th></tr><tr><td> FF-1 </td><td>&lt;b&gt; &#8364; 5 &#x27;</td></tr></table>
  <a class="next" href="/admin/orders?page=2">next</a></body></html>`;

it('reads what a page says, whatever its layout', () => {
  const { title, headings, forms, tables, links, text } = readPage(html);
  expect({ title, headings, links }).toEqual({
    title: 'Orders · Fig & Fern',
    headings: ['Or ders'],
    links: ['/admin/orders?page=2'],
  });
  expect(forms).toEqual([{ action: '/admin/orders?a=1&b=2', method: 'post', fields: ['email', 'status'] }]);
  expect(tables).toEqual([{ header: ['No.', 'Total'], rows: [['FF-1', "<b> € 5 '"]] }]);
  expect(text).not.toContain('color');
});
