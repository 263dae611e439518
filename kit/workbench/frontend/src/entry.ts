// Lets the page in: an address with a ticket is exchanged for the key, which this browser keeps for this address.
import './entry.css';

const KEY = 'rebuild-tls:key';

interface Entrance {
  readonly key: string;
  readonly boot: string;
}

async function enter(): Promise<Entrance | undefined> {
  const ticket = location.hash.slice(1);
  if (ticket !== '') {
    history.replaceState(null, '', location.pathname);
    const answer = await fetch('/api/enter', { method: 'POST', body: JSON.stringify({ ticket }) });
    if (answer.ok) localStorage.setItem(KEY, (await answer.json()).key);
  }
  const key = localStorage.getItem(KEY);
  if (key === null) return undefined;
  const status = await fetch('/api/status', { headers: { authorization: `token ${key}` } });
  return status.ok ? { key, boot: (await status.json()).boot } : undefined;
}

function refuse(title: string, text: string): void {
  const place = document.getElementById('entrance') as HTMLElement;
  const heading = Object.assign(document.createElement('h1'), { textContent: title });
  const paragraph = Object.assign(document.createElement('p'), { textContent: text });
  place.replaceChildren(heading, paragraph);
  place.hidden = false;
}

try {
  const entrance = await enter();
  if (entrance) {
    const { startLab } = await import('./lab.js');
    await startLab(entrance.key, entrance.boot);
  } else
    refuse(
      'This address opens the workbench once',
      'It was opened before, or it belongs to another workbench. Press Enter in the terminal where npm start runs: it prints a new one.',
    );
} catch (error) {
  console.error(error);
  refuse('The workbench does not answer', 'Start it with npm start, then open the address that it prints.');
}
