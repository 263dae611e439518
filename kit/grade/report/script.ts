// The page's script: a press on a column's head sorts the table by it, another press turns the order round.
export const SCRIPT = `
const value = (row, column) => {
  const cell = row.cells[column];
  const own = cell.dataset.value ?? cell.textContent.trim();
  return own === '' || Number.isNaN(Number(own)) ? own : Number(own);
};
const compare = (a, b) =>
  typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
for (const button of document.querySelectorAll('th button'))
  button.addEventListener('click', () => {
    const head = button.closest('th');
    const table = head.closest('table');
    const up = head.getAttribute('aria-sort') === 'descending' ||
      (!head.hasAttribute('aria-sort') && head.dataset.first === 'up');
    for (const other of table.querySelectorAll('th[aria-sort]')) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
    const body = table.tBodies[0];
    const column = Number(head.dataset.column);
    const rows = [...body.rows].sort((a, b) => compare(value(a, column), value(b, column)) * (up ? 1 : -1));
    body.append(...rows);
  });
`;
