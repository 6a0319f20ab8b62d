// The 診療費の明細: running amounts and total, more rows, and Enter that goes down instead of sending. Accepts full-width digits
// and commas, and cuts an amount to whole yen, both as the server does.
const plain = (text) => text.normalize('NFKC').replace(/[,¥円\s]/g, '');
const yen = (amount) => `¥${amount.toLocaleString('ja-JP')}`;

export function lines(table) {
  const body = table.tBodies[0];
  const total = table.querySelector('[data-total]');
  const discount = table.querySelector('[data-discount]');
  const add = table.querySelector('[data-add]');

  const amount = (row) => {
    const quantity = plain(row.querySelector('[data-quantity]').value);
    const price = plain(row.querySelector('[data-price]').value);
    if (!/^\d+(\.\d{1,3})?$/.test(quantity) || !/^\d+$/.test(price)) return null;
    const [whole, part = ''] = quantity.split('.');
    const milli = BigInt(whole) * 1000n + BigInt(part.padEnd(3, '0'));
    return Number((milli * BigInt(price)) / 1000n);
  };
  const show = () => {
    let sum = 0;
    for (const row of body.rows) {
      const value = amount(row);
      row.querySelector('[data-amount]').textContent = value === null ? '—' : yen(value);
      sum += value ?? 0;
    }
    const off = plain(discount.value);
    total.textContent = yen(Math.max(0, sum - (/^\d+$/.test(off) ? Number(off) : 0)));
  };
  const another = () => {
    const from = body.rows.length - 1;
    const row = body.rows[from].cloneNode(true);
    for (const field of row.querySelectorAll('input, select')) {
      const last = body.rows[from].querySelector(`[name="${field.name}"]`);
      field.name = field.name.replace(`l${from}_`, `l${from + 1}_`);
      field.id = field.name;
      field.setAttribute('aria-label', field.getAttribute('aria-label').replace(`${from + 1}`, `${from + 2}`));
      field.removeAttribute('aria-invalid');
      if (field.matches('.w-d *')) field.setAttribute('aria-describedby', 'lines-h');
      else field.removeAttribute('aria-describedby');
      if (field.matches('[data-item], [data-price]')) field.value = '';
      else if (field.matches('[data-quantity]')) field.value = '1';
      else field.value = last.value;
    }
    for (const message of row.querySelectorAll('.err')) message.remove();
    body.append(row);
    show();
    return row;
  };

  table.addEventListener('input', ({ target }) => {
    const row = target.closest('tbody tr');
    // The day of the row above is nearly always the day of this one.
    const above = row?.previousElementSibling?.querySelector('.w-d input');
    const day = row?.querySelector('.w-d input');
    if (target.matches('[data-item]') && above && day.value === '') day.value = above.value;
    show();
  });
  table.addEventListener('keydown', (event) => {
    const row = event.target.closest('tbody tr');
    if (event.key !== 'Enter' || event.isComposing || !row || !event.target.matches('input')) return;
    event.preventDefault();
    const column = event.target.closest('td').cellIndex;
    const next = row.nextElementSibling ?? another();
    next.cells[column].querySelector('input, select').focus();
  });
  add.hidden = false;
  add.nextElementSibling.hidden = true;
  add.addEventListener('click', () => another().querySelector('[data-item]').focus());
}
