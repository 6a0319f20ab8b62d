// The 診療費の明細: running amounts and total, and more rows. Accepts full-width digits and commas, as the server does.
// Amounts are rounded half up per line; the server's own figures replace these when the draft is saved.
const plain = (text) => text.normalize('NFKC').replace(/[,¥\s]/g, '');
const yen = (amount) => `¥${amount.toLocaleString('ja-JP')}`;

export function lines(table) {
  const body = table.tBodies[0];
  const total = table.querySelector('[data-total]');
  const add = table.querySelector('[data-add]');

  const amount = (row) => {
    const quantity = plain(row.querySelector('[data-quantity]').value);
    const price = plain(row.querySelector('[data-price]').value);
    if (!/^\d+(\.\d{1,3})?$/.test(quantity) || !/^\d+$/.test(price)) return null;
    const [whole, part = ''] = quantity.split('.');
    const milli = BigInt(whole) * 1000n + BigInt(part.padEnd(3, '0'));
    return Number((milli * BigInt(price) + 500n) / 1000n);
  };
  const show = () => {
    let sum = 0;
    for (const row of body.rows) {
      const value = amount(row);
      row.querySelector('[data-amount]').textContent = value === null ? '—' : yen(value);
      sum += value ?? 0;
    }
    total.textContent = yen(sum);
  };

  table.addEventListener('input', show);
  if (!add) return;
  add.hidden = false;
  add.addEventListener('click', () => {
    const last = body.rows[body.rows.length - 1];
    const from = body.rows.length - 1;
    const row = last.cloneNode(true);
    for (const field of row.querySelectorAll('input, select')) {
      field.name = field.name.replace(`l${from}_`, `l${from + 1}_`);
      field.id = field.id.replace(`l${from}_`, `l${from + 1}_`);
      field.setAttribute('aria-label', field.getAttribute('aria-label').replace(`${from + 1}`, `${from + 2}`));
      field.removeAttribute('aria-invalid');
      field.removeAttribute('aria-describedby');
      if (field.matches('[data-item], [data-quantity], [data-price]')) field.value = '';
    }
    for (const message of row.querySelectorAll('.err')) message.remove();
    body.append(row);
    row.querySelector('[data-item]').focus();
    show();
  });
}
