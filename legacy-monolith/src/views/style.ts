export const STYLE = `:root { --green: #2f5d3a; --leaf: #e9f1e6; --ink: #22302a; --line: #d5ddd2; --warn: #a4461f; }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 Georgia, 'Times New Roman', serif; color: var(--ink); background: #fbfcf9; }
a { color: var(--green); }
h1, h2, h3, .brand { font-weight: 600; color: var(--green); line-height: 1.2; }
.brand { font-size: 22px; text-decoration: none; }
.shop header.top { display: flex; gap: 24px; align-items: baseline; padding: 16px 32px; border-bottom: 3px double var(--line); background: #fff; }
.shop header nav { display: flex; gap: 16px; flex: 1; }
.shop .who { color: #6b7a70; font-style: italic; }
.shop main { max-width: 1040px; margin: 0 auto; padding: 24px 32px; }
.shop footer { padding: 24px 32px; text-align: center; color: #6b7a70; border-top: 1px solid var(--line); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 16px; padding: 0; list-style: none; }
.card { background: #fff; border: 1px solid var(--line); border-radius: 6px; overflow: hidden; }
.card img, .card .noimage { display: block; width: 100%; height: 130px; object-fit: cover; background: var(--leaf); }
.card .noimage::before { content: '\\2766'; display: block; text-align: center; font-size: 56px; line-height: 130px; color: #b9cdb4; }
.card div { padding: 10px 14px; }
.card h3 { margin: 0; font-size: 16px; }
.price { font-weight: 600; }
.price s { color: #8a958d; font-weight: 400; margin-right: 6px; }
.promo { background: var(--leaf); border-left: 4px solid var(--green); padding: 10px 16px; }
.product { display: grid; grid-template-columns: 320px 1fr; gap: 32px; }
.product img { width: 100%; border-radius: 6px; background: var(--leaf); }
.review { border-top: 1px solid var(--line); padding: 10px 0; }
.stars { color: #c08a1e; letter-spacing: 1px; }
.error { text-align: center; padding: 48px 0; }
.error ul { display: inline-block; text-align: left; }
.admin { display: grid; grid-template-columns: 200px 1fr; min-height: 100vh; font-family: system-ui, 'Segoe UI', sans-serif; font-size: 14px; }
.admin aside { background: var(--green); color: #dfe9dc; padding: 20px 0; display: flex; flex-direction: column; position: sticky; top: 0; height: 100vh; }
.admin aside .brand { color: #fff; padding: 0 20px 16px; font-family: Georgia, serif; }
.admin aside nav { display: flex; flex-direction: column; flex: 1; }
.admin aside nav a { color: #dfe9dc; text-decoration: none; padding: 7px 20px; }
.admin aside nav a:hover { background: #3a6e46; }
.admin aside nav a[aria-current] { background: #fbfcf9; color: var(--green); font-weight: 600; }
.admin aside form { padding: 0 20px; }
.admin main { padding: 20px 28px; min-width: 0; }
.admin h1 { margin: 0 0 16px; font-size: 24px; }
.admin h2 { font-size: 17px; margin: 24px 0 8px; }
table { border-collapse: collapse; width: 100%; background: #fff; border: 1px solid var(--line); }
th, td { text-align: left; padding: 6px 10px; border-bottom: 1px solid var(--line); vertical-align: top; }
th { background: var(--leaf); font-weight: 600; white-space: nowrap; }
tr:hover td { background: #f6f9f4; }
td.num, th.num { text-align: right; font-variant-numeric: tabular-nums; }
td.none { color: #8a958d; text-align: center; padding: 20px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 12px; margin-bottom: 20px; }
.tile { background: #fff; border: 1px solid var(--line); border-radius: 6px; padding: 10px 14px; }
.tile b { display: block; font-size: 21px; color: var(--green); white-space: nowrap; }
.columns { display: grid; grid-template-columns: 1fr 1fr; gap: 24px; }
.badge { display: inline-block; padding: 1px 8px; border-radius: 9px; background: #e4e7e3; font-size: 12px; white-space: nowrap; }
.badge.paid, .badge.published, .badge.succeeded, .badge.sent { background: #d6ead2; }
.badge.delivered { background: #c9e2e8; }
.badge.shipped, .badge.in_transit, .badge.out_for_delivery { background: #dfe3f4; }
.badge.pending, .badge.pending_payment, .badge.queued, .badge.requested { background: #f6e7bf; }
.badge.cancelled, .badge.rejected, .badge.failed, .badge.lost, .badge.refunded, .badge.blocked { background: #f2d3c7; }
form.inline { display: flex; flex-wrap: wrap; gap: 8px; align-items: end; margin: 0 0 14px; }
label { display: block; margin-bottom: 10px; font-size: 13px; color: #5a675f; }
input, select, textarea, button { font: inherit; padding: 5px 9px; border: 1px solid #b9c5b7; border-radius: 4px; background: #fff; color: inherit; }
label input, label select, label textarea { display: block; margin-top: 2px; }
textarea { width: 100%; }
button { background: var(--green); color: #fff; border-color: var(--green); cursor: pointer; }
button.quiet { background: #fff; color: var(--warn); border-color: var(--warn); }
aside button { background: transparent; border-color: #7fa389; }
.notice { background: #d6ead2; padding: 8px 14px; border-radius: 4px; }
.problem { background: #f2d3c7; padding: 8px 14px; border-radius: 4px; }
.pager { display: flex; gap: 14px; color: #6b7a70; }
.pager span { color: #b9c5b7; }
.login { max-width: 340px; margin: 12vh auto; background: #fff; border: 1px solid var(--line); border-radius: 6px; padding: 24px 28px; }
.login input { width: 100%; }
.bar { background: var(--leaf); height: 10px; } .bar i { display: block; background: var(--green); height: 10px; }
`;
