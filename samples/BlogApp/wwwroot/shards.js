// Keeps /shards live: the server sends the page's parts as HTML when they change, and this puts them in place.
'use strict';

const mostQueries = 50;
const queries = document.getElementById('queries');
const live = document.getElementById('live');
const liveText = document.getElementById('live-text');
const pause = document.getElementById('pause');
let source = null;

function fragment(html) {
    const template = document.createElement('template');
    template.innerHTML = html;
    return template.content;
}

// Makes one tree like another by changing only what differs, so that focus, open details and transitions stay.
function morph(current, next) {
    if (current.nodeType !== next.nodeType || current.nodeName !== next.nodeName) {
        current.replaceWith(next);
        return;
    }
    if (current.nodeType !== Node.ELEMENT_NODE) {
        if (current.nodeValue !== next.nodeValue) current.nodeValue = next.nodeValue;
        return;
    }
    for (const { name } of [...current.attributes]) {
        if (!next.hasAttribute(name) && name !== 'open') current.removeAttribute(name);
    }
    for (const { name, value } of [...next.attributes]) {
        if (current.getAttribute(name) !== value) current.setAttribute(name, value);
    }
    morphChildren(current, next);
}

function morphChildren(current, next) {
    const [olds, news] = [[...current.childNodes], [...next.childNodes]];
    news.forEach((node, i) => i < olds.length ? morph(olds[i], node) : current.append(node));
    olds.slice(news.length).forEach(node => node.remove());
}

function addQueries(html) {
    const known = new Set([...queries.children].map(entry => entry.dataset.query));
    const entries = [...fragment(html).children].filter(entry => !known.has(entry.dataset.query));
    entries.forEach(entry => entry.classList.add('new'));
    queries.prepend(...entries);
    for (const entry of [...queries.children].slice(mostQueries)) {
        if (!entry.contains(document.activeElement) && !entry.querySelector('details[open]')) entry.remove();
    }
    document.getElementById('none').hidden = queries.children.length > 0;
}

function show(state, text) {
    live.dataset.state = state;
    liveText.textContent = text;
    pause.hidden = false;
    pause.textContent = state === 'paused' ? 'Go on' : 'Pause';
}

function start() {
    show('connecting', 'connecting');
    source = new EventSource('/shards/events');
    source.onopen = () => show('live', 'live');
    source.onerror = () => show('connecting', 'connection lost: trying again');
    source.addEventListener('queries', event => addQueries(event.data));
    for (const part of ['ring', 'cards', 'hot', 'servers', 'doubt']) {
        source.addEventListener(part, event => morphChildren(document.getElementById(part), fragment(event.data)));
    }
}

pause.addEventListener('click', () => {
    if (source) {
        source.close();
        source = null;
        show('paused', 'paused');
    } else {
        start();
    }
});

start();
