interface InvoiceOrder {
  number: string;
  placedAt: string;
  currency: string;
  subtotal: string;
  discount: string;
  shipping: string;
  total: string;
  shipTo: { name: string; line1: string; postcode: string; city: string; country: string };
  items: { quantity: number; name: string; unitPrice: string; lineTotal: string }[];
}
declare function renderInvoice(order: InvoiceOrder): string;
export = renderInvoice;
