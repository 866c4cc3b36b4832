'use strict';
var text = require('./legacy-text.cjs');

var WIDTH = 72;

/** Renders an invoice as plain text; amounts come as strings. */
module.exports = function renderInvoice(order) {
  var lines = [];
  lines.push('FIG & FERN' + text.padLeft('INVOICE ' + order.number, WIDTH - 10));
  lines.push(text.rule(WIDTH));
  lines.push('Date:    ' + order.placedAt.slice(0, 10));
  lines.push('Ship to: ' + [order.shipTo.name, order.shipTo.line1, order.shipTo.postcode + ' ' + order.shipTo.city, order.shipTo.country].join(', '));
  lines.push('');
  order.items.forEach(function (item) {
    lines.push(text.padLeft(item.quantity, 3) + ' x ' + text.pad(item.name, 44) + text.padLeft(item.unitPrice, 10) + text.padLeft(item.lineTotal, 12));
  });
  lines.push(text.rule(WIDTH));
  [['Subtotal', order.subtotal], ['Discount', '-' + order.discount], ['Shipping', order.shipping], ['Total ' + order.currency, order.total]].forEach(function (row) {
    lines.push(text.padLeft(row[0], WIDTH - 12) + text.padLeft(row[1], 12));
  });
  lines.push('');
  lines.push('Thank you. Keep it green.');
  return lines.join('\n') + '\n';
};
