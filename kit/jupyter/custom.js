// Jupyter Notebook 6 opens a link to a .ts file as a page of raw text; this sends it to the editor. Other Jupyters do
// that by themselves and do not read this file.
document.addEventListener(
  'click',
  (event) => {
    const link = event.target.closest?.('a[href$=".ts"]');
    if (link) link.href = link.href.replace('/notebooks/', '/edit/');
  },
  true,
);
